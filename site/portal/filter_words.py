"""What stands above a list while a filter is in force: Wagtail writes Python's own True and False there."""

from collections.abc import Iterator

import django_filters
from django.utils.translation import gettext as _
from wagtail.admin.active_filters import ActiveFilter, BaseFilterAdapter, filter_adapter_class_registry


class YesOrNo(BaseFilterAdapter):
    """A choice of yes or no in the reader's words."""

    def get_active_filters(self) -> Iterator[ActiveFilter]:
        for told in super().get_active_filters():
            yield told._replace(value=_("Yes") if self.value else _("No"))


def tell_filters_in_words() -> None:
    """Call it once, when Django starts."""
    filter_adapter_class_registry.register(django_filters.BooleanFilter, value=YesOrNo)
