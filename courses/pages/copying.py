"""What a copy of a course or lesson takes along, and what it does not: it is a draft of its own, under a key of its own."""

from typing import Any

from django.utils.crypto import get_random_string
from wagtail.admin.forms.pages import CopyForm

# Without letters and digits that are taken for one another when read aloud.
CLEAR = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

# What ties a page to the file that made it.
OF_THE_FILE = ["loaded_hash", "loaded_revision"]


def new_code() -> str:
    """A code for a course that nobody has named yet: "KHOA-7F3KQ2"."""
    return f"KHOA-{get_random_string(6, CLEAR)}"


def new_key() -> str:
    """A key for a lesson that nobody has named yet: "BAI-7F3KQ2XW"."""
    return f"BAI-{get_random_string(8, CLEAR)}"


class DraftCopyForm(CopyForm):
    """A copy comes in as a draft, so that what stands against its publication is asked of it too; no mirrored pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("publish_copies", None)
        self.fields.pop("alias", None)
