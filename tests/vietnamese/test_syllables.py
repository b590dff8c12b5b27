"""What can be a Vietnamese syllable."""

import pytest

from vietnamese import api as vietnamese

PROCLAMATION = """
Hỡi đồng bào cả nước Tất cả mọi người đều sinh ra có quyền bình đẳng Tạo hóa cho họ những quyền không ai có thể xâm
phạm được trong những quyền ấy có quyền được sống quyền tự do và quyền mưu cầu hạnh phúc Nghị quyết của Quốc hội khuỷu
giếng xoong quốc khuếch trương hươu rượu khuya tuyết nguyệt quýt huỳnh thuở ngoèo xoáy yểng giữ gìn huênh hoang
"""


@pytest.mark.parametrize("word", PROCLAMATION.split())
def test_words_of_vietnamese_are_syllables(word):
    assert vietnamese.is_syllable(word)
    assert vietnamese.is_syllable(word.upper())


@pytest.mark.parametrize(
    "word", ["été", "school", "hàt", "nghÜa", "wa", "ngth", "", "strong", "lesson", "123"]
)
def test_other_words_are_not(word):
    assert not vietnamese.is_syllable(word)


def test_what_is_longer_than_any_syllable_is_none_and_costs_nothing_to_remember() -> None:
    assert vietnamese.is_syllable("nghiễng")
    assert vietnamese.is_syllable("nghie\u0302\u0303ng")
    assert not vietnamese.is_syllable("nghieng" * 30_000)
