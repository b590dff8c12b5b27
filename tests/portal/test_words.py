"""The Vietnamese catalogue: whole over Wagtail and over our own code, in one piece, and safe to fill in."""

import importlib.util
import re
from pathlib import Path

import polib
import pytest

from portal import words, words_in_code

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "site" / "locale" / "vi"
OWN_CODE = [ROOT / name for name in ("site", "courses", "quizzes")]
WAGTAIL = Path(importlib.util.find_spec("wagtail").origin).parent

# The parts of Wagtail that our people meet. Left out: redirects, forms, search promotions, simple translation and the
# style guide, which are not installed.
WAGTAIL_APPS = [
    "",
    "admin",
    "snippets",
    "documents",
    "images",
    "users",
    "search",
    "sites",
    "embeds",
    "locales",
    "contrib/settings",
    "contrib/table_block",
    "contrib/typed_table_block",
]
# The same in Vietnamese: technical names that our readers know by these letters.
SAME_WORD = {"URL", "ID", "Email", "IPv4", "IPv6", "Moodle XML", "Word (Câu 1, A, B, C, Đáp án)"}

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def translations(po: Path) -> dict[tuple[str, str], str]:
    if not po.is_file():
        return {}
    return {
        (entry.msgid, entry.msgctxt or ""): entry.msgstr or entry.msgstr_plural.get(0, "")
        for entry in polib.pofile(str(po))
        if not entry.obsolete and not entry.fuzzy
    }


def ours(domain: str) -> dict[tuple[str, str], str]:
    return translations(LOCALE / "LC_MESSAGES" / f"{domain}.po")


def parts_in(tmp_path: Path, **parts: str) -> Path:
    """A language folder with these parts; `a__djangojs` stands for `a.djangojs.po`."""
    folder = tmp_path / "words"
    folder.mkdir()
    for name, text in parts.items():
        (folder / f"{name.replace('__', '.')}.po").write_text(HEAD + text, encoding="utf-8")
    return tmp_path


def refusal(locale: Path) -> str:
    with pytest.raises(words.WordsRefused) as refused:
        words.build(locale)
    assert not (locale / "LC_MESSAGES").exists(), "nothing may be written when the parts are refused"
    return str(refused.value)


# --- The catalogue that ships


@pytest.mark.parametrize("domain", words.DOMAINS)
def test_every_word_of_wagtails_catalogues_has_a_vietnamese_translation(domain: str) -> None:
    known = ours(domain)
    seen, missing = 0, []
    for app in WAGTAIL_APPS:
        messages = WAGTAIL / app / "locale" / "{}" / "LC_MESSAGES" / f"{domain}.po"
        shipped = translations(Path(str(messages).format("vi")))
        for key in translations(Path(str(messages).format("en"))):
            seen += 1
            if not known.get(key) and not shipped.get(key):
                missing.append(f"{app or 'wagtail'}: {key[0]!r}")
    assert seen > {"django": 1500, "djangojs": 80}[domain], "Wagtail's English catalogues were not found"
    assert not missing, "without Vietnamese:\n" + "\n".join(missing)


def test_every_word_that_wagtails_code_asks_for_has_a_vietnamese_translation() -> None:
    """Its catalogues could lag behind its code: this reads the code that is installed."""
    folders = [WAGTAIL / app for app in WAGTAIL_APPS if app] + [WAGTAIL / "models", WAGTAIL / "blocks"]
    known = ours("django")
    asked = [
        each
        for folder in folders
        for each in words_in_code.asked(folder)
        if each.domain == "django" and "tests" not in each.path.relative_to(WAGTAIL).parts
    ]
    assert len(asked) > 1500
    missing = {
        f"{each.path.relative_to(WAGTAIL)}: {each.message!r}" for each in asked if not known.get(each.key)
    }
    assert not missing, "without Vietnamese:\n" + "\n".join(sorted(missing))


@pytest.mark.parametrize("domain", words.DOMAINS)
def test_no_translation_repeats_the_english_words(domain: str) -> None:
    open_places = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
    repeated = [
        message
        for (message, _), translation in ours(domain).items()
        if message == translation
        and message not in SAME_WORD
        and re.search("[A-Za-z]", open_places.sub("", message))
    ]
    assert not repeated


