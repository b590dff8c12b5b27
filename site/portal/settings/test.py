"""Tests: the same shape, quick hashing, files in a folder of their own."""

import os

from portal.settings.base import *  # noqa: F403
from portal.settings.base import DATABASES, STORAGES, VAR

SECRET_KEY = "tests-only-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "people.hashers.Argon2idHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MEDIA_ROOT = VAR / "test-media"
PRIVATE_ROOT = VAR / "test-private"
STORAGES["private"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": str(PRIVATE_ROOT)},
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, so that browser and thread tests share it with the live server.
    DATABASES["default"]["TEST"] = {
        "NAME": str(VAR / f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}.sqlite3")
    }
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "shared"},
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
