"""Who may use Wagtail's own pages on accounts: superusers, whatever permissions a group was given."""

from typing import Any

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import QuerySet
from wagtail.admin.views import account
from wagtail.admin.views.account import NameEmailSettingsPanel
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


class NoNamePanel(NameEmailSettingsPanel):
    """Wagtail asks for first and last name; a person of ours has one full name, corrected by an administrator."""

    def is_active(self) -> bool:
        return False


def register() -> None:
    """Put the policy in the place of Wagtail's, which asks group permissions, and take the panel of two names away."""
    register_permission_policy(User, SuperusersOnly(User))
    register_permission_policy(Group, SuperusersOnly(Group))
    # Wagtail names the class in its view and offers no hook to leave it out.
    account.NameEmailSettingsPanel = NoNamePanel
