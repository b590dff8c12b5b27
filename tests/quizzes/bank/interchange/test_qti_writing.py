"""QTI packages of ours: built as the standard wants them, read back as they left, with a word on what is not in them."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from quizzes.bank.interchange.losses import with_plain_ids
from quizzes.bank.interchange.qti import Qti
from quizzes.bank.interchange.qti_tree import interaction_of, name_of
from tests.quizzes.bank.interchange.form_drafts import (
    draft,
    in_english,
    media,
    of_every_kind,
    picture,
    same,
)
from tests.quizzes.bank.interchange.full_drafts import BODIES as FULL
from tests.quizzes.bank.interchange.full_drafts import a_full_draft

__all__ = ["in_english"]


def test_every_kind_comes_back_as_it_left() -> None:
    questions = of_every_kind()
    written = Qti().write(questions)
    again = Qti().read(written.data).questions
    assert any("hints" in each.body for each in questions)
    assert [(one.kind, same(one, other)) for one, other in zip(questions, again, strict=True)] == [
        (one.kind, True) for one in questions
    ]
    assert written.losses == []


@pytest.mark.parametrize("kind", ["short_answer", "cloze", "situation", "single_choice"])
def test_what_is_said_to_single_answers_and_hints_come_back(kind: str) -> None:
    question = a_full_draft(kind)
    written = Qti().write([question])
    (again,) = Qti().read(written.data).questions
    assert with_plain_ids(again.body) == with_plain_ids(question.body)
    assert not any(words in each.sentence for each in written.losses for words in ("hints", "feedback"))


# The children of an item in their order (1EdTech, assessment item of QTI 3.0).
CHILDREN = [
    "response-declaration", "outcome-declaration", "item-body", "catalog-info", "response-processing", "modal-feedback",
]  # fmt: skip


@pytest.fixture(scope="module")
def our_package() -> zipfile.ZipFile:
    """A package with every kind, in short and with all that it can say."""
    questions = [*of_every_kind(), *(a_full_draft(kind) for kind in FULL)]
    return zipfile.ZipFile(io.BytesIO(Qti().write(questions).data))


def items_in(archive: zipfile.ZipFile) -> dict[str, Any]:
    return {name: fromstring(archive.read(name)) for name in archive.namelist() if name.startswith("items/")}


def named(root: Any, *names: str) -> list[Any]:
    return [each for each in root.iter() if name_of(each) in names]


def test_the_manifest_lists_each_file_once_and_every_name_is_its_own(our_package: zipfile.ZipFile) -> None:
    root = fromstring(our_package.read("imsmanifest.xml"))
    resources = list(named(root, "resources")[0])
    names = [each.attrib["identifier"] for each in resources] + [root.attrib["identifier"]]
    assert len(set(names)) == len(names)
    listed = [each.attrib["href"] for each in named(root, "file")]
    assert sorted(listed) == sorted(set(our_package.namelist()) - {"imsmanifest.xml"})
    assert all(each.attrib["href"] == named(each, "file")[0].attrib["href"] for each in resources)
    assert {each.attrib["identifierref"] for each in named(root, "dependency")} <= set(names)
    assert [each.tag.rpartition("}")[2] for each in root] == ["metadata", "organizations", "resources"]
    for name, item_root in items_in(our_package).items():
        (own,) = [each for each in resources if each.attrib["href"] == name]
        shown = {each.attrib["src"].removeprefix("../") for each in named(item_root, "img", "audio")}
        needed = {each.attrib["identifierref"] for each in named(own, "dependency")}
        assert shown == {each.attrib["href"] for each in resources if each.attrib["identifier"] in needed}, (
            name
        )


def test_items_are_built_as_the_standard_wants_them(our_package: zipfile.ZipFile) -> None:
    seen: set[str] = set()
    for name, root in items_in(our_package).items():
        order = [CHILDREN.index(name_of(each)) for each in root]
        assert order == sorted(order), name
        assert {"identifier", "title", "time-dependent"} <= set(root.attrib), name
        declared = [each.attrib["identifier"] for each in named(root, "response-declaration")]
        outcomes = [each.attrib["identifier"] for each in named(root, "outcome-declaration")]
        assert len({*declared, *outcomes}) == len(declared) + len(outcomes), name
        asked = [each.attrib["response-identifier"] for each in root.iter() if interaction_of(each)]
        assert sorted(asked) == sorted(declared), name
        used = [each.attrib["identifier"] for each in named(root, "variable", "correct", "map-response")]
        set_ = [each.attrib["identifier"] for each in named(root, "set-outcome-value")]
        said = [
            each.attrib["outcome-identifier"] for each in named(root, "feedback-inline", "modal-feedback")
        ]
        assert set(used) <= {*declared, *outcomes}, name
        assert {*set_, *said} <= set(outcomes), name
        for interaction in [each for each in root.iter() if interaction_of(each)]:
            choices = named(interaction, "simple-choice", "inline-choice", "simple-associable-choice")
            ids = [each.attrib["identifier"] for each in choices]
            assert len(set(ids)) == len(ids), name
        feedback = [each.attrib["identifier"] for each in named(root, "modal-feedback")]
        assert len(set(feedback)) == len(feedback), name
        (body,) = named(root, "item-body")
        assert all(each in list(body) for each in named(root, "rubric-block")), name
        assert not [each for p in named(root, "p") for each in named(p, "audio")], name
        catalogs = {each.attrib["id"] for each in named(root, "catalog")}
        assert {
            each.attrib["data-catalog-idref"] for each in root.iter() if "data-catalog-idref" in each.attrib
        } == catalogs
        assert all(each.attrib["support"].startswith("ext:") for each in named(root, "card")), name
        seen |= {name_of(each) for each in root.iter()}
    assert {"rubric-block", "audio", "card", "feedback-inline", "string-match"} <= seen, "each was looked at"


def test_identifiers_are_names_as_xml_wants_them_each_once() -> None:
    body = {
        "stem": "Mấy?",
        "options": [{"id": "1", "text": "Một"}, {"id": "-x", "text": "Hai"}],
        "correct": "-x",
    }
    questions = [
        draft("single_choice", body, uid=uid) for uid in ("KH157/B1-Q01", "kh157/b1-q01", "1", "Đ ố", "")
    ]
    written = Qti().write(questions)
    with zipfile.ZipFile(io.BytesIO(written.data)) as made:
        roots = [fromstring(made.read(each)) for each in made.namelist() if each.startswith("items/")]
        names = [root.attrib["identifier"] for root in roots]
        assert [each.lower() for each in made.namelist()] == list(
            dict.fromkeys(each.lower() for each in made.namelist())
        )
    every = [
        each.attrib["identifier"] for root in roots for each in root.iter() if "identifier" in each.attrib
    ]
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.\-]*", each) for each in every)
    assert len(set(names)) == 5
    assert [each.uid for each in Qti().read(written.data).questions] == [each.uid for each in questions]


def test_pictures_and_feedback_come_back_as_they_left() -> None:
    red, blue = picture("red"), picture("blue")
    base = draft("multiple_choice").body
    options = [{**each, "feedback": f"Lời {at}\nthêm"} for at, each in enumerate(base["options"])]
    options[1] = {**options[1], "media": media(blue, "Biển"), "pinned": True}
    question = draft(
        "multiple_choice",
        {**base, "media": [media(red)], "options": options, "shuffle_options": False},
        files={media(red)["file"]: red, media(blue)["file"]: blue},
        explanation="Vì thế.\n\nHết.",
    )
    written = Qti().write([question])
    (again,) = Qti().read(written.data).questions
    assert written.losses == []
    assert same(question, again)


def test_what_qti_cannot_say_is_told() -> None:
    question = draft(
        "single_choice", {**draft("single_choice").body, "hints": ["Một"]}, needs_legal_review=True
    )
    (loss,) = Qti().write([question]).losses
    assert "hints" not in loss.sentence
    assert "legal review" in loss.sentence
