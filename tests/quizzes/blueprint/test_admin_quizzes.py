"""A trainer sets up a quiz without JSON; one that no paper can satisfy is refused with the reason."""

from typing import Any

import make
import make_bank
import make_quizzes
import pytest
from admin_forms import form_on
from django.test import Client
from django.urls import reverse

from quizzes.bank.topics import Topic
from quizzes.blueprint.quizzes import Quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client: Client) -> Client:
    client.force_login(make.a_trainer())
    return client


def address(name: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_quizzes_quiz:{name}", args=args)


def a_filled_topic(title: str = "Bài 1", **levels: int) -> Topic:
    topic = make_bank.a_topic(title)
    for level, number in levels.items():
        for _each in range(number):
            make_bank.a_question_in_use(topic=topic, level=level)
    return topic


def sent(
    *sections: tuple[Topic, int], mix: dict[str, tuple[str, str]] | None = None, **changes: Any
) -> dict[str, Any]:
    data: dict[str, Any] = {
        "title": "Kiểm tra cuối khóa", "uid": "", "minutes": "40", "grace_seconds": "30", "pass_mark_percent": "70",
        "attempts_allowed": "", "cooldown_minutes": "30", "extra_time_percent": "50", "excluded_kinds": ["essay"],
        "shuffle": "on", "shuffle_options": "on", "behaviour": "deferred", "penalty_percent": "33,33",
        "questions_per_page": "1", "movement": "free", "at_end": "submit", "submit_within_minutes": "60",
        "counts": "best", "sections-TOTAL_FORMS": len(sections), "sections-INITIAL_FORMS": 0,
    }  # fmt: skip
    for number, (topic, count) in enumerate(sections):
        data |= {
            f"sections-{number}-topic": topic.pk, f"sections-{number}-count": count,
            f"sections-{number}-ORDER": number + 1,
        }  # fmt: skip
    for number, level in enumerate(("recall", "understand", "apply")):
        op, percent = (mix or {}).get(level, ("≤", ""))
        data |= {f"mix-{number}-level": level, f"mix-{number}-op": op, f"mix-{number}-percent": percent}
    return {**data, **changes}


def refusal(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_trainer_sets_up_a_quiz_by_form(trainer: Client) -> None:
    one, two = a_filled_topic("Bài 1", recall=3, apply=2), a_filled_topic("Bài 2", understand=3)
    mix = {"recall": ("≤", "40"), "understand": ("≥", "30"), "apply": ("≥", "12,5")}
    answer = trainer.post(address("add"), sent((one, 3), (two, 2), mix=mix))
    assert answer.status_code == 302, refusal(answer)
    quiz = Quiz.objects.get()
    assert (quiz.uid, quiz.minutes, quiz.attempts_allowed, quiz.excluded_kinds) == (
        "kiem-tra-cuoi-khoa",
        40,
        None,
        ["essay"],
    )
    assert quiz.level_mix == [
        {"level": "recall", "bound": "≤40%"},
        {"level": "understand", "bound": "≥30%"},
        {"level": "apply", "bound": "≥12,5%"},
    ]
    assert [(section.topic, section.count) for section in quiz.sections.all()] == [(one, 3), (two, 2)]


def test_opening_a_quiz_and_saving_it_changes_nothing(trainer: Client) -> None:
    topic = a_filled_topic(recall=4, apply=4)
    mix = [
        {"level": "recall", "bound": "≤50%"},
        {"level": "recall", "bound": "≥25%"},
        {"level": "apply", "bound": "≥30%"},
    ]
    quiz = make_quizzes.a_quiz(
        (topic, 4), level_mix=mix, excluded_kinds=["essay", "matching"], attempts_allowed=3
    )
    data = form_on(trainer.get(address("edit", quiz.pk)).content)
    answer = trainer.post(address("edit", quiz.pk), data)
    assert answer.status_code == 302, refusal(answer)
    again = Quiz.objects.get(pk=quiz.pk)
    assert again.level_mix == mix
    assert (again.excluded_kinds, again.attempts_allowed, again.shuffle) == (["essay", "matching"], 3, False)
    assert [(section.topic, section.count) for section in again.sections.all()] == [(topic, 4)]


def test_too_few_questions_are_refused_with_the_section_and_the_numbers(trainer: Client) -> None:
    page = refusal(trainer.post(address("add"), sent((a_filled_topic("Bài 6", recall=2), 5))))
    assert "Bài 6" in page
    assert "5" in page
    assert "2" in page
    assert "không ra đề được" in page
    assert not Quiz.objects.exists()


def test_a_mix_that_the_bank_cannot_give_is_refused_in_words(trainer: Client) -> None:
    topic = a_filled_topic("Bài 1", recall=5)
    page = refusal(trainer.post(address("add"), sent((topic, 5), mix={"apply": ("≥", "30")})))
    assert "vận dụng" in page
    assert not Quiz.objects.exists()
    assert trainer.post(address("add"), sent((topic, 5))).status_code == 302


@pytest.mark.parametrize("left_out", ["practice_only", "retired_at", "draft", "kind"])
def test_only_questions_that_a_test_may_deal_count(trainer: Client, left_out: str) -> None:
    topic = a_filled_topic(recall=1)
    if left_out == "draft":
        make_bank.a_draft(topic=topic)
    elif left_out == "kind":
        make_bank.a_question_in_use("essay", topic=topic)
    else:
        make_bank.a_question_in_use(
            topic=topic, **{left_out: True if left_out == "practice_only" else make.NOON}
        )
    refusal(trainer.post(address("add"), sent((topic, 2))))
    assert trainer.post(address("add"), sent((topic, 1))).status_code == 302


def test_questions_of_topics_below_count_too(trainer: Client) -> None:
    course = make_bank.a_topic("Khóa")
    lesson = make_bank.a_topic("Bài", parent=course)
    make_bank.a_question_in_use(topic=lesson)
    assert trainer.post(address("add"), sent((course, 1))).status_code == 302


def test_a_quiz_without_a_section_is_refused(trainer: Client) -> None:
    assert "ít nhất một phần" in refusal(trainer.post(address("add"), sent()))


@pytest.mark.parametrize(("percent", "words"), [("120", "từ 0 đến 100"), ("nhiều", "Chưa đọc được số")])
def test_a_percentage_that_is_none_is_refused_at_its_row(trainer: Client, percent: str, words: str) -> None:
    topic = a_filled_topic(recall=2)
    page = refusal(trainer.post(address("add"), sent((topic, 1), mix={"recall": ("≤", percent)})))
    assert words.replace("từ 0 đến 100", "khoảng 0 đến 100") in page
    assert "cần xem lại" in page


def test_the_form_shows_what_each_section_can_draw_by_level(trainer: Client) -> None:
    topic = a_filled_topic("Bài 3", recall=4, understand=2, apply=1)
    quiz = make_quizzes.a_quiz((topic, 3))
    page = trainer.get(address("edit", quiz.pk)).content.decode()
    row = page.split("bank-supply")[1].split("<tbody>")[1].split("</tr>")[0]
    numbers = [cell.split("</td>")[0] for cell in row.split('<td class="number">')[1:]]
    assert "Bài 3" in row
    assert numbers == ["3", "7", "4", "2", "1"]


def test_a_new_quiz_leaves_out_what_a_person_must_mark(trainer: Client) -> None:
    assert form_on(trainer.get(address("add")).content)["excluded_kinds"] == "essay"


def test_quizzes_are_found_without_marks(trainer: Client) -> None:
    topic = a_filled_topic(recall=2)
    trainer.post(address("add"), sent((topic, 1)))
    trainer.post(address("add"), sent((topic, 1), title="Ôn tập"))
    page = trainer.get(address("list"), {"q": "cuoi khoa"})
    assert [quiz.title for quiz in page.context["object_list"]] == ["Kiểm tra cuối khóa"]


def test_a_quiz_keeps_its_history(trainer: Client) -> None:
    quiz = make_quizzes.a_quiz((a_filled_topic(recall=3), 2))
    data = form_on(trainer.get(address("edit", quiz.pk)).content)
    trainer.post(address("edit", quiz.pk), {**data, "minutes": "50"})
    trainer.post(address("edit", quiz.pk), {**data, "minutes": "60"})
    assert trainer.get(address("history", quiz.pk)).status_code == 200
    assert "60" in trainer.get(address("revisions_compare", quiz.pk, "earliest", "latest")).content.decode()


def test_fixed_questions_levels_tags_and_points_are_set_by_form(trainer: Client) -> None:
    topic = a_filled_topic("Bài 1", recall=3, apply=2)
    tagged = make_bank.a_question_in_use(topic=topic, level="apply")
    tagged.tags.add("bầu cử")
    tagged.save()
    fixed = make_bank.a_question_in_use("essay")
    data = sent((topic, 2), (topic, 1), (topic, 7))
    data |= {"sections-0-level": "recall", "sections-1-tag": " Bầu  cử ", "sections-1-points": "2"}
    data |= {"sections-2-topic": "", "sections-2-question": fixed.pk, "sections-2-heading": "Phần viết"}
    data |= {"sections-2-new_page": "on"}
    answer = trainer.post(address("add"), data)
    assert answer.status_code == 302, refusal(answer)
    first, second, third = Quiz.objects.get().sections.all()
    assert (first.level, second.tag, second.points) == ("recall", "Bầu cử", 2)
    assert (third.question, third.topic, third.count, third.new_page) == (fixed, None, 1, True)


@pytest.mark.parametrize("both", [True, False])
def test_a_section_has_a_topic_or_a_question(trainer: Client, both: bool) -> None:
    topic = a_filled_topic(recall=2)
    question = make_bank.a_question_in_use(topic=topic)
    chosen = {"sections-0-question": question.pk} if both else {"sections-0-topic": ""}
    refusal(trainer.post(address("add"), sent((topic, 1), **chosen)))
    assert not Quiz.objects.exists()


def test_too_few_of_a_level_and_tag_are_refused_by_name(trainer: Client) -> None:
    topic = a_filled_topic("Bài 6", recall=3)
    page = refusal(trainer.post(address("add"), sent((topic, 1), **{"sections-0-level": "apply"})))
    assert "Bài 6 (vận dụng)" in page
    page = refusal(trainer.post(address("add"), sent((topic, 1), **{"sections-0-tag": "mới"})))
    assert "#mới" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"opens_at": "2026-12-02 08:00", "closes_at": "2026-12-01 08:00"},
        {"listed": "on"},
        {"without_sign_in": "on"},
        {"without_sign_in": "on", "practice": "on", "access_code": "1234"},
        {"sections-0-requires_previous": "on"},
        {"behaviour": "adaptive"},
        {"penalty_percent": "101"},
    ],
)
def test_settings_that_contradict_each_other_are_refused(trainer: Client, changes: dict[str, str]) -> None:
    topic = a_filled_topic(recall=2)
    refusal(trainer.post(address("add"), sent((topic, 1), **changes)))
    assert not Quiz.objects.exists()


