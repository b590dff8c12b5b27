"""Names every model of people for Django: a table of contents, no code."""

from people.cohorts import Cohort, CohortMember
from people.grants import Grant, Role
from people.sessions import Session
from people.sign_in_limits import SignInFailure
from people.units import Membership, Unit, UnitSuccession, UnitType
from people.users import User

__all__ = [
    "Cohort",
    "CohortMember",
    "Grant",
    "Membership",
    "Role",
    "Session",
    "SignInFailure",
    "Unit",
    "UnitSuccession",
    "UnitType",
    "User",
]
