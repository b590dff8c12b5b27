"""Pictures and sounds of questions: what is taken, how it is kept, and who gets it."""

import hashlib
import os
import random
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import make
import make_bank
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from make import NOON
from PIL import Image

from jobs import api as jobs
from jobs.keeping import run_routines
from quizzes.bank.files import (
    FileInUse,
    QuestionFile,
    discard_file,
    files_with,
    keep_file,
    keep_files,
    tidy_files,
    with_kept_files,
)
from quizzes.bank.interchange.base import Drafted
from quizzes.bank.interchange.into_bank import bring_in
from quizzes.bank.interchange.pictures import found_in
from quizzes.bank.uploads import CannotKeep, kept_of
from quizzes.kinds import kind_named
from quizzes.kinds.body import FILES_AT, files_named

MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\x00" * 200
OGG = b"OggS" + b"\x00" * 24 + b"OpusHead" + b"\x00" * 100
M4A = b"\x00\x00\x00\x20ftypM4A " + b"\x00" * 100
FILM = b"\x00\x00\x00\x20ftypisom" + b"\x00" * 20 + b"hdlr" + b"\x00" * 8 + b"vide" + b"\x00" * 50

pytestmark = pytest.mark.django_db


def kept(data: bytes) -> QuestionFile:
    return keep_file(data, by=None, at=NOON)


def address(file: QuestionFile) -> str:
    return reverse("quizzes:file", args=[file.sha256])


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_is_kept_with_its_type_and_size(name: str) -> None:
    file = kept(make_bank.a_picture(format=name))
    assert (file.content_type, file.width, file.height) == (f"image/{name.lower()}", 40, 30)
    with file.file.open("rb") as stored:
        data = stored.read()
    assert hashlib.sha256(data).hexdigest() == file.sha256
    assert Image.open(BytesIO(data)).format == name


@pytest.mark.parametrize(
    ("data", "content_type"), [(MP3, "audio/mpeg"), (OGG, "audio/ogg"), (M4A, "audio/mp4")]
)
def test_a_sound_is_known_by_its_first_bytes(data: bytes, content_type: str) -> None:
    file = kept(data)
    assert (file.content_type, file.width, file.size) == (content_type, None, len(data))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7 ...",
        b"<html><script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
        FILM,
    ],
)
def test_what_is_no_picture_and_no_sound_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(CannotKeep, match="PNG, JPEG"):
        kept(data)
    assert not QuestionFile.objects.exists()


def test_half_a_picture_is_refused() -> None:
    noise = random.Random(1).randbytes(200 * 200 * 3)
    out = BytesIO()
    Image.frombytes("RGB", (200, 200), noise).save(out, "JPEG")
    with pytest.raises(CannotKeep):
        kept(out.getvalue()[:3000])


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(CannotKeep, match="20 triệu"):
        kept_of(make_bank.a_picture(size=(5000, 4001)))


def test_a_sound_of_more_than_five_megabytes_is_refused() -> None:
    with pytest.raises(CannotKeep, match="5 MB"):
        kept_of(MP3 + b"\x00" * 5_000_000)


def test_a_large_photograph_becomes_small_stands_upright_and_forgets_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "CAMERA-CANARY"
    made = kept_of(make_bank.a_picture(size=(3000, 2000), format="JPEG", exif=exif.tobytes()))
    assert (made.width, made.height) == (1067, 1600)
    assert b"CANARY" not in made.data
    assert Image.open(BytesIO(made.data)).size == (1067, 1600)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "MPO"])
def test_a_photograph_keeps_nothing_of_what_the_telephone_wrote(format: str) -> None:
    sent = make_bank.a_photograph(format=format)
    assert make_bank.TOLD_BY_CAMERA in sent
    made = kept_of(sent)
    assert made.content_type == ("image/jpeg" if format == "MPO" else f"image/{format.lower()}")
    assert make_bank.TOLD_BY_CAMERA not in made.data
    assert not Image.open(BytesIO(made.data)).getexif()


