"""The door of people."""

from people.access import (
    grantable_units,
    home_in,
    manageable_by,
    may_manage,
    may_see_records,
    people_listed_for,
    people_managed_by,
    people_marked_by,
    roles_of,
    signed_in,
    tree_paths_managed_by,
    units_managed_by,
    within,
)
from people.accounts import (
    AlreadyAdded,
    PersonRefused,
    close_person,
    create_person,
    edit_person,
    reopen_person,
    reset_password,
    same_people_in,
)
from people.cohorts import (
    Cohort,
    CohortMember,
    add_to_cohort,
    cohorts_by_person,
    cohorts_of,
    take_from_cohort,
)
from people.delegation import GrantRefused, give_role, take_role
from people.finding import UnitNotFound, UnitUnclear, find_unit
from people.grants import ADMINISTRATORS, Grant, Role, end_grant, grant_role, mirror_groups
from people.homes import commune_administrator_of, home_paths, home_unit
from people.identifiers import random_code, random_uuid
from people.unit_files import UnitsRefused, load_units
from people.unit_line import unit_line
from people.units import Membership, Unit, UnitSuccession, UnitType, unit_label, unit_path
from people.users import LONG_PASSWORD, User, folded_login

__all__ = [
    "ADMINISTRATORS",
    "LONG_PASSWORD",
    "AlreadyAdded",
    "Cohort",
    "CohortMember",
    "Grant",
    "GrantRefused",
    "Membership",
    "PersonRefused",
    "Role",
    "Unit",
    "UnitNotFound",
    "UnitSuccession",
    "UnitType",
    "UnitUnclear",
    "UnitsRefused",
    "User",
    "add_to_cohort",
    "close_person",
    "cohorts_by_person",
    "cohorts_of",
    "commune_administrator_of",
    "create_person",
    "edit_person",
    "end_grant",
    "find_unit",
    "folded_login",
    "give_role",
    "grant_role",
    "grantable_units",
    "home_in",
    "home_paths",
    "home_unit",
    "load_units",
    "manageable_by",
    "may_manage",
    "may_see_records",
    "mirror_groups",
    "people_listed_for",
    "people_managed_by",
    "people_marked_by",
    "random_code",
    "random_uuid",
    "reopen_person",
    "reset_password",
    "roles_of",
    "same_people_in",
    "signed_in",
    "take_from_cohort",
    "take_role",
    "tree_paths_managed_by",
    "unit_label",
    "unit_line",
    "unit_path",
    "units_managed_by",
    "within",
]
