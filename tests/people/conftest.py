"""Two communes side by side, and the browsers of those who administer them."""

import make_people
import pytest
from django.test import Client
from office import browser_of


@pytest.fixture
def hy() -> make_people.Province:
    return make_people.a_small_province()


@pytest.fixture
def commune(hy: make_people.Province) -> Client:
    """The browser of the commune's administrator."""
    return browser_of(hy.administrator)


@pytest.fixture
def province(hy: make_people.Province) -> Client:
    return browser_of(hy.provincial)