def test_a_large_photograph_with_a_second_one_inside_is_measured_by_the_first() -> None:
    made = kept_of(make_bank.a_photograph(size=(4000, 3000), format="MPO"))
    assert (made.width, made.height) == (1600, 1200)


def test_a_moving_picture_keeps_moving() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=50, comment=b"CANARY")
    made = kept_of(out.getvalue())
    assert Image.open(BytesIO(made.data)).n_frames == 2  # type: ignore[attr-defined]
    assert b"CANARY" not in made.data


def test_the_same_picture_is_stored_once_also_when_it_comes_back_as_it_was_stored() -> None:
    first = kept(make_bank.a_picture())
    assert kept(make_bank.a_picture()) == first
    with first.file.open("rb") as stored:
        assert kept(stored.read()) == first
    assert QuestionFile.objects.count() == 1


def test_a_body_that_was_read_from_a_file_names_what_was_stored() -> None:
    data = make_bank.a_picture(size=(2000, 1000), format="JPEG")
    name = hashlib.sha256(data).hexdigest()
    body = {
        "stem": "?",
        "media": [{"file": name, "type": "image/jpeg", "alt": "Bản đồ", "width": 2000, "height": 1000}],
    }
    files = keep_files({name: data}, by=None, at=NOON)
    changed = with_kept_files(body, files)
    assert changed["media"][0] == files[name].as_media("Bản đồ")
    assert changed["media"][0]["width"] == 1600
    assert files_named(changed) == {files[name].sha256}
    assert set(files_with(files_named(changed))) == {files[name].sha256}


@pytest.mark.parametrize("how", ["draft", "version", "revision"])
def test_a_file_that_a_question_names_or_named_cannot_be_discarded(how: str) -> None:
    file = kept(make_bank.a_picture(colour="blue"))
    body = {**make_bank.BODIES["single_choice"], "media": [file.as_media("Ảnh")]}
    if how == "draft":
        make_bank.a_draft(body=body)
    elif how == "version":
        question = make_bank.a_question_in_use(body=body)
        question.body = make_bank.BODIES["single_choice"]
        question.save()
    else:
        question = make_bank.a_draft()
        question.body = body
        question.save_revision(clean=False)
    with pytest.raises(FileInUse):
        discard_file(file)
    assert QuestionFile.objects.filter(pk=file.pk).exists()


def test_a_file_that_nothing_names_can_be_discarded(django_capture_on_commit_callbacks: Any) -> None:
    file = kept(make_bank.a_picture(colour="green"))
    name, storage = file.file.name, file.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        discard_file(file)
    assert not QuestionFile.objects.exists()
    assert not storage.exists(name)


def stored_name(file: QuestionFile) -> Any:
    return file.file.storage.exists(str(file.file.name))


def test_the_routine_takes_away_what_nothing_has_named_for_a_day(
    django_capture_on_commit_callbacks: Any,
) -> None:
    unsaved, fresh, shown = (kept(make_bank.a_picture(colour=each)) for each in ("red", "green", "blue"))
    make_bank.a_draft(body={**make_bank.BODIES["single_choice"], "media": [shown.as_media("Ảnh")]})
    QuestionFile.objects.filter(pk=fresh.pk).update(added_at=NOON + timedelta(hours=2))
    with django_capture_on_commit_callbacks(execute=True):
        run_routines(at=NOON + timedelta(hours=25))
    assert set(QuestionFile.objects.all()) == {fresh, shown}
    assert not stored_name(unsaved)
    assert stored_name(fresh)
    assert stored_name(shown)


@pytest.mark.parametrize("how", ["draft", "option", "version", "revision"])
def test_the_routine_leaves_what_a_draft_a_version_or_a_revision_names(how: str) -> None:
    file = kept(make_bank.a_picture(colour="blue"))
    plain = make_bank.BODIES["single_choice"]
    body = {**plain, "media": [file.as_media("Ảnh")]}
    if how == "draft":
        make_bank.a_draft(body=body)
    elif how == "option":
        first, *others = plain["options"]
        make_bank.a_draft(body={**plain, "options": [{**first, "media": file.as_media("Ảnh")}, *others]})
    elif how == "version":
        question = make_bank.a_question_in_use(body=body)
        question.body = plain
        question.save()
    else:
        question = make_bank.a_draft()
        question.body = body
        question.save_revision(clean=False)
    with CaptureQueriesContext(connection) as queries:
        assert tidy_files(at=NOON + timedelta(days=30)) == 0
    assert QuestionFile.objects.filter(pk=file.pk).exists()
    assert len(queries) <= 5, "one walk through each kind of body, however many files there are"


