"""How a paper stands on pages."""

import pytest

from quizzes.blueprint.layout import places
from quizzes.blueprint.parts import Part

PLAIN = Part("a", "A", "/a/", 3)
PAGE = Part("b", "B", "/b/", 2, new_page=True, heading="Phần hai")
WAITS = Part("c", "C", "/c/", 2, requires_previous=True)


@pytest.mark.parametrize(
    ("per_page", "pages"),
    [
        (1, [1, 2, 3, 4, 5]),
        (2, [1, 1, 2, 3, 3]),
        (3, [1, 1, 1, 2, 2]),
        (0, [1, 1, 1, 2, 2]),
        (99, [1, 1, 1, 2, 2]),
    ],
)
def test_pages_hold_so_many_questions_and_a_part_may_begin_one(per_page, pages) -> None:
    found = places([PLAIN] * 3 + [PAGE] * 2, per_page=per_page)
    assert [each.page for each in found] == pages


def test_a_heading_stands_above_the_first_question_of_its_part_only() -> None:
    assert [each.heading for each in places([PLAIN] * 2 + [PAGE] * 2, per_page=0)] == ["", "", "Phần hai", ""]


def test_a_new_page_at_the_very_beginning_leaves_no_empty_one() -> None:
    assert [each.page for each in places([PAGE] * 2, per_page=0)] == [1, 1]


def test_the_first_question_of_all_waits_for_none() -> None:
    assert [each.requires_previous for each in places([WAITS, WAITS, PLAIN], per_page=0)] == [
        False,
        True,
        False,
    ]


def test_no_questions_stand_on_no_page() -> None:
    assert places([], per_page=2) == []
