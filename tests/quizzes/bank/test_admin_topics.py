"""Topics stand as a tree; each has a key for ever; none goes while something is filed under it."""

from typing import Any

import make
import make_bank
import make_quizzes
import pytest
from admin_forms import form_on
from django.test import Client
from django.urls import reverse

from quizzes.bank.topics import Topic, in_tree_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client: Client) -> Client:
    client.force_login(make.a_trainer())
    return client


def address(name: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_quizzes_topic:{name}", args=args)


def add(trainer: Client, title: str, **fields: Any) -> Any:
    return trainer.post(address("add"), {"title": title, "uid": "", "order": 0, "parent": "", **fields})


def test_a_topic_gets_its_key_from_the_title_without_marks(trainer: Client) -> None:
    add(trainer, "Lực lượng  nòng cốt ở cơ sở")
    topic = Topic.objects.get()
    assert (topic.uid, topic.title, topic.tree_path) == (
        "luc-luong-nong-cot-o-co-so", "Lực lượng nòng cốt ở cơ sở", "/luc-luong-nong-cot-o-co-so/",
    )  # fmt: skip
    add(trainer, "Lực lượng nòng cốt ở cơ sở")
    assert Topic.objects.filter(uid="luc-luong-nong-cot-o-co-so-2").exists()


def test_the_list_follows_the_tree_and_the_order_among_brothers(trainer: Client) -> None:
    course = make_bank.a_topic("Khóa", uid="k")
    for number in (10, 2, 1):
        make_bank.a_topic(f"Bài {number}", uid=f"k-b{number}", parent=course, order=number)
    make_bank.a_topic("Khóa khác", uid="z")
    page = trainer.get(address("list"))
    assert [topic.uid for topic in page.context["object_list"]] == ["k", "k-b1", "k-b2", "k-b10", "z"]
    assert [topic.uid for topic in in_tree_order(Topic.objects.all())] == ["k", "k-b1", "k-b2", "k-b10", "z"]


def test_in_the_tree_a_topic_is_set_in_and_in_other_orders_it_is_not(trainer: Client) -> None:
    above = make_bank.a_topic("Khóa an ninh")
    make_bank.a_topic("Bài mở đầu", parent=above)
    assert "\u2003Bài mở đầu" in trainer.get(address("list")).content.decode()
    for query in ({"q": "mo dau"}, {"ordering": "uid"}):
        page = trainer.get(address("list"), query).content.decode()
        assert "Bài mở đầu" in page
        assert "\u2003Bài mở đầu" not in page


def test_topics_are_found_without_marks(trainer: Client) -> None:
    make_bank.a_topic("Hòa giải", uid="h")
    make_bank.a_topic("Khác", uid="x")
    page = trainer.get(address("list"), {"q": "hoa giai"})
    assert [topic.uid for topic in page.context["object_list"]] == ["h"]


def test_moving_a_topic_takes_those_below_it_along(trainer: Client) -> None:
    old, new = make_bank.a_topic(uid="cu"), make_bank.a_topic(uid="moi")
    lesson = make_bank.a_topic(uid="bai", parent=old)
    part = make_bank.a_topic(uid="phan", parent=lesson)
    data = form_on(trainer.get(address("edit", lesson.pk)).content)
    trainer.post(address("edit", lesson.pk), {**data, "parent": new.pk})
    part.refresh_from_db()
    assert part.tree_path == "/moi/bai/phan/"


def test_a_topic_cannot_belong_to_one_below_itself(trainer: Client) -> None:
    top = make_bank.a_topic(uid="tren")
    below = make_bank.a_topic(uid="duoi", parent=top)
    data = form_on(trainer.get(address("edit", top.pk)).content)
    answer = trainer.post(address("edit", top.pk), {**data, "parent": below.pk})
    assert "Chủ đề không thể thuộc chính nó" in answer.content.decode()
    top.refresh_from_db()
    assert top.parent is None


def test_the_key_of_a_topic_never_changes(trainer: Client) -> None:
    topic = make_bank.a_topic(uid="giu")
    data = form_on(trainer.get(address("edit", topic.pk)).content)
    trainer.post(address("edit", topic.pk), {**data, "uid": "doi", "title": "Tên mới"})
    topic.refresh_from_db()
    assert (topic.uid, topic.title) == ("giu", "Tên mới")


def told_on_delete(trainer: Client, topic: Topic) -> str:
    answer = trainer.post(address("delete", topic.pk), follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def test_a_topic_with_questions_stays_and_says_how_many(trainer: Client) -> None:
    topic = make_bank.a_topic("Hòa giải")
    make_bank.a_draft(topic=topic)
    make_bank.a_draft(topic=topic)
    assert "có 2 câu hỏi" in told_on_delete(trainer, topic)
    assert Topic.objects.filter(pk=topic.pk).exists()


def test_a_topic_with_others_below_or_in_a_quiz_stays(trainer: Client) -> None:
    top = make_bank.a_topic()
    make_bank.a_topic(parent=top)
    assert "chủ đề con" in told_on_delete(trainer, top)
    drawn = make_bank.a_topic()
    quiz = make_quizzes.a_quiz((drawn, 1), title="Kiểm tra cuối khóa")
    quiz.save()
    assert "Kiểm tra cuối khóa" in told_on_delete(trainer, drawn)
    assert Topic.objects.filter(pk__in=[top.pk, drawn.pk]).count() == 2


def test_an_empty_topic_goes(trainer: Client) -> None:
    topic = make_bank.a_topic()
    trainer.post(address("delete", topic.pk))
    assert not Topic.objects.filter(pk=topic.pk).exists()
