"""Before anything is issued: what can be drawn, how large, and what a person is told otherwise."""

import unicodedata
from dataclasses import replace

import pytest

from courses.certificates.drawing import TEMPLATES, CannotBeDrawn, CertificatePaper, preflight

LONG_NAME = "Công Tằng Tôn Nữ Thị Phương Thùy Ngọc Ẩn Quỳnh Hoàng"
LONG_TITLE = (
    "Bồi dưỡng kiến thức, kỹ năng cho lực lượng nòng cốt tham gia bảo vệ an ninh, trật tự ở cơ sở theo "
    "Kế hoạch số 157-KH/TU ngày 04 tháng 4 năm 2019 của Ban Thường vụ Tỉnh ủy Hưng Yên"
)
# Every letter of the Vietnamese alphabet with every tone, small and capital.
VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
ALPHABET = f"{VOWELS}bcdđghklmnpqrstvx"


def problems(paper: CertificatePaper) -> tuple[str, ...]:
    with pytest.raises(CannotBeDrawn) as refusal:
        preflight(paper)
    return refusal.value.problems


def test_a_short_name_stands_large_on_one_line(paper):
    layout = preflight(paper)
    assert layout.name.lines == ("Nguyễn Thị Ngữ",)
    assert layout.name.size == 34


def test_a_longer_name_shrinks_then_wraps_then_is_refused(paper):
    sizes = []
    name = "Nguyễn Thị"
    while len(name) < 400:
        try:
            layout = preflight(replace(paper, full_name=name))
        except CannotBeDrawn:
            break
        assert " ".join(layout.name.lines) == name
        sizes.append((len(layout.name.lines), layout.name.size))
        name += " Ngọc"
    else:
        pytest.fail("No name is ever too long.")
    on_one = [size for lines, size in sizes if lines == 1]
    on_two = [size for lines, size in sizes if lines == 2]
    assert on_one[0] == 34
    assert on_one == sorted(on_one, reverse=True)
    assert min(on_one) < 28
    assert on_two
    assert min(on_one + on_two) >= 22
    (sentence,) = problems(replace(paper, full_name=name))
    assert name in sentence
    assert [lines for lines, _ in sizes] == [1] * len(on_one) + [2] * len(on_two)


def test_a_name_without_a_space_cannot_wrap_and_is_refused(paper):
    assert "Ngọc" in problems(replace(paper, full_name="Ngọc" * 20))[0]


def test_the_refusal_says_by_how_much_to_shorten(paper):
    title = "Bồi dưỡng " * 60
    sentence = problems(replace(paper, course_title=title))[0]
    excess = max(int(word) for word in sentence.split() if word.isdigit())
    shorter = title.strip()[: len(title.strip()) - excess - 20].strip()
    assert preflight(replace(paper, course_title=shorter)).title.lines


def test_a_long_title_wraps_and_keeps_every_word(paper):
    layout = preflight(replace(paper, course_title=LONG_TITLE))
    assert 2 <= len(layout.title.lines) <= 3
    assert " ".join(layout.title.lines) == LONG_TITLE
    assert layout.title.size >= 15


def test_lines_are_broken_where_a_reader_pauses(paper):
    assert preflight(paper).title.lines == (
        "Tìm hiểu Kế hoạch số 157-KH/TU",
        "về Phong trào Toàn dân bảo vệ an ninh Tổ quốc",
    )
    title = "Lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở: quyền hạn, trách nhiệm và những giới hạn"
    assert preflight(replace(paper, course_title=title)).title.lines[0].endswith("cơ sở:")


def test_a_number_is_never_parted_from_its_word(paper):
    for words in range(1, 14):
        title = f"{'rất ' * words}dài về Kế hoạch số 157-KH/TU ngày 04 tháng 4 năm 2019 và việc làm theo kế hoạch đó"
        lines = preflight(replace(paper, course_title=title)).title.lines
        assert not any(line[0].isdigit() for line in lines)


def test_every_vietnamese_letter_can_be_drawn(paper):
    for letters in (ALPHABET, ALPHABET.upper()):
        spaced = " ".join(letters[start : start + 12] for start in range(0, len(letters), 12))
        assert " ".join(preflight(replace(paper, course_title=spaced)).title.lines) == spaced


def test_a_decomposed_name_becomes_composed(paper):
    name = unicodedata.normalize("NFD", "Nguyễn Thị Ỗ Ữ Ậ")
    layout = preflight(replace(paper, full_name=name))
    assert layout.paper.full_name == "Nguyễn Thị Ỗ Ữ Ậ"
    assert layout.name.lines == ("Nguyễn Thị Ỗ Ữ Ậ",)


@pytest.mark.parametrize("stranger", ["漢", "🙂", "ก"])
def test_a_character_without_a_glyph_is_refused_by_name(paper, stranger):
    (sentence,) = problems(replace(paper, full_name=f"Nguyễn {stranger} Thị"))
    assert f"“{stranger}”" in sentence
    assert f"U+{ord(stranger):04X}" in sentence


def test_a_mark_that_belongs_to_no_letter_is_refused(paper):
    (sentence,) = problems(replace(paper, full_name="Nguyễn X\u0323 Thị"))
    assert "U+0058 U+0323" in sentence


@pytest.mark.parametrize("hidden", ["\x00", "\x07", "\t", "\n", "\u200b", "\u202e", "\ufeff", "\ud800"])
def test_a_hidden_character_is_refused_with_its_place(paper, hidden):
    (sentence,) = problems(replace(paper, full_name=f"Lê{hidden}Ổn"))
    assert f"U+{ord(hidden):04X}" in sentence
    assert "3" in sentence


@pytest.mark.parametrize(
    "field", ["full_name", "course_title", "issuer_name", "place", "result_words", "code"]
)
def test_a_text_that_must_stand_there_is_not_empty(paper, field):
    assert problems(replace(paper, **{field: "  "}))


def test_what_may_be_empty_leaves_its_place_free(paper):
    bare = replace(paper, issuer_parent="", signer_title="", signer_name="", legal_basis="")
    layout = preflight(bare)
    assert not any((layout.parent, layout.signer_title, layout.signer_name, layout.basis))


def test_all_problems_are_told_at_once(paper):
    found = problems(replace(paper, full_name="", course_title="漢", minutes=0, verify_url="no address"))
    assert len(found) == 4


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_single_text_is_refused_rather_than_drawn_out_of_its_place(paper, template):
    fields = [
        "issuer_parent",
        "issuer_name",
        "place",
        "course_title",
        "full_name",
        "result_words",
        "number_words",
    ]
    fields += ["signer_title", "signer_name", "legal_basis", "code"]
    for field in fields:
        assert len(problems(replace(paper, template=template, **{field: "Rất dài " * 400}))) == 1, field


def test_the_signer_has_two_lines_at_most(paper):
    assert preflight(paper).signer_title.lines == ("TM. BAN THƯỜNG VỤ", "PHÓ BÍ THƯ")
    assert problems(replace(paper, signer_title="TM. Ban Thường vụ\nPhó Bí thư\nThường trực"))


def test_hours_result_and_date_are_written_as_the_decree_writes_them(paper):
    layout = preflight(paper)
    assert layout.facts.lines == ("Thời lượng: 1 giờ 50 phút · Kết quả: Đạt 18/20 điểm (90 %)",)
    assert layout.date.lines == ("Hưng Yên, ngày 04 tháng 4 năm 2026",)


def test_an_unknown_template_is_a_mistake_of_the_program(paper):
    with pytest.raises(ValueError, match="diploma"):
        preflight(replace(paper, template="diploma"))
