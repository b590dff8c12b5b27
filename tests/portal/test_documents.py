"""Documents of lessons: whole, in parts as players ask for them, and only for whom Wagtail gives them to."""

from typing import Any

import make
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

pytestmark = pytest.mark.django_db

FILM = bytes(range(256)) * 1000


@pytest.fixture
def film() -> Any:
    return get_document_model().objects.create(title="Phim", file=ContentFile(FILM, name="phim.mp4"))


@pytest.fixture
def learner(client: Client) -> Client:
    client.force_login(make.a_person())
    return client


def part(client: Client, film: Any, wanted: str, **headers: str) -> Any:
    return client.get(film.url, headers={"Range": wanted, **headers})


def test_a_film_comes_whole_where_nobody_asks_for_a_part(learner: Client, film: Any) -> None:
    answer = learner.get(film.url)
    assert answer.status_code == 200
    assert answer.getvalue() == FILM
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Type"] == "video/mp4"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Content-Encoding" not in answer


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=0-", 0, len(FILM) - 1),
        ("bytes=100000-200000", 100_000, 200_000),
        ("bytes=255990-999999999", 255_990, len(FILM) - 1),
        ("bytes=-10", len(FILM) - 10, len(FILM) - 1),
        ("bytes=-999999999", 0, len(FILM) - 1),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(
    learner: Client, film: Any, wanted: str, first: int, last: int
) -> None:
    answer = part(learner, film, wanted)
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(FILM)}"
    assert answer["Content-Length"] == str(last - first + 1)
    assert answer.getvalue() == FILM[first : last + 1]
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["ETag"] == learner.get(film.url)["ETag"]


@pytest.mark.parametrize("wanted", [f"bytes={len(FILM)}-", "bytes=999999-", "bytes=-0"])
def test_a_part_behind_the_end_is_refused_with_the_size(learner: Client, film: Any, wanted: str) -> None:
    answer = part(learner, film, wanted)
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(FILM)}"


@pytest.mark.parametrize(
    "wanted", ["bytes=-", "bytes=5-2", "bytes=0-1,5-9", "lines=1-2", "bytes=" + "9" * 5000 + "-"]
)
def test_what_is_no_single_range_gets_the_whole_film(learner: Client, film: Any, wanted: str) -> None:
    answer = part(learner, film, wanted)
    assert answer.status_code == 200
    assert answer.getvalue() == FILM


def test_a_part_of_an_older_film_is_not_mixed_with_the_new_one(learner: Client, film: Any) -> None:
    tag = learner.get(film.url)["ETag"]
    assert part(learner, film, "bytes=0-9", **{"If-Range": tag}).status_code == 206
    assert part(learner, film, "bytes=0-9", **{"If-Range": '"another"'}).status_code == 200


def test_who_has_the_film_already_is_told_so(learner: Client, film: Any) -> None:
    tag = learner.get(film.url)["ETag"]
    assert part(learner, film, "bytes=0-9", **{"If-None-Match": tag}).status_code == 304


def test_only_a_get_asks_for_a_part(learner: Client, film: Any) -> None:
    answer = learner.head(film.url, headers={"Range": "bytes=0-9"})
    assert answer.status_code == 200
    assert answer["Content-Length"] == str(len(FILM))


def test_a_part_is_given_to_nobody_who_would_not_get_the_whole(client: Client, film: Any) -> None:
    assert part(client, film, "bytes=0-9").status_code == 302
    CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type="groups"
    )
    client.force_login(make.a_person())
    answer = part(client, film, "bytes=0-9")
    assert answer.status_code == 302
    assert "Content-Range" not in answer


def test_a_wrong_name_or_a_film_that_is_gone_is_not_found(learner: Client, film: Any) -> None:
    assert part(learner, film, "bytes=0-9").status_code == 206
    assert learner.get(film.url.replace("phim", "khac"), headers={"Range": "bytes=0-9"}).status_code == 404
    film.file.storage.delete(film.file.name)
    assert part(learner, film, "bytes=0-9").status_code == 404
