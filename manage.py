#!/usr/bin/env python
"""Run a management command; the project's own packages under site/ are put on the path first."""

import os
import sys
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))

from django.core.management import execute_from_command_line  # noqa: E402  (after the path line above)

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    execute_from_command_line(sys.argv)
