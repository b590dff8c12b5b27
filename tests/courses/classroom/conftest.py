"""Somebody who is signed in as a learner."""

import make
import pytest
from django.test import Client

from people import api as people


@pytest.fixture
def person(client: Client) -> people.User:
    person = make.a_person("Đỗ Thị Ngữ")
    client.force_login(person)
    return person
