"""What the admin shows of Wagtail itself: nothing that leads elsewhere, no portraits of people."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views import account
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import DefaultPageForm

from portal.filter_words import tell_filters_in_words
from portal.kept_files import keep_what_pages_show


class NoPortrait(account.AvatarSettingsPanel):
    """As little personal data as possible: nobody is asked for a picture."""

    def is_active(self) -> bool:
        return False


account.AvatarSettingsPanel = NoPortrait
keep_what_pages_show()
tell_filters_in_words()
# Wagtail gives this box no words of its own.
DefaultPageForm.base_fields["include_descendants"].label = _("The pages below them as well")


@hooks.register("construct_help_menu")
def stay_here(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Wagtail's help leads to another site; only its keyboard shortcuts stay."""
    menu_items[:] = [item for item in menu_items if not str(item.url).startswith("http")]


@hooks.register("before_serve_document")
def sign_in_first(document: Any, request: HttpRequest) -> HttpResponse | None:
    """Files belong to lessons, and lessons to people who are signed in."""
    if request.user.is_authenticated:
        return None
    return redirect_to_login(request.get_full_path())


@hooks.register("insert_global_admin_css")
def phone_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/admin.css"))
