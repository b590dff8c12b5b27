"""Wagtail's users app, with our own person form in place of its own, for superusers alone."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    user_viewset = "people.wagtail_user_viewset.PersonAccountViewSet"

    def ready(self) -> None:
        # This is the app's configuration: models can be imported only now.
        from people import account_policy  # noqa: PLC0415

        account_policy.register()
