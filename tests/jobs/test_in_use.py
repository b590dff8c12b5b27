"""Servers and workers are here together; whoever replaces the data is here alone."""

from pathlib import Path
from typing import Any

import pytest

from jobs import in_use


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path


def test_many_work_here_together() -> None:
    with in_use.together(wait=False), in_use.together(wait=False):
        pass


def test_nobody_is_alone_beside_others() -> None:
    with in_use.together(), pytest.raises(in_use.InUse), in_use.alone():
        pass
    with in_use.alone():
        pass


def test_nobody_comes_in_while_one_is_alone() -> None:
    with in_use.alone(), pytest.raises(in_use.InUse):
        in_use.join(wait=False)
    with in_use.together(wait=False):
        pass