def test_translations_keep_the_markup_of_the_message() -> None:
    tag = re.compile(r"</?[a-zA-Z][^>]*>")
    changed = []
    for path in sorted((LOCALE / "words").glob("*.po")):
        for entry in polib.pofile(str(path)):
            translation = entry.msgstr or entry.msgstr_plural.get(0, "")
            if sorted(tag.findall(entry.msgid_plural or entry.msgid)) != sorted(tag.findall(translation)):
                changed.append(f"{path.name}: {entry.msgid!r}")
    assert not changed


def test_the_committed_catalogue_is_what_the_parts_make() -> None:
    stale = [path.name for path in words.stale(LOCALE)]
    assert not stale, f"out of date: {stale}; run manage.py build_words"


def test_every_message_of_our_own_code_has_a_vietnamese_translation() -> None:
    missing = [
        f"{each.path.relative_to(ROOT)}:{each.line}: {each.message!r}"
        for each in words_in_code.missing(LOCALE, *OWN_CODE)
    ]
    assert not missing, f"{len(missing)} without Vietnamese:\n" + "\n".join(missing)


# --- How parts become a catalogue


def test_parts_are_merged_by_domain_and_sorted(tmp_path: Path) -> None:
    locale = parts_in(
        tmp_path,
        b='msgid "Save"\nmsgstr "Lưu"\n',
        a='msgid "Open"\nmsgstr "Mở"\n\nmsgctxt "adjective"\nmsgid "Open"\nmsgstr "Đang mở"\n',
        a__djangojs='msgid "Wait"\nmsgstr "Chờ"\n',
    )
    words.build(locale)
    python = polib.mofile(str(locale / "LC_MESSAGES" / "django.mo"))
    assert [(entry.msgid, entry.msgctxt, entry.msgstr) for entry in python] == [
        ("Open", None, "Mở"),
        ("Save", None, "Lưu"),
        ("Open", "adjective", "Đang mở"),
    ]
    assert python.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert python.metadata["Language"] == "vi"
    order = [entry.msgid for entry in polib.pofile(str(locale / "LC_MESSAGES" / "django.po"))]
    assert order == ["Open", "Open", "Save"]
    scripts = polib.mofile(str(locale / "LC_MESSAGES" / "djangojs.mo"))
    assert [(entry.msgid, entry.msgstr) for entry in scripts] == [("Wait", "Chờ")]


def test_a_second_build_touches_nothing(tmp_path: Path) -> None:
    locale = parts_in(tmp_path, a='msgid "Save"\nmsgstr "Lưu"\n')
    assert len(words.build(locale)) == 4
    assert words.build(locale) == []


def test_the_same_translation_in_two_parts_is_fine(tmp_path: Path) -> None:
    locale = parts_in(tmp_path, a='msgid "Save"\nmsgstr "Lưu"\n', b='msgid "Save"\nmsgstr "Lưu"\n')
    words.build(locale)
    assert translations(locale / "LC_MESSAGES" / "django.po") == {("Save", ""): "Lưu"}


def test_two_translations_of_one_message_are_refused_and_both_parts_named(tmp_path: Path) -> None:
    said = refusal(parts_in(tmp_path, a='msgid "Save"\nmsgstr "Lưu"\n', b='msgid "Save"\nmsgstr "Cất"\n'))
    assert "a.po" in said
    assert "b.po" in said
    assert "'Save'" in said


@pytest.mark.parametrize(
    ("message", "translation"),
    [
        ("Hello %(name)s", "Kính gửi"),
        ("Hello %(name)s", "Kính gửi %(ten)s"),
        ("%s of %d", "%d trong %s"),
        ("Hello {name}", "Kính gửi {ten}"),
        ("Hello", "Kính gửi %(name)s"),
    ],
)
def test_a_translation_with_other_placeholders_is_refused(
    tmp_path: Path, message: str, translation: str
) -> None:
    said = refusal(parts_in(tmp_path, a=f'msgid "{message}"\nmsgstr "{translation}"\n'))
    assert "placeholders" in said


