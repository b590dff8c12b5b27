from pathlib import Path

import pytest


@pytest.fixture
def tiny_wizard(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """The wizard with the import and export of make_sheets, and a private storage of the test's own."""
    settings.SHEET_IMPORTERS = ["make_sheets.LinesImporter"]
    settings.SHEET_EXPORTERS = ["make_sheets.LinesExporter"]
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "private")},
        },
    }
