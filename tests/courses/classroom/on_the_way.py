"""What a learner sees of the way through a course: the text of a page, its one next step, and where that leads."""

import re

import make
from django.test import Client

from courses import api as courses
from people import api as people


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (response.status_code, response.headers)
    return response.content.decode()


def next_of(text: str) -> str:
    """The opening tag of the one element that carries data-next."""
    found = re.findall(r"<(?:a|button)[^>]*\bdata-next\b[^>]*>", text)
    assert len(found) == 1, found
    return found[0]


def href(tag: str) -> str:
    return re.search(r'href="([^"]*)"', tag)[1]


def take(person: people.User, course: courses.CoursePage) -> None:
    courses.enrol(person, course, by=None, at=make.NOON, source="administrator")


def follow(client: Client, path: str) -> tuple[str, str]:
    """Do what the one next step of a page says; the address it leads to, and its page."""
    text = text_of(client, path)
    tag = next_of(text)
    if tag.startswith("<a"):
        answer = client.get(href(tag), follow=True)
        where = answer.redirect_chain[-1][0] if answer.redirect_chain else href(tag)
        return where, answer.content.decode() if not answer.streaming else ""
    form = re.search(r"<form[^>]*data-main[^>]*>", text)[0]
    action = re.search(r'action="([^"]*)"', form)
    answer = client.post(action[1] if action and action[1] else path, follow=True)
    return answer.redirect_chain[-1][0], answer.content.decode()
