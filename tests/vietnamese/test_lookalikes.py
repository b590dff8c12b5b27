"""Letters that only look Vietnamese."""

import pytest

from vietnamese import api as vietnamese


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("Nhà nƣớc", "Nhà nước"),
        ("TRƢỜNG", "TRƯỜNG"),
        ("ðiều", "điều"),
        ("Ðảng", "Đảng"),
        ("Hưng Уên", "Hưng Yên"),  # Cyrillic У
        ("xã hội".replace("x", "х"), "xã hội"),  # Cyrillic х
        ("ƣ\u0301ng", "ứng"),
    ],
)
def test_lookalikes_are_found_and_repaired(seen, meant):
    assert vietnamese.has_lookalikes(seen)
    assert vietnamese.repair_lookalikes(seen) == meant
    assert not vietnamese.has_lookalikes(meant)


@pytest.mark.parametrize("text", ["Nhà nước", "Москва", "Điều 8, khoản 2", "НР 12", ""])
def test_sound_words_and_words_of_other_scripts_stay(text):
    assert vietnamese.repair_lookalikes(text) == text
    assert not vietnamese.has_lookalikes(text)


def test_decomposed_text_alone_is_no_lookalike():
    assert not vietnamese.has_lookalikes("Vie\u0323\u0302t")
