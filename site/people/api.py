"""The door of people."""

from people.access import (
    home_in,
    may_manage,
    may_see_records,
    people_managed_by,
    roles_of,
    tree_paths_managed_by,
    units_managed_by,
    within,
)
from people.grants import ADMINISTRATORS, Grant, Role, end_grant, grant_role, mirror_groups
from people.identifiers import random_code, random_uuid
from people.units import Membership, Unit, UnitType, unit_path
from people.users import User, folded_login

__all__ = [
    "ADMINISTRATORS",
    "Grant",
    "Membership",
    "Role",
    "Unit",
    "UnitType",
    "User",
    "end_grant",
    "folded_login",
    "grant_role",
    "home_in",
    "may_manage",
    "may_see_records",
    "mirror_groups",
    "people_managed_by",
    "random_code",
    "random_uuid",
    "roles_of",
    "tree_paths_managed_by",
    "unit_path",
    "units_managed_by",
    "within",
]