@pytest.mark.parametrize(
    ("message", "translation"),
    [
        ("%(one)s and %(two)s", "%(two)s và %(one)s"),
        ("50 % of %(all)d", "50 % của %(all)s"),
        ("50%% of %d", "%d, lấy 50%%"),
        ("{a} of {b}", "{b}: {a}"),
    ],
)
def test_placeholders_may_move(tmp_path: Path, message: str, translation: str) -> None:
    locale = parts_in(tmp_path, a=f'msgid "{message}"\nmsgstr "{translation}"\n')
    words.build(locale)
    assert translations(locale / "LC_MESSAGES" / "django.po") == {(message, ""): translation}


def test_one_form_serves_all_numbers(tmp_path: Path) -> None:
    locale = parts_in(tmp_path, a='msgid "1 page"\nmsgid_plural "%(n)d pages"\nmsgstr[0] "%(n)d trang"\n')
    words.build(locale)
    entry = polib.mofile(str(locale / "LC_MESSAGES" / "django.mo"))[0]
    assert entry.msgstr_plural == {0: "%(n)d trang"}


def test_a_second_plural_form_is_refused(tmp_path: Path) -> None:
    text = 'msgid "a page"\nmsgid_plural "pages"\nmsgstr[0] "trang"\nmsgstr[1] "các trang"\n'
    assert "plural" in refusal(parts_in(tmp_path, a=text))


def test_a_message_without_translation_is_refused(tmp_path: Path) -> None:
    assert "no translation" in refusal(parts_in(tmp_path, a='msgid "Save"\nmsgstr ""\n'))


def test_decomposed_letters_are_joined(tmp_path: Path) -> None:
    locale = parts_in(tmp_path, a='msgid "Save"\nmsgstr "Lu\u031bu"\n')
    words.build(locale)
    assert translations(locale / "LC_MESSAGES" / "django.po") == {("Save", ""): "Lưu"}


# --- What the code asks for


def read(folder: Path, name: str, source: str) -> list[tuple[str, str, str]]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return [(each.message, each.context, each.plural) for each in words_in_code.asked(folder)]


def test_calls_in_python_are_found_under_any_name(tmp_path: Path) -> None:
    source = (
        "from django.utils import translation\n"
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext as told\n"
        "a = _('One ' 'line')\n"
        "b = ngettext('%(n)d page', '%(n)d pages', n)\n"
        "c = told('verb', 'Open')\n"
        "d = translation.gettext('Plain')\n"
        "e = _(variable)\n"
        "f = print('Not ours')\n"
    )
    assert read(tmp_path, "views.py", source) == [
        ("One line", "", ""),
        ("%(n)d page", "", "%(n)d pages"),
        ("Open", "verb", ""),
        ("Plain", "", ""),
    ]


def test_a_message_put_together_at_run_time_is_refused(tmp_path: Path) -> None:
    source = "from django.utils.translation import gettext as _\nx = _(f'Hello {name}')\n"
    with pytest.raises(words_in_code.CannotRead, match=r"views\.py:2"):
        read(tmp_path, "views.py", source)


def test_messages_in_templates_are_found(tmp_path: Path) -> None:
    source = (
        '{% load i18n %}<h1>{% translate \'Lessons\' %}</h1>{% trans "Open" context "verb" %}\n'
        "{% blocktranslate trimmed with name=person.name %}\n  Hello\n  {{ name }}, 100%\n{% endblocktranslate %}\n"
        "{% blocktranslate count n=pages|length %}one page{% plural %}{{ n }} pages{% endblocktranslate %}\n"
        "{% include 'x.html' with title=_('Title') %}{{ _('Said') }}{{ x|default:_('None yet') }}\n"
        "{# translate 'Not this' #}"
    )
    assert read(tmp_path, "templates/page.html", source) == [
        ("Lessons", "", ""),
        ("Open", "verb", ""),
        ("Hello %(name)s, 100%%", "", ""),
        ("one page", "", "%(n)s pages"),
        ("Title", "", ""),
        ("Said", "", ""),
        ("None yet", "", ""),
    ]


def test_messages_in_scripts_are_found(tmp_path: Path) -> None:
    source = "say(gettext('Saved'));\nsay(ngettext(\"%s minute\", '%s minutes', n));\nlog('no');\n"
    assert read(tmp_path, "static/portal.js", source) == [("Saved", "", ""), ("%s minute", "", "%s minutes")]
    read(tmp_path, "static/vendor/other.js", "gettext('Theirs')")
    assert ("Theirs", "", "") not in read(tmp_path, "static/portal.js", source)
