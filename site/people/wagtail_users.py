"""Wagtail's users app, with our own person form (people.admin) in place of its own."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    user_viewset = "people.wagtail_user_viewset.PersonAccountViewSet"
