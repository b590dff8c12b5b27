"""How the parts of the Vietnamese catalogue become the one that Django reads.

Each area of the product keeps its words in a part of its own, `locale/vi/words/<part>.po` for Python and templates,
`<part>.djangojs.po` for scripts. They are merged into `locale/vi/LC_MESSAGES/django.{po,mo}` and `djangojs.{po,mo}`.
Pure: needs polib only, neither Django's settings nor the GNU gettext tools.
"""

import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import polib

DOMAINS = ("django", "djangojs")
SCRIPT_ENDING = ".djangojs.po"

# Vietnamese has one form whatever the number, so msgstr[0] serves them all.
HEADER = {
    "Project-Id-Version": "core-forces-training-portal",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "vi",
    "Plural-Forms": "nplurals=1; plural=0;",
}
ABOUT = "Made by `manage.py build_words` from locale/vi/words/*.po. Edit the parts, never this file."

# No space flag: "100 % of" is a sentence, not a placeholder.
_PERCENT = re.compile(
    r"%(?:\((?P<name>\w+)\))?[#0+-]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?P<kind>[diouxXeEfFgGcrsa])"
)
_BRACES = re.compile(r"(?<!\{)\{(?:[A-Za-z_]\w*|\d+)?(?:[.\[][^{}\s]*)?(?:![rsa])?(?::[^{}\s]*)?\}(?!\})")


class WordsRefused(Exception):
    """The parts cannot be merged. `faults` holds one sentence for each reason."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Word:
    """One message and its translation, and the parts that say so."""

    context: str | None
    message: str
    plural: str
    translation: str
    parts: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return (self.message, self.context or "")


@dataclass(frozen=True)
class Placeholders:
    """What a text leaves open: names as a set (they may be repeated), the nameless ones in their order."""

    names: frozenset[str]
    nameless: tuple[str, ...]
    braces: frozenset[str]


def placeholders(text: str) -> Placeholders:
    """The placeholders of `text` in both Python notations: `%(name)s`, `%d`, `{name}`, `{}`."""
    text = text.replace("%%", "")
    found = list(_PERCENT.finditer(text))
    return Placeholders(
        names=frozenset(match["name"] for match in found if match["name"]),
        nameless=tuple(match["kind"] for match in found if not match["name"]),
        braces=frozenset(match.group() for match in _BRACES.finditer(text)),
    )


def domain_of(path: Path) -> str:
    """`djangojs` for a part that ends in `.djangojs.po`, else `django`."""
    return "djangojs" if path.name.endswith(SCRIPT_ENDING) else "django"


def merged(folder: Path) -> dict[str, list[Word]]:
    """The words of all parts in `folder`, by domain, sorted by message and context, in NFC.

    Raises WordsRefused with every fault: a part that cannot be read, an entry without a translation or marked fuzzy, a
    translation whose placeholders are not those of the message, two translations for one message.
    """
    faults: list[str] = []
    catalogues: dict[str, dict[tuple[str, str], Word]] = {domain: {} for domain in DOMAINS}
    for path in sorted(folder.glob("*.po")):
        try:
            part = polib.pofile(str(path), encoding="utf-8", check_for_duplicates=False)
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{path.name}: cannot be read: {error}")
            continue
        words = catalogues[domain_of(path)]
        for entry in part:
            if entry.obsolete:
                continue
            word = _word(entry, path.name)
            fault = _fault(entry, word)
            if fault:
                faults.append(fault)
                continue
            known = words.get(word.key)
            if known and known.translation != word.translation:
                faults.append(
                    f"{_quoted(word)} has two translations: {known.translation!r} in {', '.join(known.parts)} "
                    f"and {word.translation!r} in {path.name}"
                )
                continue
            words[word.key] = _joined(known, word) if known else word
    if faults:
        raise WordsRefused(faults)
    return {domain: [words[key] for key in sorted(words)] for domain, words in catalogues.items()}


def files(catalogues: dict[str, list[Word]]) -> dict[str, bytes]:
    """The files to stand in `LC_MESSAGES`, by name: the same words always make the same bytes (no dates)."""
    made: dict[str, bytes] = {}
    for domain, words in catalogues.items():
        catalogue = polib.POFile(wrapwidth=0, encoding="utf-8")
        catalogue.header = ABOUT
        catalogue.metadata = dict(HEADER)
        catalogue.extend(_entry(word) for word in words)
        made[f"{domain}.po"] = str(catalogue).encode("utf-8")
        made[f"{domain}.mo"] = catalogue.to_binary()
    return made


def build(locale: Path) -> list[Path]:
    """Merge `locale/words/*.po` into `locale/LC_MESSAGES`; the files that changed. Raises WordsRefused, writing nothing.

    `locale` is the folder of one language, such as `site/locale/vi`. A file whose content is right is not touched.
    """
    changed = stale(locale)
    for path, content in changed.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        # By rename: a server that starts meanwhile reads the old catalogue or the new one, never half of it.
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.write_bytes(content)
        beside.replace(path)
    return list(changed)


def stale(locale: Path) -> dict[Path, bytes]:
    """The files of `locale/LC_MESSAGES` that are not what the parts make, with what they should hold."""
    target = locale / "LC_MESSAGES"
    made = files(merged(locale / "words"))
    return {
        target / name: content
        for name, content in made.items()
        if not (target / name).is_file() or (target / name).read_bytes() != content
    }


def _word(entry: polib.POEntry, part: str) -> Word:
    translation = entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr
    return Word(
        context=entry.msgctxt,
        message=entry.msgid,
        plural=entry.msgid_plural,
        translation=unicodedata.normalize("NFC", translation),
        parts=(part,),
    )


def _fault(entry: polib.POEntry, word: Word) -> str:
    """Why this entry of a part cannot be taken, in a sentence; empty if it can."""
    where = f"{word.parts[0]}: {_quoted(word)}"
    if not word.translation.strip():
        return f"{where} has no translation"
    if entry.fuzzy:
        return f"{where} is marked fuzzy: look at it and take the mark away"
    if word.plural and any(index != 0 for index in entry.msgstr_plural):
        return f"{where} has more than one plural form; Vietnamese has only msgstr[0]"
    # The one form stands for all numbers, so it has to fill in what the plural fills in ("1 page" leaves the number out).
    if placeholders(word.translation) != placeholders(word.plural or word.message):
        return f"{where} and its translation {word.translation!r} have different placeholders"
    return ""


def _joined(known: Word, word: Word) -> Word:
    """One word of two parts that agree. A plural entry answers for the singular too, so it is the one that stays."""
    return Word(
        context=word.context,
        message=word.message,
        plural=known.plural or word.plural,
        translation=word.translation,
        parts=tuple(dict.fromkeys((*known.parts, *word.parts))),
    )


def _entry(word: Word) -> polib.POEntry:
    shape = {"msgstr_plural": {0: word.translation}} if word.plural else {"msgstr": word.translation}
    return polib.POEntry(
        msgid=word.message,
        msgctxt=word.context,
        msgid_plural=word.plural,
        occurrences=[(f"words/{part}", "") for part in word.parts],
        **shape,
    )


def _quoted(word: Word) -> str:
    return f"{word.message!r} ({word.context})" if word.context else f"{word.message!r}"