def test_what_is_shown_when_is_a_table_of_ticks(trainer: Client) -> None:
    topic = a_filled_topic(recall=2)
    data = sent((topic, 1), **{"review-shown": "1", "review-closed": ["answer", "right", "forged"]})
    data |= {"bands-0-least": "50", "bands-0-text": "Khá", "bands-1-least": "90,5", "bands-1-text": "Giỏi"}
    answer = trainer.post(address("add"), data)
    assert answer.status_code == 302, refusal(answer)
    quiz = Quiz.objects.get()
    assert quiz.review == {"during": [], "after": [], "later": [], "closed": ["answer", "right"]}
    assert quiz.bands == [{"from": "90.5", "text": "Giỏi"}, {"from": "50", "text": "Khá"}]
    again = form_on(trainer.get(address("edit", quiz.pk)).content)
    assert trainer.post(address("edit", quiz.pk), again).status_code == 302
    same = Quiz.objects.get()
    assert (same.review, same.bands) == (quiz.review, quiz.bands)


def test_a_band_that_is_no_percentage_is_refused_at_its_row(trainer: Client) -> None:
    topic = a_filled_topic(recall=2)
    refusal(
        trainer.post(address("add"), sent((topic, 1), **{"bands-0-least": "150", "bands-0-text": "Giỏi"}))
    )
    assert not Quiz.objects.exists()


