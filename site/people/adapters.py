"""What allauth asks of us: nobody signs up by himself; accounts come from administrators."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from people.users import folded_login


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_rate_limit_key(self, username: str) -> str:
        return folded_login(username)
