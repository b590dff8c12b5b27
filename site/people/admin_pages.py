"""What the admin's pages on people, roles and units have in common: who may open them, the trail, search without marks."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from people.access import signed_in, tree_paths_managed_by, units_managed_by
from people.units import UnitQuerySet
from people.users import User
from vietnamese import api as vietnamese


class ForAdministrators:
    """Only for those who administer a subtree; to everybody else the page does not exist."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not tree_paths_managed_by(signed_in(request)):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    @property
    def me(self) -> User:
        """The administrator."""
        return signed_in(self.request)

    @cached_property
    def units(self) -> UnitQuerySet:
        """Units of the own subtree that exist today."""
        return units_managed_by(self.me).valid_on(vietnamese.local_day(timezone.now()))

    def refuse_foreign_unit(self, uid: str | None) -> None:
        """A uid that was sent and is not of the own subtree: the same answer as for one that does not exist."""
        if uid and not units_managed_by(self.me).filter(uid=uid).exists():
            raise Http404


class AdminPage(ForAdministrators, WagtailAdminTemplateMixin):
    """A page below one of the lists, with the trail back to it."""

    above: tuple[str, Any] = ("", "")
    header_icon = "user"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        name, label = self.above
        return [
            *self.breadcrumbs_items,
            {"url": reverse(name), "label": label},
            {"url": "", "label": self.get_page_title()},
        ]


class AdminList(ForAdministrators, BaseListingView):
    """A list with search that knows no marks and no case."""

    paginate_by = 50
    is_searchable = True
    any_order = "id"

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = Q()
        for word in vietnamese.fold(vietnamese.clean_line(self.search_query)).split():
            condition &= self.holds(word)
        return queryset.filter(condition)

    def holds(self, word: str) -> Q:
        """The condition that a row holds one folded word of the search."""
        raise NotImplementedError

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Equal rows keep one order, so that no page repeats or loses one."""
        wanted = self.ordering or self.default_ordering
        return queryset.order_by(wanted, self.any_order)

    @cached_property
    def no_results_message(self) -> str:
        return _("Nothing is found.") if self.is_searching or self.is_filtering else _("Nothing is here yet.")
