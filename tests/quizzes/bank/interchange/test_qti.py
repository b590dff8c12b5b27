"""QTI items and packages of other programs: understood, or refused with a reason."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest

from quizzes.bank.interchange.base import CannotRead, Weight
from quizzes.bank.interchange.qti import Qti
from tests.quizzes.bank.interchange.form_drafts import (
    in_english,
    picture,
    sentences,
)
from tests.quizzes.bank.interchange.qti_items import (
    V2,
    V3,
    archive,
    asked,
    choices,
    item,
    manifest,
    package,
    read,
    response,
)

__all__ = ["in_english"]


def test_a_choice_of_another_program_is_understood() -> None:
    prompt = "<qti-prompt>Chọn <b>một</b>:</qti-prompt>"
    question = asked(
        item(
            response("B"), "<div><p>Đọc kỹ.</p><p>Rồi<br/>chọn.</p></div>" + choices("A", "B", prompt=prompt)
        )
    )
    assert question.kind == "single_choice"
    assert question.body["stem"] == "Đọc kỹ.\nRồi\nchọn.\nChọn một:"
    assert question.body["correct"] == "B"
    assert question.body["shuffle_options"] is False
    assert question.points == 1


def test_points_and_shares_are_understood() -> None:
    mapping = (
        '<qti-mapping default-value="0"><qti-map-entry map-key="A" mapped-value="1"/>'
        '<qti-map-entry map-key="C" mapped-value="2"/><qti-map-entry map-key="B" mapped-value="-1"/></qti-mapping>'
    )
    score = (
        '<qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float">'
        "<qti-default-value><qti-value>3.0</qti-value></qti-default-value></qti-outcome-declaration>"
    )
    found = read(
        item(
            response("A", "C", cardinality="multiple", mapping=mapping) + score,
            "<p>Mấy?</p>" + choices("A", "B", "C"),
        )
    )
    (question,) = found.questions
    assert (question.kind, question.body["scoring"], question.body["correct"]) == (
        "multiple_choice",
        "shares",
        ["A", "C"],
    )
    assert question.points == Decimal(3)
    assert ["different shares" in sentence for _line, sentence in sentences(found, Weight.DOUBT)] == [True]


def test_items_of_version_2_are_understood() -> None:
    text = f"""<assessmentItem xmlns="{V2}" identifier="i" title="t">
    <responseDeclaration identifier="RESPONSE" cardinality="multiple" baseType="directedPair">
      <correctResponse><value>a y</value><value>b x</value></correctResponse></responseDeclaration>
    <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="2"/>
    <itemBody><matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="2"><prompt>Ghép</prompt>
    <simpleMatchSet><simpleAssociableChoice identifier="a" matchMax="1">Một</simpleAssociableChoice>
    <simpleAssociableChoice identifier="b" matchMax="1">Hai</simpleAssociableChoice></simpleMatchSet>
    <simpleMatchSet><simpleAssociableChoice identifier="x" matchMax="4">X</simpleAssociableChoice>
    <simpleAssociableChoice identifier="y" matchMax="4">Y</simpleAssociableChoice></simpleMatchSet>
    </matchInteraction></itemBody>
    <modalFeedback outcomeIdentifier="F" identifier="f" showHide="show">Vì thế.</modalFeedback></assessmentItem>"""
    question = asked(text)
    assert question.kind == "matching"
    assert question.body["correct"] == {"a": "y", "b": "x"}
    assert question.body["scoring"] == "all_or_nothing"
    assert (question.points, question.explanation) == (2, "Vì thế.")


@pytest.mark.parametrize(
    ("body", "kind", "stem"),
    [
        (
            '<p>Ai bầu?</p><p><qti-text-entry-interaction response-identifier="RESPONSE"/></p>',
            "short_answer",
            "Ai bầu?",
        ),
        (
            '<p>Do <qti-text-entry-interaction response-identifier="RESPONSE"/> bầu ra ở thôn.</p>',
            "cloze",
            "Do [[1]] bầu ra ở thôn.",
        ),
        ('<p>Viết.</p><qti-extended-text-interaction response-identifier="RESPONSE"/>', "essay", "Viết."),
    ],
)
def test_fields_within_a_text_are_gaps_and_fields_below_it_are_answers(
    body: str, kind: str, stem: str
) -> None:
    question = asked(item(response("dân", base="string"), body))
    assert (question.kind, question.body["stem"]) == (kind, stem)


def test_a_number_with_a_tolerance_is_understood() -> None:
    processing = """<qti-response-processing><qti-response-condition><qti-response-if>
    <qti-equal tolerance-mode="absolute" tolerance="0.5 0.5"><qti-variable identifier="RESPONSE"/>
    <qti-correct identifier="RESPONSE"/></qti-equal><qti-set-outcome-value identifier="SCORE">
    <qti-base-value base-type="float">10</qti-base-value></qti-set-outcome-value></qti-response-if>
    </qti-response-condition></qti-response-processing>"""
    body = '<p>Mấy?</p><p><qti-text-entry-interaction response-identifier="RESPONSE"/></p>'
    question = asked(item(response("7.5", base="float"), body, more=processing))
    assert question.kind == "numerical"
    assert question.body["accepted"] == [{"value": "7.5", "tolerance": "0.5", "share": "1", "feedback": ""}]


def test_several_questions_in_one_item_are_a_situation() -> None:
    other = response("Y").replace("RESPONSE", "R2")
    body = "<p>Chuyện ở thôn.</p>" + choices("A", "B", prompt="<qti-prompt>Một?</qti-prompt>") + "<p>Hai?</p>"
    body += choices("X", "Y").replace("RESPONSE", "R2")
    found = read(item(response("A") + other, body))
    (question,) = found.questions
    assert question.kind == "situation"
    assert question.body["stem"] == "Chuyện ở thôn."
    assert [each["body"]["stem"] for each in question.body["parts"]] == ["Một?", "Hai?"]
    assert [each["body"]["correct"] for each in question.body["parts"]] == ["A", "Y"]


def test_pictures_of_a_package_are_kept_and_their_words_asked_for() -> None:
    body = '<p>Nhìn.</p><p><img src="../hinh%20anh/a.png" alt=""/></p>' + choices("A", "B")
    data = package({"items/q1.xml": item(response("A"), body)}, **{"hinh anh/a.png": picture()})
    found = Qti().read(data)
    (question,) = found.questions
    assert list(question.files.values()) == [picture()]
    assert question.body["media"][0]["width"] == 6
    assert ["text alternative" in sentence for _line, sentence in sentences(found, Weight.DOUBT)] == [True]


@pytest.mark.parametrize(
    "source",
    [
        "../../../etc/passwd",
        "/etc/passwd",
        "http://x.vn/a.png",
        "file:///etc/passwd",
        "..\\..\\a.png",
        "missing.png",
    ],
)
def test_pictures_outside_of_the_package_are_left_out_and_told(source: str) -> None:
    body = f'<p>Nhìn. <img src="{source}" alt="x"/></p>' + choices("A", "B")
    found = Qti().read(package({"items/q1.xml": item(response("A"), body)}))
    assert found.questions[0].files == {}
    assert ["left out" in sentence for _line, sentence in sentences(found, Weight.DOUBT)] == [True]


def test_metadata_of_other_programs_become_topic_and_tags() -> None:
    lom = """<metadata><lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><keyword><string>thôn</string></keyword></general>
    <classification><purpose><source>LOMv1.0</source><value>discipline</value></purpose><taxonPath><taxon><entry>
    <string>Luật</string></entry></taxon></taxonPath></classification></lom></metadata>"""
    listed = manifest("q.xml").replace("/></resources>", f">{lom}</resource></resources>")
    data = archive(
        imsmanifest_DOT_xml=listed, q_DOT_xml=item(response("A"), "<p>Mấy?</p>" + choices("A", "B"))
    )
    (question,) = Qti().read(data).questions
    assert (question.topic, question.tags) == (("Luật",), ("thôn",))


def test_old_letters_are_converted_marked_and_told() -> None:
    text = item(
        response("A"),
        "<p>Ai bÇu tr­ëng th«n?</p>"
        + choices("A", "B").replace("Ý A", "Nh©n d©n").replace("Ý B", "C«ng an x·"),
    )
    found = read(text)
    assert found.questions[0].body["stem"] == "Ai bầu trưởng thôn?"
    assert found.questions[0].converted == "TCVN3 (ABC)"
    assert any("TCVN3" in sentence for _line, sentence in sentences(found, Weight.DOUBT))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (item("", "<p>Không hỏi gì.</p>"), "nothing to answer"),
        (item("", "<p>x</p>" + choices("A", "B")), "not declared"),
        (item(response(), "<p>x</p>" + choices("A", "B")), "marked as right"),
        (item(response("A"), "<p>x</p>" + choices("A")), "At least"),
        (item(response("A"), '<p>x</p><qti-hotspot-interaction response-identifier="RESPONSE"/>'), "hotspot"),
        (item(response("A"), choices("A", "B")), "Some text is needed"),
        (f'<qti-assessment-item xmlns="{V3}" identifier="i" title="t"/>', "no body"),
    ],
)
def test_an_item_that_cannot_be_asked_is_an_error(text: str, part: str) -> None:
    with_name = Qti().read(package({"items/q1.xml": text}))
    ((line, sentence),) = sentences(with_name, Weight.ERROR)
    assert line == 1
    assert part in sentence


def test_a_listed_item_that_is_missing_is_an_error() -> None:
    found = Qti().read(archive(imsmanifest_DOT_xml=manifest("items/none.xml")))
    assert sentences(found, Weight.ERROR) == [
        (1, "“items/none.xml” is listed in the package, but is not in it.")
    ]


def _many(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number in range(count):
            made.writestr(f"{number}", b"")
    return out.getvalue()


BOMB = '<!DOCTYPE i [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE i [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
DEEP = "<p>" * 20_000 + "</p>" * 20_000


@pytest.mark.parametrize(
    ("made", "part"),
    [
        (lambda: b"", "not as XML is written"),
        (lambda: b"<a>", "not as XML is written"),
        (lambda: b"<a/>", "no QTI item"),
        (lambda: b"x" * 4_000_000, "far too large"),
        (lambda: (BOMB + item(response("A"), "<p>&b;</p>")).encode(), "declares things"),
        (lambda: (OUTSIDE + item(response("A"), "<p>&a;</p>")).encode(), "declares things"),
        (lambda: item("", DEEP).encode(), "far more"),
        (lambda: package({"q.xml": item("", DEEP)}), "too deep"),
        (lambda: package({"q.xml": BOMB + "<a>&b;</a>"}), "declares things"),
        (lambda: package({"../q.xml": "<a/>"}), "outside of itself"),
        (lambda: archive(imsmanifest_DOT_xml=manifest("../../q.xml")), "outside of itself"),
        (lambda: package({"q.xml": b" " * 61_000_000}), "far larger"),
        (lambda: _many(26_000), "parts"),
        (lambda: package({"q.xml": "<a/>"})[:-30], "end is missing"),
        (lambda: archive(a_DOT_txt="x"), "no QTI items"),
    ],
)  # fmt: skip
def test_what_is_no_qti_or_hostile_is_refused(made: Callable[[], bytes], part: str) -> None:
    with pytest.raises(CannotRead) as refusal:
        Qti().read(made())
    assert part in str(refusal.value)


def test_a_table_of_contents_that_lies_is_found_out() -> None:
    made = bytearray(package({"q.xml": item(response("A"), "<p>Mấy?</p>" + choices("A", "B"))}))
    at = made.find(b"PK\x01\x02", made.find(b"q.xml"))
    made[at + 24 : at + 28] = (10).to_bytes(4, "little")
    made[at + 20 : at + 24] = made[at + 20 : at + 24]
    with pytest.raises(CannotRead):
        Qti().read(bytes(made))


def test_likeness_is_told_by_the_content() -> None:
    single = item(response("A"), "<p>x</p>").encode()
    assert Qti().likeness(single, "a.xml") == 2
    assert Qti().likeness(package({"q.xml": single}), "a.zip") == 2
    assert Qti().likeness("Câu 1. Mấy?".encode(), "a.txt") == 0
