"""Addresses put together by form are those that Django finds, for every name there is."""

from typing import Any

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse, set_script_prefix

from portal.addresses import WORD, address

PARTS: list[Any] = [
    "mot-bai", "Ab_9", "thôn An Phú", "12", "", "a/b", "{0}", "%41", 0, 7, -3, 98_765_001, True, 2.5, None,
]  # fmt: skip


def names() -> list[str]:
    """Every name of an address, with its namespaces."""
    found = []
    waiting = [("", get_resolver())]
    while waiting:
        before, resolver = waiting.pop()
        found += [before + name for name in resolver.reverse_dict if isinstance(name, str)]
        waiting += [(f"{before}{space}:", inner) for space, (_p, inner) in resolver.namespace_dict.items()]
    return sorted(set(found))


def outcome(find: Any, name: str, parts: list[Any]) -> str:
    try:
        return str(find(name, parts))
    except NoReverseMatch:
        return "none"


def by_django(name: str, parts: list[Any]) -> str:
    return reverse(name, args=parts)


def test_every_name_with_every_part_leads_where_django_says() -> None:
    known = names()
    assert len(known) > 300
    for name in known:
        for parts in (
            [],
            *([part] for part in PARTS),
            *([part, 7] for part in PARTS),
            *(["x-y", part] for part in PARTS),
        ):
            for _again in range(2):
                assert outcome(address, name, parts) == outcome(by_django, name, parts), (name, parts)


def test_an_address_knows_where_the_site_begins() -> None:
    assert address("quizzes:attempt", ["mot-ma"]) == "/lam-bai/mot-ma/"
    set_script_prefix("/cong/")
    try:
        assert address("quizzes:attempt", ["mot-ma"]) == "/cong/lam-bai/mot-ma/"
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize("text", ["12", "", "a b", "é", "a\n"])
def test_what_is_no_plain_word_is_left_to_django(text: str) -> None:
    assert not WORD.match(text)
