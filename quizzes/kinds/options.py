"""The options of a question: their ids, their sound lists, and the order in which an attempt shows them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from django.utils.translation import gettext
from pydantic import AfterValidator

from quizzes.kinds.base import repeated
from quizzes.kinds.body import Line, Media, Part, Remark, Unsound, shown_media
from vietnamese import api as vietnamese

ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


def _sound_id(value: str) -> str:
    if not ID.fullmatch(value):
        raise Unsound(gettext("An id holds only the letters a to z, digits, hyphens and underscores."))
    return value


OptionId = Annotated[str, AfterValidator(_sound_id)]


class Option(Part):
    """One thing to choose. Its id is the author's and never changes; a pinned one stays last when others are shuffled.

    `feedback` is for whoever chose it.
    """

    added = frozenset({"media", "feedback"})

    id: OptionId
    text: Line
    pinned: bool = False
    media: Media | None = None
    feedback: Remark = ""

    @property
    def stays_last(self) -> bool:
        return self.pinned or speaks_of_others(self.text)


def sound_options(options: tuple[Option, ...], *, least: int = 2, most: int = 26) -> tuple[Option, ...]:
    """The options, when there are enough of them and no two share an id or read the same."""
    if len(options) < least:
        raise Unsound(
            gettext("At least %(least)d entries are needed, there are %(count)d.")
            % {"least": least, "count": len(options)}
        )
    if len(options) > most:
        raise Unsound(
            gettext("At most %(most)d entries are possible, there are %(count)d.")
            % {"most": most, "count": len(options)}
        )
    for twice in repeated([option.id for option in options]):
        raise Unsound(gettext("The id “%(id)s” is used twice.") % {"id": twice})
    # Marks are kept: options may differ by a tone alone ("hỗ trợ" and "hổ trợ").
    keys = [vietnamese.same_name_key(option.text) for option in options]
    for twice in repeated(keys):
        text = options[keys.index(twice)].text
        raise Unsound(gettext("The text “%(text)s” stands twice.") % {"text": text})
    return options


def order(options: Sequence[Option], rng: random.Random, *, shuffle: bool = True) -> list[str]:
    """The ids in the order of one attempt; those that must stay last keep the author's order among themselves."""
    if not shuffle:
        return [option.id for option in options]
    movable = [option.id for option in options if not option.stays_last]
    rng.shuffle(movable)
    return movable + [option.id for option in options if option.stays_last]


def in_order(options: Sequence[Option], ids: Sequence[str]) -> list[Option]:
    """The options as dealt. Ids that are gone are left out."""
    by_id = {option.id: option for option in options}
    return [by_id[each] for each in ids if each in by_id]


def shown(option: Option) -> dict[str, Any]:
    """An option as templates draw it: id, text, and its picture or sound."""
    media = None if option.media is None else shown_media(option.media)
    return {"id": option.id, "text": option.text, "media": media}


def feedback_on(options: Sequence[Option], ids: Iterable[str]) -> list[str]:
    """What the author says to whoever chose these, in the author's order."""
    chosen = set(ids)
    return [option.feedback for option in options if option.id in chosen and option.feedback]


_NUMBER = r"(?:\d+|hai|ba|bon|nam|sau)"
_THINGS = r"(?:dap an|phuong an|cau tra loi|cau|y kien|y|lua chon|noi dung|truong hop|dieu|viec|cai)"
_ABOVE = r"(?:tren|vua neu|da neu|neu tren|o tren|ke tren|phia tren|tren day|nay)"
_VERDICT = r"(?:(?:deu|la|cung|duoc) )*(?:dung|sai|chinh xac|phu hop|khong dung|chua dung)"
_LETTERS = r"[a-h](?:(?: ?[,;&/] ?| va | hoac )[a-h])+"
_TAIL = rf"(?: {_ABOVE})*(?: {_VERDICT})?"
_SPEAKS_OF_OTHERS = re.compile(
    "|".join(
        [
            rf"tat ca(?: deu)?(?: cac| nhung| moi)?(?: {_NUMBER})?(?: {_THINGS})?{_TAIL}",
            rf"ca (?:hai|ba|bon|\d+){_TAIL}",
            rf"ca (?:cac )?(?:{_NUMBER} )?{_THINGS}{_TAIL}",
            rf"ca {_NUMBER}(?: {_ABOVE})*(?: {_VERDICT})",
            rf"(?:ca |chi |chi co )?(?:{_THINGS} )?{_LETTERS}{_TAIL}",
            rf"khong (?:co |phai )?(?:cac )?{_THINGS} nao{_TAIL}",
            rf"khong (?:co |phai )?(?:cac )?{_THINGS}(?: {_ABOVE})+",
            "(?:all|none|both|neither)(?: of(?: the)?)? (?:above|them|these)",
        ]
    )
)


def speaks_of_others(text: str) -> bool:
    """Whether an option only makes sense after the others: "Tất cả đáp án trên", "Cả a và b", "Không có đáp án nào".

    "Không có đơn xin thôi" and "Tất cả người dân trong thôn" are options like any other.
    """
    plain = " ".join(re.sub(r"[.!?:“”\"'()]", " ", vietnamese.fold(text)).split())
    return _SPEAKS_OF_OTHERS.fullmatch(plain) is not None
