"""What every kind of question promises, asked of each with its example."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.kinds import KINDS, NotAnAnswer, UnknownKind, UnsoundBody, kind_named
from quizzes.kinds.body import files_named, media_in
from tests.quizzes.kinds.drawn import Page, draw, form, question
from tests.quizzes.kinds.examples import EXAMPLES
from tests.quizzes.kinds.plain_examples import PICTURE, SOUND

NAMES = list(EXAMPLES)
# Kinds whose first field takes any text.
WRITTEN = {"short_answer", "numerical", "cloze", "essay"}
EVERY_RESPONSE = [
    pytest.param(name, response, id=f"{name}-{number}")
    for name, example in EXAMPLES.items()
    for number, response in enumerate([None, *example.finished, *example.unfinished])
]

# What no presentation may hold, at any depth.
KEPT_BACK = {
    "correct", "right", "accepted", "model_answer", "rubric", "mark", "feedback", "hints", "share", "tolerance", "value",
}  # fmt: skip

each_kind = pytest.mark.parametrize("name", NAMES)
each_response = pytest.mark.parametrize(("name", "response"), EVERY_RESPONSE)


def dealt_to(name: str, seed: int = 1) -> dict[str, Any]:
    kind, body, _ = question(name)
    return kind.deal(body, random.Random(seed))


def test_every_kind_has_an_example_and_a_name_of_its_own() -> None:
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names)
    assert {name.partition("/")[0] for name in EXAMPLES} == set(names)
    assert set(names) <= set(EXAMPLES)


def test_an_unknown_name_is_no_kind() -> None:
    with pytest.raises(UnknownKind):
        kind_named("guessing")


@each_kind
def test_a_body_is_the_same_after_it_was_stored(name: str) -> None:
    kind, body, _ = question(name)
    assert kind.read(json.loads(json.dumps(kind.write(body)))) == body


@each_kind
def test_a_body_cannot_be_changed(name: str) -> None:
    _, body, _ = question(name)
    with pytest.raises(ValidationError):
        body.stem = "Câu khác"


@each_kind
def test_a_body_without_a_stem_or_with_unknown_parts_is_refused(name: str) -> None:
    kind, _, example = question(name)
    with pytest.raises(UnsoundBody) as refusal:
        kind.read({**example.body, "stem": " \u200b ", "colour": "red"})
    assert {fault.path for fault in refusal.value.faults} == {("stem",), ("colour",)}
    assert all(fault.sentence for fault in refusal.value.faults)


@each_kind
def test_a_decomposed_stem_is_stored_composed(name: str) -> None:
    kind, _, example = question(name)
    stem = f"Ho\u0300a gia\u0309i{_marks(example.body)}"
    assert kind.read({**example.body, "stem": stem}).stem == f"Hòa giải{_marks(example.body)}"


@each_kind
def test_what_is_dealt_can_be_stored_and_follows_from_the_seed(name: str) -> None:
    dealt = dealt_to(name, seed=7)
    assert json.loads(json.dumps(dealt)) == dealt == dealt_to(name, seed=7)


@each_kind
def test_the_right_response_earns_everything_and_none_earns_nothing(name: str) -> None:
    kind, body, _ = question(name)
    if kind.needs_person(body):
        assert kind.mark(body, None) is None
        assert kind.right_response(body) is None
    else:
        assert kind.mark(body, kind.right_response(body)) == Decimal(1)
        assert kind.mark(body, None) == Decimal(0)


@each_response
def test_a_response_earns_a_share_between_nothing_and_all(name: str, response: Any) -> None:
    kind, body, _ = question(name)
    share = kind.mark(body, response)
    assert (share is None) == kind.needs_person(body)
    assert share is None or 0 <= share <= 1


@each_kind
def test_only_finished_responses_are_complete(name: str) -> None:
    kind, body, example = question(name)
    assert all(kind.is_complete(body, response) for response in example.finished)
    assert not any(kind.is_complete(body, response) for response in [None, *example.unfinished])


@each_response
def test_the_form_shows_the_response_and_sends_it_again(name: str, response: Any) -> None:
    kind, body, _ = question(name)
    page = Page(draw(kind, kind.present(body, dealt_to(name), response)))
    assert kind.clean(body, form(page.posted), "answer") == response


@each_kind
def test_a_form_that_was_not_filled_in_is_no_response(name: str) -> None:
    kind, body, _ = question(name)
    page = Page(draw(kind, kind.present(body, dealt_to(name), None)))
    assert kind.clean(body, form([(field, " ") for field in page.names]), "answer") is None
    assert kind.clean(body, form([]), "answer") is None


@each_kind
def test_other_fields_of_the_page_are_not_looked_at(name: str) -> None:
    kind, body, _ = question(name)
    assert kind.clean(body, form([("other", "a"), ("answers", "b"), ("csrf", "c")]), "answer") is None


@pytest.mark.parametrize("name", [name for name in NAMES if name.partition("/")[0] not in WRITTEN])
def test_a_forged_choice_is_refused_with_a_sentence(name: str) -> None:
    kind, body, _ = question(name)
    page = Page(draw(kind, kind.present(body, dealt_to(name), None)))
    for forged in ("zz", "0", "99", "<script>"):
        with pytest.raises(NotAnAnswer, match="không khớp với câu hỏi này"):
            kind.clean(body, form([(page.names[0], forged)]), "answer")


@pytest.mark.parametrize("name", ["short_answer", "essay"])
def test_a_text_beyond_its_limit_is_refused_with_the_limit(name: str) -> None:
    kind, body, _ = question(name)
    limit = kind.present(body, {}, None)["limit"]
    assert kind.clean(body, form([("answer", "ữ" * limit)]), "answer") is not None
    with pytest.raises(NotAnAnswer, match=str(limit)):
        kind.clean(body, form([("answer", "ữ" * (limit + 1))]), "answer")


@pytest.mark.parametrize("name", ["short_answer", "essay"])
def test_a_text_is_kept_in_clean_unicode(name: str) -> None:
    kind, body, _ = question(name)
    sent = form([("answer", "Ho\u0300a\x00 gia\u0309i\u202e ")])
    assert kind.clean(body, sent, "answer") == {"text": "Hòa giải"}


@each_response
def test_a_response_is_told_in_words(name: str, response: Any) -> None:
    kind, body, _ = question(name)
    told = kind.tell(body, response)
    assert (told == "Chưa trả lời") if response is None else (told not in {"", "Chưa trả lời"})


@each_response
def test_what_is_presented_does_not_depend_on_the_key(name: str, response: Any) -> None:
    kind, body, example = question(name)
    other = kind.read(example.other_key)
    dealt = dealt_to(name)
    shown, shown_too = kind.present(body, dealt, response), kind.present(other, dealt, response)
    assert shown == shown_too
    assert json.loads(json.dumps(shown)) == shown
    assert draw(kind, shown) == draw(kind, shown_too)


@each_kind
def test_nothing_secret_is_presented(name: str) -> None:
    kind, body, example = question(name)
    shown = kind.present(body, dealt_to(name), None)
    sent = draw(kind, shown)
    for secret in example.secrets:
        assert secret not in repr(shown)
        assert secret not in sent
    assert not KEPT_BACK & _keys(shown)


@each_response
def test_a_question_keeps_the_contract_of_its_html(name: str, response: Any) -> None:
    kind, body, example = question(name)
    page = Page(draw(kind, kind.present(body, dealt_to(name), response), stem_tag="h1"))
    assert [each for tag, each in page.tags if tag == "fieldset"][0]["data-question"] == "KH157/B1-Q01"
    assert page.legends == (example.legends or [body.stem.replace("\n", "")])
    assert [each for tag, each in page.tags if tag == "h1"] == [{"class": "stem"}]
    assert page.unlabelled == []
    assert not {"form", "script", "style"} & {tag for tag, _ in page.tags}
    assert not any(key.startswith("on") or key == "style" for _, each in page.tags for key in each)
    for _, attributes in page.tags:
        for target in (attributes.get("aria-describedby") or "").split():
            assert target in page.ids


def test_all_kinds_stand_on_one_page_with_ids_of_their_own() -> None:
    html = ""
    for number, name in enumerate(NAMES * 2, start=1):
        kind, body, example = question(name)
        response = (example.unfinished or example.finished)[-1]
        shown = {**kind.present(body, dealt_to(name), response), "error": "Xem lại."}
        html += draw(kind, shown, field=f"q{number}", number=number)
    page = Page(html)
    assert len(page.ids) == len(set(page.ids))
    assert page.legends[0].startswith("Câu 1. ")
    assert len([each for tag, each in page.tags if "data-question" in each]) == len(NAMES) * 2


@each_response
def test_a_review_shows_what_was_answered_and_what_is_right(name: str, response: Any) -> None:
    kind, body, example = question(name)
    review = kind.review(body, dealt_to(name), response)
    text = Page(
        render_to_string(kind.review_template, {"q": {**review, "uid": "x"}, "number": 3})
    ).text.replace("\n", " ")
    assert "Câu 3. " in text
    assert review["answered"] == (response is not None)
    assert review["share"] == kind.mark(body, response)
    if response is None:
        assert "Chưa trả lời" in text
    for part in kind.tell(body, kind.right_response(body)).split("; ") if not kind.needs_person(body) else []:
        for words in part.split(" → "):
            assert words.removeprefix("Phần 1: ") in text or words.partition(": ")[2] in text
    for sentence in review["feedback"]:
        assert sentence.rpartition(": ")[2] in text
    if "/" not in name:  # elsewhere the secrets are feedback and hints
        assert all(secret in text for secret in example.secrets[:1])


@each_response
def test_what_a_response_chose_can_be_counted(name: str, response: Any) -> None:
    kind, body, _ = question(name)
    chosen = kind.choices_of(body, response)
    keys = [key for key, _words in chosen]
    assert len(set(keys)) == len(keys)
    assert all(key and words for key, words in chosen)
    if response is None:
        assert chosen == []


@each_kind
def test_everything_that_can_be_finished_can_be_counted_but_essays(name: str) -> None:
    kind, body, example = question(name)
    for response in example.finished:
        assert bool(kind.choices_of(body, response)) == (kind.name != "essay")


@each_kind
def test_a_blind_answer_earns_less_than_everything(name: str) -> None:
    kind, body, _ = question(name)
    blind = kind.random_guess_share(body)
    assert blind is None or 0 < blind < 1
    assert (blind is None) == (kind.name in {"short_answer", "numerical", "essay"})


@each_response
def test_feedback_is_given_to_a_response_and_never_to_none(name: str, response: Any) -> None:
    kind, body, _ = question(name)
    said = kind.specific_feedback(body, response)
    assert said == [sentence for sentence in said if sentence]
    if response is None:
        assert said == []
    assert kind.review(body, dealt_to(name), response)["feedback"] == said


@each_kind
def test_pictures_and_sounds_are_drawn_with_the_same_in_words(name: str) -> None:
    kind, body, _ = question(name)
    page = Page(draw(kind, kind.present(body, dealt_to(name), None)))
    pictures = [each for tag, each in page.tags if tag == "img"]
    sounds = [each for tag, each in page.tags if tag == "audio"]
    media = list(media_in(body))
    assert len(pictures) + len(sounds) == len(media)
    for each in pictures:
        assert each["alt"] == PICTURE["alt"]
        assert (each["width"], each["height"]) == ("640", "480")
        assert each["src"] == f"/cau-hoi/tep/{PICTURE['file']}/"
    for each in sounds:
        assert "controls" in each
        assert "autoplay" not in each
    assert page.text.count(SOUND["alt"]) == len(sounds)
    assert files_named(kind.write(body)) == {each.file for each in media}


@each_kind
def test_hostile_words_arrive_as_text(name: str) -> None:
    kind, _, example = question(name)
    hostile = "<script>alert(1)</script>&amp;"
    body = kind.read({**_poisoned(example.body, hostile), "stem": f"{hostile}{_marks(example.body)}"})
    dealt = kind.deal(body, random.Random(1))
    for html in (
        draw(kind, kind.present(body, dealt, None)),
        render_to_string(kind.review_template, {"q": kind.review(body, dealt, kind.right_response(body))}),
    ):
        assert "<script" not in html
        assert hostile in Page(html).text


@each_kind
@settings(deadline=None)
@given(data=st.data())
def test_whatever_is_sent_is_either_refused_or_can_be_marked_and_told(name: str, data: st.DataObject) -> None:
    kind, body, _ = question(name)
    page = Page(draw(kind, kind.present(body, dealt_to(name), None)))
    known = ["", "1", "2", "3", "a", "b", "c", "d", "true", "false", "L1", "R1", "R2", "R3", "S1"]
    pairs = data.draw(
        st.lists(st.tuples(st.sampled_from(page.names), st.sampled_from(known) | st.text()), max_size=6)
    )
    try:
        response = kind.clean(body, form(pairs), "answer")
    except NotAnAnswer:
        return
    assert json.loads(json.dumps(response)) == response
    share = kind.mark(body, response)
    assert (share is None) == kind.needs_person(body)
    assert share is None or 0 <= share <= 1
    assert kind.tell(body, response)
    assert (
        kind.clean(
            body, form(Page(draw(kind, kind.present(body, dealt_to(name), response))).posted), "answer"
        )
        == response
    )


@each_kind
def test_the_label_of_a_kind_is_in_the_language_of_the_reader(name: str) -> None:
    with translation.override("en"):
        english = str(question(name)[0].label)
    with translation.override("vi"):
        assert str(question(name)[0].label) != english


def _keys(shown: Any) -> set[str]:
    if isinstance(shown, dict):
        return set(shown) | {key for value in shown.values() for key in _keys(value)}
    if isinstance(shown, list):
        return {key for value in shown for key in _keys(value)}
    return set()


def _marks(body: dict[str, Any]) -> str:
    """The marks of the gaps in a stem, without which a text with gaps is none."""
    return "".join(f" [[{gap['id']}]]" for gap in body.get("gaps", []))


def _poisoned(body: dict[str, Any], hostile: str) -> dict[str, Any]:
    """The body with hostile words in everything that is text for readers."""

    def poison(key: str, value: Any) -> Any:
        if isinstance(value, list):
            return [poison(key, each) for each in value]
        if isinstance(value, dict) and key != "correct":
            return {inner: poison(inner, each) for inner, each in value.items()}
        if key in {"text", "accepted", "model_answer", "criterion", "label"}:
            return f"{value} {hostile}"
        return value

    return {key: poison(key, value) for key, value in body.items()}
