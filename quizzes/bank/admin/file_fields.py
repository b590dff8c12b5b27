"""A picture or a sound in a row of a form: chosen, said in words, taken away again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.bank.admin.rows import Row, rows_of
from quizzes.bank.files import CannotKeep, QuestionFile, files_with, hold_file, keep_file
from quizzes.bank.uploads import MOST_PICTURE_BYTES, MOST_SOUND_BYTES, TYPES
from quizzes.kinds.body import SOUNDS

ACCEPTED = ",".join([*TYPES.values(), *SOUNDS])
IN_WORDS = _("The picture or sound in words")
UPLOAD = _("Picture (PNG, JPEG, WebP, GIF) or sound (MP3, Ogg, M4A)")
WITHOUT = _("Without the picture or sound")


def kept_upload(sent: UploadedFile, *, by: Any) -> QuestionFile:
    """What an author sent, kept. Refuses with `CannotKeep`, whose sentence is for the author."""
    if (sent.size or 0) > max(MOST_PICTURE_BYTES, MOST_SOUND_BYTES):
        raise CannotKeep(
            gettext("The file is larger than %(limit)d MB. Make it smaller, then choose it again.")
            % {"limit": MOST_PICTURE_BYTES // 1_000_000}
        )
    return keep_file(sent.read(), by=by, at=timezone.now())


@dataclass(frozen=True)
class FilePlace:
    """One place of a row for a picture or sound: its fields, and what it holds now. `heading` where a row has several."""

    heading: str | Promise
    file: forms.BoundField
    upload: forms.BoundField
    alt: forms.BoundField
    remove: forms.BoundField | None
    stored: QuestionFile | None

    @property
    def is_used(self) -> bool:
        """Is something there, or something wrong?"""
        return bool(self.stored or self.alt.value() or self.alt.errors or self.upload.errors)


class FileRow(Row):
    """A row with places for a picture or sound. What was sent is kept at once: a form with faults does not lose it."""

    # The name of each place, which begins the names of its fields; and a heading where there are several.
    places: ClassVar[Mapping[str, str | Promise]] = {"media": ""}
    # The picture can be taken away by itself; otherwise it goes with its row.
    files_removable: ClassVar[bool] = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stored: dict[str, QuestionFile | None] = {}
        for name in self.places:
            self.fields[f"{name}_file"] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.fields[f"{name}_upload"] = forms.FileField(
                label=UPLOAD, required=False, widget=forms.FileInput(attrs={"accept": ACCEPTED})
            )
            self.fields[f"{name}_alt"] = forms.CharField(
                label=IN_WORDS, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 1})
            )
            if self.files_removable:
                self.fields[f"{name}_remove"] = forms.BooleanField(label=WITHOUT, required=False)

    @cached_property
    def file_names(self) -> set[str]:
        """The fields that are drawn with their place, not by themselves."""
        return {f"{name}_{part}" for name in self.places for part in ("file", "upload", "alt", "remove")}

    @property
    def file_places(self) -> list[FilePlace]:
        """The places as the form draws them."""
        return [
            FilePlace(
                heading,
                self[f"{name}_file"],
                self[f"{name}_upload"],
                self[f"{name}_alt"],
                self[f"{name}_remove"] if self.files_removable else None,
                self.stored_file(name),
            )
            for name, heading in self.places.items()
        ]

    @property
    def opens(self) -> bool:
        return super().opens or any(place.is_used for place in self.file_places)

    def stored_file(self, name: str = "media") -> QuestionFile | None:
        """The picture or sound that is in this place now."""
        if name not in self._stored:
            named = str(self[f"{name}_file"].value() or "")
            self._stored[name] = files_with([named]).get(named) if named else None
        return self._stored[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.places:
            try:
                self._take(name)
            except CannotKeep as refusal:
                self.add_error(f"{name}_upload", str(refusal))
        return cleaned

    def _take(self, name: str) -> None:
        """Keep what was sent for a place, or see that what it named before is still there."""
        sent, named = self.given(f"{name}_upload"), self.given(f"{name}_file")
        if sent:
            self._stored[name] = kept_upload(sent, by=self.by)
        elif named and not self.given(f"{name}_remove"):
            self._stored[name] = hold_file(named, at=timezone.now())
            if self._stored[name] is None:
                raise CannotKeep(gettext("The picture or sound is no longer kept here. Choose it again."))

    def written_media(self, name: str = "media") -> dict[str, Any] | None:
        """The entry of the body, or None without a picture or sound."""
        stored = self.stored_file(name)
        if self.given(f"{name}_remove") or stored is None:
            return None
        return stored.as_media(self.given(f"{name}_alt"))


class StemFileRow(FileRow):
    """A picture or sound of the question itself; taken away with its row."""

    files_removable = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.given("media_alt") and self.stored_file() is None and not self.errors:
            self.add_error("media_upload", gettext("Choose the picture or sound that these words are about."))
        return cleaned


StemFiles = rows_of(StemFileRow, least=1)


class OptionRow(FileRow):
    """Something to choose. Its id is given once, by us, and never changes."""

    folds = True

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 2}), strip=False
    )


class FeedbackOptionRow(OptionRow):
    """Something to choose, and what is said to whoever chose it."""

    folded: Sequence[str] = ("feedback",)

    feedback = forms.CharField(
        label=_("What is said to whoever chooses it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )


def initial_media(media: Mapping[str, Any] | None, name: str = "media") -> dict[str, Any]:
    """A stored entry as values of the fields of a place."""
    return {f"{name}_file": media["file"], f"{name}_alt": media["alt"]} if media else {}


def media_of(row: Row, name: str = "media") -> dict[str, Any] | None:
    """The picture or sound in a place of a row as bodies have it."""
    return row.written_media(name) if isinstance(row, FileRow) else None


def with_media(entry: dict[str, Any], media: dict[str, Any] | None) -> dict[str, Any]:
    """An entry of a body with this picture or sound, or without one."""
    kept = {key: value for key, value in entry.items() if key != "media"}
    return {**kept, "media": media} if media else kept
