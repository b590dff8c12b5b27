"""Who may use Wagtail's own pages on accounts: superusers, whatever permissions a group was given."""

from typing import Any

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import QuerySet
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from people.users import User


class SuperusersOnly(BasePermissionPolicy):
    """Those pages know no subtree: whoever opens them could edit and promote everybody."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        return user.is_active and user.is_superuser

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[User]:
        return User.objects.filter(is_active=True, is_superuser=True)

    def get_all_permissions_for_user(self, user: Any) -> set[str]:
        return {"add", "change", "delete", "view"} if self.user_has_permission(user, "change") else set()


def register() -> None:
    """Put the policy in the place of Wagtail's, which asks group permissions."""
    register_permission_policy(User, SuperusersOnly(User))
    register_permission_policy(Group, SuperusersOnly(Group))