def test_two_bands_from_the_same_percentage_are_refused_so_that_no_words_are_lost(trainer: Client) -> None:
    topic = a_filled_topic(recall=2)
    bands = {"bands-0-least": "90", "bands-0-text": "Giỏi", "bands-1-least": "90,0", "bands-1-text": "Khá"}
    answer = trainer.post(address("add"), sent((topic, 1), **bands))
    refusal(answer)
    page = answer.content.decode()
    assert "Lời khác đã bắt đầu từ mức phần trăm này." in page
    assert "Khá" in page, "what was typed is still there"
    assert not Quiz.objects.exists()


@pytest.mark.parametrize("name", ["minutes", "attempts_allowed"])
def test_nought_is_no_limit_and_is_refused_with_words(trainer: Client, name: str) -> None:
    topic = a_filled_topic(recall=2)
    answer = trainer.post(address("add"), sent((topic, 1), **{name: "0"}))
    refusal(answer)
    assert "Hãy ghi từ 1 trở lên, hoặc để trống" in answer.content.decode()
    assert not Quiz.objects.exists()


def test_a_test_without_any_points_is_refused_but_practice_is_not(trainer: Client) -> None:
    topic = a_filled_topic(recall=2)
    points = {"sections-0-points": "0"}
    refusal(trainer.post(address("add"), sent((topic, 1), **points)))
    assert not Quiz.objects.exists()
    assert trainer.post(address("add"), sent((topic, 1), practice="on", **points)).status_code == 302


def test_practice_with_hints_never_counts(trainer: Client) -> None:
    topic = a_filled_topic(recall=2)
    trainer.post(address("add"), sent((topic, 1), behaviour="practice_hints"))
    assert Quiz.objects.get().practice


def test_the_settings_stand_in_tabs_with_a_chooser_for_questions(trainer: Client) -> None:
    page = trainer.get(address("add")).content.decode()
    assert page.count('role="tab"') >= 5
    assert "sections-__prefix__-question-chooser" in page
