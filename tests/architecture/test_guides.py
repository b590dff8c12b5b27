"""The guides show pictures that are there, say what is on them, and keep them small."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDES = [*ROOT.glob("README*.md"), *ROOT.glob("docs/**/*.md")]
SHOWN = re.compile(r"!\[(.*?)\]\((\S+?)\)")
MOST_BYTES = 200_000


def shown() -> list[tuple[Path, str, Path]]:
    return [
        (guide, words, (guide.parent / target).resolve())
        for guide in GUIDES
        for words, target in SHOWN.findall(guide.read_text(encoding="utf-8"))
    ]


def test_every_picture_that_is_shown_is_there_and_is_described() -> None:
    assert len(shown()) > 10
    faults = [
        f"{guide.name}: {picture.name}"
        for guide, words, picture in shown()
        if not picture.is_file() or len(words) < 20
    ]
    assert faults == []


def test_every_picture_is_shown_and_small() -> None:
    pictures = sorted(ROOT.glob("docs/pictures/*"))
    used = {picture for _guide, _words, picture in shown()}
    assert [each.name for each in pictures if each not in used] == []
    assert [each.name for each in pictures if each.stat().st_size > MOST_BYTES] == []
