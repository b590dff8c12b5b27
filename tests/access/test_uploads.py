"""Pictures and documents: everybody who writes uses them, and deletes only what is the own."""

from typing import Any

import make
import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, GroupCollectionPermission

from people import api as people
from portal.foundation import lay_foundation, permission

pytestmark = pytest.mark.django_db


def an_image(by: people.User) -> Any:
    return get_image_model().objects.create(title="Hình thử", file=get_test_image_file(), uploaded_by_user=by)


def a_document(by: people.User) -> Any:
    return get_document_model().objects.create(
        title="Tệp thử", file=ContentFile(b"%PDF-1.4 thu", name="thu.pdf"), uploaded_by_user=by
    )


@pytest.fixture
def trainer() -> people.User:
    return make.a_trainer()


@pytest.fixture
def other() -> people.User:
    return make.a_trainer()


@pytest.mark.parametrize(("maker", "names"), [(an_image, "wagtailimages"), (a_document, "wagtaildocs")])
def test_a_trainer_deletes_own_uploads_only(
    client: Client, trainer: people.User, other: people.User, maker: Any, names: str
) -> None:
    mine, foreign = maker(trainer), maker(other)
    client.force_login(trainer)
    for thing in (mine, foreign):
        client.post(reverse(f"{names}:delete", args=[thing.pk]))
    assert not type(mine).objects.filter(pk=mine.pk).exists()
    assert type(foreign).objects.filter(pk=foreign.pk).exists()
    edit = client.get(reverse(f"{names}:edit", args=[foreign.pk]))
    assert edit.status_code == 302
    # To put it into a lesson is open to all who write.
    chooser = client.get(reverse(f"{names}_chooser:chosen", args=[foreign.pk]))
    assert chooser.status_code == 200


@pytest.mark.parametrize(("maker", "names"), [(an_image, "image"), (a_document, "document")])
def test_many_at_once_leave_the_files_of_others(
    client: Client, trainer: people.User, other: people.User, maker: Any, names: str
) -> None:
    foreign = maker(other)
    app = "wagtailimages" if names == "image" else "wagtaildocs"
    client.force_login(trainer)
    client.post(f"{reverse('wagtail_bulk_action', args=[app, names, 'delete'])}?id={foreign.pk}")
    assert type(foreign).objects.filter(pk=foreign.pk).exists()


def test_a_provincial_administrator_tidies_up_after_all(client: Client, other: people.User) -> None:
    image = an_image(other)
    client.force_login(make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR))
    client.post(reverse("wagtailimages:delete", args=[image.pk]))
    assert not get_image_model().objects.filter(pk=image.pk).exists()


def test_what_an_earlier_version_gave_trainers_is_taken_back() -> None:
    group = Group.objects.get(name=people.Role.TRAINER)
    root = Collection.get_first_root_node()
    GroupCollectionPermission.objects.create(
        group=group, collection=root, permission=permission("wagtailimages.change_image")
    )
    lay_foundation()
    assert not GroupCollectionPermission.objects.filter(
        group=group, permission__codename="change_image"
    ).exists()
    assert GroupCollectionPermission.objects.filter(group=group, permission__codename="choose_image").exists()