def test_the_pictures_of_an_import_that_was_called_off_go_too(tmp_path: Path, settings: Any) -> None:
    """Its rows were taken back with its transaction; bytes on a disk are in no transaction."""
    settings.MEDIA_ROOT = tmp_path
    stays = kept(make_bank.a_picture(colour="blue"))
    topic = make_bank.a_topic()
    data = make_bank.a_picture(colour="red")
    found = found_in(data, "Biển")
    assert found is not None
    body = kind_named("essay").write(kind_named("essay").read({"stem": "Biển gì?", "media": [found.media()]}))
    drafts = [Drafted("essay", body, files={found.key: data})] * 2

    def call_off(done: int, total: int) -> None:
        if done:
            raise jobs.Cancelled

    with pytest.raises(jobs.Cancelled):
        bring_in(drafts, topic, by=None, at=NOON, progress=call_off)
    left = [each for each in tmp_path.rglob("*.*") if each.name != Path(str(stays.file.name)).name]
    assert len(left) == 1
    assert QuestionFile.objects.get() == stays

    now = timezone.now()
    QuestionFile.objects.update(added_at=now)
    assert tidy_files(at=now) == 0, "another import may be about to name it"
    assert left[0].exists()
    for each in tmp_path.rglob("*.*"):
        os.utime(each, times=(0, (now - timedelta(hours=25)).timestamp()))
    assert tidy_files(at=now) == 1
    assert not left[0].exists()
    assert stays.file.storage.exists(str(stays.file.name))


def test_a_file_that_is_sent_again_is_kept_for_another_day() -> None:
    file = kept(make_bank.a_picture())
    assert keep_file(make_bank.a_picture(), by=None, at=NOON + timedelta(hours=24)) == file
    assert tidy_files(at=NOON + timedelta(hours=47)) == 0
    assert tidy_files(at=NOON + timedelta(hours=49)) == 1


def test_a_draft_that_is_deleted_leaves_its_picture_to_the_routine() -> None:
    file = kept(make_bank.a_picture())
    question = make_bank.a_draft(body={**make_bank.BODIES["single_choice"], "media": [file.as_media("Ảnh")]})
    question.save_revision(clean=False)
    assert tidy_files(at=NOON + timedelta(days=2)) == 0
    question.delete()
    assert tidy_files(at=NOON + timedelta(days=2)) == 1


def test_whoever_is_signed_in_gets_the_file_and_keeps_it_for_long(client: Client) -> None:
    file = kept(make_bank.a_picture())
    assert address(file) == f"{FILES_AT}{file.sha256}/"
    assert client.get(address(file)).status_code == 302
    client.force_login(make.a_person("Lê Thị Bưởi"))
    answer = client.get(address(file))
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).hexdigest() == file.sha256
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert client.get(address(file), headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.post(address(file)).status_code == 405
    assert client.get(reverse("quizzes:file", args=["0" * 64])).status_code == 404


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-3", 206, OGG[:4]),
        ("bytes=10-", 206, OGG[10:]),
        ("bytes=-5", 206, OGG[-5:]),
        ("bytes=0-9999", 206, OGG),
        ("bytes=9999-", 416, b""),
        ("bytes=5-2", 416, b""),
        ("bytes=0-1,4-5", 200, OGG),
        ("lines=1-2", 200, OGG),
    ],
)
def test_a_player_may_ask_for_a_part(client: Client, wanted: str, status: int, part: bytes) -> None:
    file = kept(OGG)
    client.force_login(make.a_person("Lê Thị Bưởi"))
    answer = client.get(address(file), headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (status, part)
