"""The settings of `make run`, with the bare view beside the product's addresses."""

from portal.settings.dev import *  # noqa: F403

ROOT_URLCONF = "portal.bench.urls"
