"""A picture or a sound in a row of a form: chosen, said in words, taken away again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.bank.admin.rows import Row, rows_of
from quizzes.bank.files import CannotKeep, QuestionFile, files_with, keep_file
from quizzes.bank.uploads import MOST_PICTURE_BYTES, MOST_SOUND_BYTES, TYPES
from quizzes.kinds.body import SOUNDS

FILE_FIELDS = ("media_alt", "media_upload", "media_remove")


class FileRow(Row):
    """A row that may have one picture or sound. What was sent is kept at once: a form with faults does not lose it."""

    folded: Sequence[str] = FILE_FIELDS

    media_file = forms.CharField(required=False, widget=forms.HiddenInput)
    media_alt = forms.CharField(
        label=_("The picture or sound in words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    media_upload = forms.FileField(
        label=_("Picture (PNG, JPEG, WebP, GIF) or sound (MP3, Ogg, M4A)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join([*TYPES.values(), *SOUNDS])}),
    )
    media_remove = forms.BooleanField(label=_("Without the picture or sound"), required=False)

    # What the row holds, once looked for.
    _stored: QuestionFile | None = None

    @property
    def stored_file(self) -> QuestionFile | None:
        """The picture or sound that this row has now."""
        if self._stored is None and (name := str(self["media_file"].value() or "")):
            self._stored = files_with([name]).get(name)
        return self._stored

    def clean_media_upload(self) -> UploadedFile | None:
        sent: UploadedFile | None = self.cleaned_data["media_upload"]
        if sent is None:
            return None
        if (sent.size or 0) > max(MOST_PICTURE_BYTES, MOST_SOUND_BYTES):
            limit = MOST_PICTURE_BYTES // 1_000_000
            raise forms.ValidationError(
                gettext("The file is larger than %(limit)d MB. Make it smaller, then choose it again.")
                % {"limit": limit}
            )
        try:
            self._stored = keep_file(sent.read(), by=self.by, at=timezone.now())
        except CannotKeep as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return sent

    def written_media(self) -> dict[str, Any] | None:
        """The entry of the body, or None without a picture or sound."""
        if self.given("media_remove") or self.stored_file is None:
            return None
        return self.stored_file.as_media(self.given("media_alt"))


class StemFileRow(FileRow):
    """A picture or sound of the question itself; taken away with its row."""

    folded = ()
    media_remove = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.given("media_alt") and self.stored_file is None and not self.errors:
            self.add_error("media_upload", gettext("Choose the picture or sound that these words are about."))
        return cleaned


StemFiles = rows_of(StemFileRow, least=1)


class OptionRow(FileRow):
    """Something to choose. Its id is given once, by us, and never changes."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 2}), strip=False
    )


class FeedbackOptionRow(OptionRow):
    """Something to choose, and what is said to whoever chose it."""

    folded = ("feedback", *FILE_FIELDS)

    feedback = forms.CharField(
        label=_("What is said to whoever chooses it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )


def initial_media(media: dict[str, Any] | None) -> dict[str, Any]:
    """A stored entry as values of the fields of a row."""
    return {"media_file": media["file"], "media_alt": media["alt"]} if media else {}


def media_of(row: Row) -> dict[str, Any] | None:
    """The picture or sound of a row as bodies have it."""
    return row.written_media() if isinstance(row, FileRow) else None


def with_media(entry: dict[str, Any], row: Row) -> dict[str, Any]:
    """An entry of a body with the picture or sound of its row, or without one."""
    kept = {key: value for key, value in entry.items() if key != "media"}
    media = media_of(row)
    return {**kept, "media": media} if media else kept
