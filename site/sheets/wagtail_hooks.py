"""The wizard of imports and the page of exports, in Wagtail's admin."""

from typing import Any

from wagtail import hooks

from sheets import export_views, import_views


@hooks.register("register_admin_urls")
def sheet_urls() -> list[Any]:
    return [*import_views.urlpatterns, *export_views.urlpatterns]
