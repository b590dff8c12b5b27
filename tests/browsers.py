"""Where the browser is: the one that CHROMIUM names, or the first that the distribution offers.

The shell without windows comes first: a test shows nobody a window, and with windows Chromium 156 did not end the closing of one
in two of two whole runs.
"""

import os
import shutil
from pathlib import Path

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


def chromium_path() -> str | None:
    """None where there is none."""
    named = os.environ.get("CHROMIUM")
    if named and Path(named).exists():
        return named
    return next(filter(None, map(shutil.which, NAMES)), None)
