"""Settled templates: the same pages as with Django's own loader, and nothing of anybody in what is kept."""

import copy
import re
from collections import defaultdict
from pathlib import Path

import make
import make_quizzes
import pytest
from django.conf import settings
from django.template import Context, Engine, engines
from django.test import Client
from django.utils import timezone, translation

from portal.settled import Loader, Settled
from quizzes import api as quizzes

TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")\w+')
PAGES = ("/", "/tai-khoan/dang-nhap/", "/tro-giup/", "/xac-minh/", "/van-ban/", "/khong-co-trang-nay/")
PERSONAL = ("/viec-cua-toi/", "/khoa-hoc/", "/ket-qua-cua-toi/", "/thuat-ngu/", "/tim-kiem/?q=an+ninh", "/tro-giup/", "/khong-co/")  # fmt: skip


@pytest.fixture
def written(tmp_path: Path):  # type: ignore[no-untyped-def]
    """An engine over a few templates, written down by name: engine(a="…", b="…")."""

    def engine(**templates: str) -> Engine:
        for name, text in templates.items():
            (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
        files = ("django.template.loaders.filesystem.Loader", [str(tmp_path)])
        libraries = {"i18n": "django.templatetags.i18n", "static": "django.templatetags.static"}
        loaders = [("portal.settled.Loader", [files], (str(tmp_path),))]
        return Engine(loaders=loaders, libraries=libraries)

    return engine


def told(engine: Engine, name: str, /, **values: object) -> str:
    return engine.get_template(f"{name}.html").render(Context(values))


@pytest.fixture
def plainly(settings):  # type: ignore[no-untyped-def]
    """Called, it lets Django load templates in its own way from then on."""

    def change() -> None:
        plain = copy.deepcopy(settings.TEMPLATES)
        plain[0]["OPTIONS"]["loaders"] = [
            ("django.template.loaders.cached.Loader", ["django.template.loaders.app_directories.Loader"])
        ]
        settings.TEMPLATES = plain

    return change


def shown(client: Client, addresses: tuple[str, ...]) -> dict[str, str]:
    return {address: TOKEN.sub(r"\1", client.get(address).content.decode()) for address in addresses}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_are_the_same_as_with_djangos_own_loader(client: Client, plainly, language: str) -> None:  # type: ignore[no-untyped-def]
    client.post("/ngon-ngu/", {"language": language})
    person = Client()
    person.cookies["ngon-ngu"] = language
    person.force_login(make.a_person("Đỗ <Thị> Ngữ & Con"))
    settled = shown(client, PAGES), shown(person, PERSONAL)
    plainly()
    plain = shown(client, PAGES), shown(person, PERSONAL)
    assert settled == plain
    assert "Đỗ &lt;Thị&gt; Ngữ &amp; Con" in settled[1]["/viec-cua-toi/"]


@pytest.mark.django_db
def test_question_pages_of_all_kinds_are_the_same_as_with_djangos_own_loader(  # type: ignore[no-untyped-def]
    client: Client, plainly, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make.a_person()
    quiz, kinds = make_quizzes.a_quiz_of_each_kind()
    now = timezone.now()
    # The clock on the page stands still meanwhile.
    monkeypatch.setattr("quizzes.attempts.arriving.arrival", lambda: now)
    attempt = quizzes.start_attempt(person, quiz, at=now)
    client.force_login(person)
    first = f"/lam-bai/{attempt.uid}/1/"
    client.post(first, {"sequence": "1", "to": "next"})
    pages = (*(f"/lam-bai/{attempt.uid}/{each + 1}/" for each in range(len(kinds))), first)
    settled = shown(client, pages)
    plainly()
    assert settled == shown(client, pages)


@pytest.mark.django_db
def test_people_and_languages_in_turn_each_get_their_own_page() -> None:
    first, second, nobody = Client(), Client(), Client()
    first.force_login(make.a_person("Nguyễn Thị Hương"))
    second.force_login(make.a_person("Trần Văn Bình"))
    second.cookies["ngon-ngu"] = "en"
    for _again in range(2):
        one, other = (each.get("/tro-giup/").content.decode() for each in (first, second))
        assert "Nguyễn Thị Hương" in one
        assert "Trần Văn Bình" not in one
        assert "Không phải tôi" in one
        assert "Trần Văn Bình" in other
        assert "Nguyễn Thị Hương" not in other
        assert "This is not me" in other
        assert "whoami" not in nobody.get("/tro-giup/").content.decode()
    first.logout()
    assert "Nguyễn Thị Hương" not in first.get("/tro-giup/").content.decode()


def test_every_template_of_ours_can_be_settled_in_both_languages() -> None:
    engine = engines["django"].engine
    names = {
        str(file.relative_to(folder))
        for app in ("site/*", "quizzes", "courses")
        for folder in settings.ROOT.glob(f"{app}/templates")
        for file in folder.rglob("*.html")
    }
    assert len(names) > 100
    for language in ("vi", "en"):
        with translation.override(language):
            for name in names:
                engine.get_template(name)


def test_words_become_text_once_for_each_language(written) -> None:  # type: ignore[no-untyped-def]
    engine = written(
        page='{% load i18n %}<p>{% translate "Courses" %}</p>{# not seen #}<p>{{ site_name }}</p>'
    )
    with translation.override("vi"):
        assert told(engine, "page") == f"<p>Khóa học</p><p>{settings.WAGTAIL_SITE_NAME}</p>"
        assert len(engine.get_template("page.html").nodelist) == 1
    with translation.override("en"):
        assert "<p>Courses</p>" in told(engine, "page")


def test_values_are_never_kept(written) -> None:  # type: ignore[no-untyped-def]
    sentence = (
        "{% blocktranslate with name=person.name %}Hello {{ name }}{% endblocktranslate %}, {{ person.name }}"
    )
    engine = written(page="{% load i18n %}" + sentence)
    with translation.override("vi"):
        assert told(engine, "page", person={"name": "<An>"}) == "Hello &lt;An&gt;, &lt;An&gt;"
        assert told(engine, "page", person={"name": "Bình"}) == "Hello Bình, Bình"
        assert told(engine, "page") == "Hello , "


def test_a_sentence_that_counts_follows_its_number(written) -> None:  # type: ignore[no-untyped-def]
    engine = written(
        page="{% load i18n %}{% blocktranslate count n=rows|length %}one row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )
    with translation.override("en"):
        assert [told(engine, "page", rows=["a"] * many) for many in (1, 2)] == ["one row", "2 rows"]


def test_numbers_moments_and_safe_text_are_shown_as_ever(written) -> None:  # type: ignore[no-untyped-def]
    engine = written(
        page="{{ a }} {{ b }} {{ c }} {{ d }} {{ e }} {% autoescape off %}{{ f }}{% endautoescape %}"
    )
    plain = Engine().from_string(
        "{{ a }} {{ b }} {{ c }} {{ d }} {{ e }} {% autoescape off %}{{ f }}{% endautoescape %}"
    )
    values = {"a": 1234567, "b": 7, "c": 2.5, "d": True, "e": None, "f": "<b>"}
    with translation.override("vi"):
        assert told(engine, "page", **values) == plain.render(Context(values))


WAYS = ("d.key", "d.none", "d.items.0", "d.none.more", "d.list.1", "d.call", "many.new", "thing.plain", "thing.told", "thing.none",
        "thing.act", "thing.act.more", "gone", "gone.more", "text.upper", "d.key.more", "d.1", "thing.harm", "new", "push")  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_what_a_variable_leads_to_is_the_same_as_ever(written, way: str) -> None:  # type: ignore[no-untyped-def]
    class Thing:
        plain = 5

        def __init__(self) -> None:
            self.harmed = False

        @property
        def told(self) -> str:
            return "<told>"

        def act(self) -> dict[str, str]:
            return {"more": "acted"}

        def harm(self) -> str:
            self.harmed = True
            return "harmed"

        harm.alters_data = True  # type: ignore[attr-defined]

    def values() -> dict[str, object]:
        d = {"key": "<k>", "list": ["a", "b"], "call": lambda: "called", 1: "one"}
        return {"d": d, "many": defaultdict(lambda: "made"), "thing": Thing(), "text": "small"}

    text = f"{{{{ {way} }}}}|{{% if {way} %}}yes{{% else %}}no{{% endif %}}|{{% if not {way} or {way} == 'x' %}}a{{% endif %}}|"
    text += (
        f"{{% for each in {way} %}}{{{{ each }}}}{{% empty %}}none{{% endfor %}}|{{{{ {way}|default:'-' }}}}"
    )
    with translation.override("vi"):
        outcomes = []
        for engine in (written(page=text), None):
            try:
                template = engine.get_template("page.html") if engine else Engine().from_string(text)
                outcomes.append(template.render(Context(values())))
            except TypeError as fault:
                outcomes.append(str(fault))
    assert outcomes[0] == outcomes[1]


def test_a_template_of_a_template_fills_its_blocks(written) -> None:  # type: ignore[no-untyped-def]
    engine = written(
        frame="<{% block a %}a{% endblock %}|{% block b %}b{% endblock %}|{% block c %}c{% endblock %}>",
        middle='{% extends "frame.html" %}{% block a %}A{% endblock %}{% block b %}[{% block inner %}i{% endblock %}]{% endblock %}',
        page='{% extends "middle.html" %}{% block inner %}I{{ x }}{% endblock %}',
        more='{% extends "page.html" %}{% block a %}({{ block.super }}){% endblock %}',
        chosen='{% extends which %}{% block c %}C{% endblock %}',
    )  # fmt: skip
    with translation.override("vi"):
        assert told(engine, "frame") == "<a|b|c>"
        assert told(engine, "page", x=1) == "<A|[I1]|c>"
        assert told(engine, "more", x=2) == "<(A)|[I2]|c>"
        assert told(engine, "chosen", x=3, which="page.html") == "<A|[I3]|C>"


def test_an_included_template_keeps_its_variables_to_itself(written) -> None:  # type: ignore[no-untyped-def]
    engine = written(
        part="{% load i18n %}{% get_current_language as language %}{{ language }}{{ x }}{{ y }}",
        plain="[{{ x }}]",
        again="{{ n }}{% if n == 1 %}{% include 'again.html' with n=2 %}{% endif %}",
        page="{% include 'part.html' with x=1 %}{{ language }}{% include 'part.html' only %}{% include 'plain.html' %}"
        "{% include name %}{% include 'again.html' with n=1 %}",
    )
    with translation.override("vi"):
        shown = told(engine, "page", x=8, y=9, name="plain.html")
        assert shown == "vi19" + "" + "vi" + "[8]" + "[8]" + "12"


def test_templates_of_other_packages_are_left_as_they_are() -> None:
    engine = engines["django"].engine
    assert isinstance(engine.template_loaders[0], Loader)
    assert not isinstance(engine.get_template("wagtailadmin/login.html"), Settled)
    assert isinstance(engine.get_template("base.html"), Settled)
