"""Loading needs the register first; and files with something in them changed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from make_law import the_register
from make_loading import Changed


@pytest.fixture
def register(db: None) -> None:
    the_register()


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    def change(file: Path, do: Callable[[dict[str, Any]], None]) -> Path:
        content = json.loads(file.read_text(encoding="utf-8"))
        do(content)
        target = tmp_path / file.name
        target.write_text(json.dumps(content), encoding="utf-8")
        return target

    return change
