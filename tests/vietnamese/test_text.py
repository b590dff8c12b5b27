"""Text as it is stored, compared and shortened."""

import unicodedata

import pytest

from vietnamese import api as vietnamese


def test_decomposed_letters_become_one_character_each():
    assert vietnamese.nfc(unicodedata.normalize("NFD", "Nguyễn")) == "Nguyễn"
    assert len(vietnamese.nfc(unicodedata.normalize("NFD", "Nguyễn"))) == 6


@pytest.mark.parametrize(
    "hidden",
    [
        "\x00",
        "\x07",
        "\x9f",
        "\u200b",
        "\u200d",
        "\u2060",
        "\u202e",
        "\u2066",
        "\u200f",
        "\ufeff",
        "\ud800",
        "\uffff",
    ],
)
def test_what_cannot_be_seen_is_removed(hidden):
    assert vietnamese.clean_line(f"{hidden}Hưng{hidden} Yên{hidden}") == "Hưng Yên"
    assert vietnamese.clean_text(f"{hidden}Hưng{hidden} Yên{hidden}") == "Hưng Yên"


def test_a_mark_behind_a_hidden_character_still_joins_its_letter():
    assert vietnamese.clean_line("e\u200b\u0302") == "ê"


def test_a_line_has_single_spaces_and_no_breaks():
    assert vietnamese.clean_line("  Trần\u00a0 Văn\t\r\nAn\u2028 \x0b") == "Trần Văn An"


def test_a_text_keeps_its_lines_and_at_most_two_blank_ones():
    text = "\n\nMột  \r\n\tHai\x0bBa\n\n\n\n\n\nBốn\n\n\nNăm\n"
    assert vietnamese.clean_text(text) == "Một\nHai\nBa\n\n\nBốn\n\n\nNăm"


def test_cleaning_twice_changes_nothing():
    text = " a\u200b \n\n\n\n b\u0301 "
    once = vietnamese.clean_text(text)
    assert vietnamese.clean_text(once) == once


def test_the_soft_hyphen_stays_for_it_is_a_letter_of_tcvn3():
    assert "\u00ad" in vietnamese.clean_line("l\u00adîng")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Điều 8", "dieu 8"),
        ("An ninh Tổ quốc", "an ninh to quoc"),
        ("ĐƯỜNG LỐI", "duong loi"),
        (unicodedata.normalize("NFD", "Phường Phố Hiến"), "phuong pho hien"),
        ("nghi\u00adệp", "nghiep"),
        ("", ""),
    ],
)
def test_folding_takes_marks_and_case_away(text, folded):
    assert vietnamese.fold(text) == folded
    assert vietnamese.fold(folded) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("khỏe", "khoẻ"),
        ("thủy", "thuỷ"),
        ("Ủy", "Uỷ"),
        ("HÒA", "HOÀ"),
        ("hóan", "hoán"),
        ("qúy", "quý"),
        ("gía", "giá"),
        ("ngòai", "ngoài"),
        ("khủyu", "khuỷu"),
        ("nguời", "nguơì"),
        ("Hòa Bình và thủy lợi", "Hoà Bình và thuỷ lợi"),
    ],
)
def test_two_ways_to_place_a_tone_match(one, other):
    assert vietnamese.fold_tone_placement(one) == vietnamese.fold_tone_placement(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("quý", "quí"), ("hoà", "hoa"), ("hoà", "hoá"), ("thủy", "thúy"), ("của", "cuả ơi"), ("Hòa", "hòa")],
)
def test_different_spellings_stay_different(one, other):
    assert vietnamese.fold_tone_placement(one) != vietnamese.fold_tone_placement(other)


@pytest.mark.parametrize(
    "word",
    [
        "quý",
        "giá",
        "già",
        "gì",
        "giếng",
        "của",
        "mùa",
        "kìa",
        "múi",
        "hoàn",
        "toàn",
        "khuya",
        "khuỷu",
        "thuyền",
        "người",
        "nước",
        "điều",
        "cháo",
        "bảy",
        "café",
        "Ý",
        "ổn",
        "xoóng",
    ],
)
def test_well_placed_tones_stay_where_they_are(word):
    assert vietnamese.fold_tone_placement(word) == word


def test_one_name_typed_in_different_ways_has_one_key():
    key = vietnamese.same_name_key("Nguyễn Thị Hòa")
    assert vietnamese.same_name_key("  NGUYỄN  thị\u00a0hoà ") == key
    assert vietnamese.same_name_key(unicodedata.normalize("NFD", "Nguyễn Thị Hòa")) == key
    assert vietnamese.same_name_key("Nguyễn Thị Hoa") != key
    assert vietnamese.same_name_key("Nguyen Thi Hoa") != key


def test_a_slug_is_plain_ascii():
    assert vietnamese.slug("Đường lối quốc phòng – Điều 8") == "duong-loi-quoc-phong-dieu-8"
    assert vietnamese.slug("…") == ""


def test_initials_and_given_name():
    assert vietnamese.initials("  đặng thị Ngọc ") == "Đ. T. N."
    assert vietnamese.given_name("Đặng Thị Ngọc") == "Ngọc"
    assert vietnamese.given_name("An") == "An"
    assert vietnamese.initials("") == vietnamese.given_name("  ") == ""
