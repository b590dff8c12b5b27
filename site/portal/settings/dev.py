"""One machine, no TLS: what `make run` starts. The same as production but for the values below."""

import os
import secrets

from portal.settings.base import *  # noqa: F403
from portal.settings.base import VAR
from portal.settings.environment import listed


def kept_secret() -> str:
    """The secret of this machine, made once and kept in a file that is never committed."""
    file = VAR / "secret_key"
    if not file.exists():
        # The database lies here too: the folder is for whoever starts the portal, and nobody else on the machine.
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(64))
    return file.read_text().strip()


SECRET_KEY = os.environ.get("SECRET_KEY") or kept_secret()
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    *listed("ALLOWED_HOSTS"),
]
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016", "security.W019"]
