"""Options: sound lists, and the order in which they are dealt."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from quizzes.kinds import UnsoundBody, kind_named
from quizzes.kinds.options import speaks_of_others
from tests.quizzes.kinds.plain_examples import options


def single(*texts: str, **more: object) -> dict[str, object]:
    return {"stem": "Chọn gì?", "options": options(*texts), "correct": "a", **more}


def orders(body: dict[str, object], times: int = 400) -> list[str]:
    kind = kind_named("single_choice")
    read = kind.read(body)
    rng = random.Random(5)
    return ["".join(kind.deal(read, rng)["options"]) for _ in range(times)]


def test_options_are_dealt_in_every_order() -> None:
    times = Counter(orders(single("Một", "Hai", "Ba"), times=600))
    assert set(times) == {"abc", "acb", "bac", "bca", "cab", "cba"}
    assert min(times.values()) > 60


def test_options_that_are_not_to_be_shuffled_stay_as_written() -> None:
    assert set(orders(single("Một", "Hai", "Ba", shuffle_options=False))) == {"abc"}


def test_options_about_the_others_and_pinned_ones_stay_last_in_their_order() -> None:
    body = single("Tất cả các ý trên", "Hai", "Không có đáp án nào đúng.", "Bốn", "Năm")
    body["options"][4]["pinned"] = True  # type: ignore[index]
    assert set(orders(body)) == {"bdace", "dbace"}


@pytest.mark.parametrize(
    "text",
    [
        "Tất cả",
        "Tất cả đáp án trên",
        "Tất cả các phương án trên đều đúng",
        "TẤT CẢ CÁC Ý TRÊN.",
        "Tất cả đều sai",
        "Cả a và b",
        "Cả A, B và C",
        "Cả A, B, C đều đúng",
        "A và B đều đúng",
        "Chỉ a và c",
        "Đáp án a và b",
        "Cả hai",
        "Cả hai đều sai",
        "Cả 3 đáp án trên",
        "Cả ba ý trên",
        "Cả năm phương án trên đều đúng",
        "Không có đáp án nào",
        "Không có đáp án nào đúng",
        "Không phương án nào trên đây",
        "Không phải các đáp án trên",
        "All of the above",
        "None of the above",
    ],
)
def test_an_option_that_speaks_of_the_others_is_known(text: str) -> None:
    assert speaks_of_others(text)


@pytest.mark.parametrize(
    "text",
    [
        "Không",
        "Có",
        "Hai",
        "Năm",
        "Cả năm",
        "Cả nhà cùng làm",
        "Cả hai bên cùng ký biên bản",
        "Tất cả người dân trong thôn",
        "Tất cả hộ gia đình đều đúng hẹn",
        "Không có đơn xin thôi tham gia Tổ",
        "Không có việc gì phải báo",
        "A",
        "An ninh và trật tự",
    ],
)
def test_an_option_like_any_other_is_not_held_back(text: str) -> None:
    assert not speaks_of_others(text)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"options": options("Một")}, ("options",)),
        ({"options": []}, ("options",)),
        ({"options": options("Một", "  một ")}, ("options",)),
        ({"options": options("Hòa giải", "HOÀ  GIẢI")}, ("options",)),
        ({"options": [{"id": "a", "text": "Một"}, {"id": "a", "text": "Hai"}]}, ("options",)),
        ({"options": [{"id": "a", "text": "Một"}, {"id": "b b", "text": "Hai"}]}, ("options", 1, "id")),
        ({"options": [{"id": "a", "text": "Một"}, {"id": "b", "text": ""}]}, ("options", 1, "text")),
        ({"options": [{"id": "a", "text": "Một"}, {"id": "b", "text": 2}]}, ("options", 1, "text")),
        ({"options": [{"id": "a", "text": "Một"}, {"text": "Hai"}]}, ("options", 1, "id")),
        ({"options": "Một, Hai"}, ("options",)),
        ({"correct": "z"}, ("correct",)),
    ],
)
def test_unsound_options_are_refused_at_their_place(
    change: dict[str, object], path: tuple[object, ...]
) -> None:
    with pytest.raises(UnsoundBody) as refusal:
        kind_named("single_choice").read({**single("Một", "Hai"), **change})
    assert [fault.path for fault in refusal.value.faults] == [path]
    assert refusal.value.faults[0].sentence


def test_options_may_differ_by_a_tone_alone() -> None:
    kind_named("single_choice").read(single("hỗ trợ", "hổ trợ"))
