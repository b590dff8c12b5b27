"""Wagtail's admin as its users meet it: no English on any page that is in daily use.

The pure test of the catalogues (test_words.py) cannot see a text that was never marked for translation, nor one that is
translated too early. This one opens the pages and reads them.
"""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import make
import pytest
import wagtail
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Workflow
from wagtail.snippets.models import get_snippet_models

from courses.models import CourseIndexPage, CoursePage, LessonPage

# Phrases that Wagtail shows on these pages when it is not translated.
PHRASES = """
    Save draft; Save; Reports; Help; Settings; Publish; Unpublish; Submit; Add a; Add; Edit; Delete; Images; Documents;
    Pages; Snippets; Search; Dashboard; Account; Log out; Sign in; Sign out; Password; Username; Keyboard shortcuts;
    Site history; Workflows; Live; Draft; Status; Preview; Comments; Collection; Tags; Title; Updated; More; Filter;
    Choose; There are no; Why not; Privacy; History; Yes; Users; Groups; Insert; Actions; Upload; Import; Export; ago;
    just now; Next; Previous; Show; Close; Cancel; Confirm; Continue; Required; optional; Select; Type; Name; Date
"""
# Words of English sentences; none of them is a Vietnamese syllable.
SENTENCE_WORDS = "the this these your you with from have has been and are will of was were not is"
ENGLISH = re.compile(
    r"(?<![\w/.@-])(?:"
    + "|".join(re.escape(" ".join(phrase.split())) for phrase in PHRASES.split(";"))
    + r")(?![\w/@-])|\b(?:"
    + "|".join(SENTENCE_WORDS.split())
    + r")\b"
)
SPOKEN_ATTRIBUTES = {
    "aria-label",
    "aria-description",
    "title",
    "placeholder",
    "alt",
    "data-w-tooltip-content-value",
}
# Of the props that Wagtail hands to its side bar: what people read, and where it leads.
SPOKEN_PROPS = {"label"}
LINK_PROPS = {"url"}

# Words that Wagtail 8.0.1 writes into its templates without gettext. Our copies give them to gettext and change nothing
# else; when Wagtail's template changes, take the new one and make the same change.
WAGTAIL_TEMPLATES = Path(wagtail.__file__).parent / "admin" / "templates" / "wagtailadmin"
OUR_TEMPLATES = Path(settings.ROOT) / "site" / "portal" / "templates" / "wagtailadmin"
MENDED = {
    "home.html": ('value="Search"', "value=\"{% trans 'Search' %}\""),
    "shared/header.html": ('value="Search"', "value=\"{% trans 'Search' %}\""),
    "shared/headers/_actions.html": ('aria-label="Actions"', "aria-label=\"{% trans 'Actions' %}\""),
    # On the search page nobody says what is counted: "1-3 of 3 None".
    "pages/listing/_page_title_column_header.html": (
        "items_count=items_count|intcomma %}\n            {{ start_index",
        'items_count=items_count|intcomma model_name=model_name|default:_("pages") %}\n            {{ start_index',
    ),
}


# Who may see no page gets no search of pages.
ALSO_MENDED = {
    "home.html": [
        (
            '<form\n                    class="w-mb-12"',
            '<form{% if not root_page %} hidden{% endif %}\n                    class="w-mb-12"',
        )
    ]
}


class Reader(HTMLParser):
    """Collects what a person sees or hears of a page: text, spoken attributes, and the side bar with its links."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.menu_links: list[str] = []
        self._silent = 0
        self._props: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "style"}:
            self._silent += 1
            if given.get("type") == "application/json":
                self._props = []
        self.texts += [value for name, value in attrs if name in SPOKEN_ATTRIBUTES and value]
        if tag == "input" and given.get("type") in {"submit", "button"}:
            self.texts.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._silent -= 1
            if self._props is not None:
                self._read_props("".join(self._props))
                self._props = None

    def handle_data(self, data: str) -> None:
        if self._props is not None:
            self._props.append(data)
        elif not self._silent and data.strip():
            self.texts.append(" ".join(data.split()))

    def _read_props(self, source: str) -> None:
        try:
            props = json.loads(source)
        except ValueError:
            return
        for key, value in _strings(props):
            if key in SPOKEN_PROPS:
                self.texts.append(value)
            elif key in LINK_PROPS and value.startswith("/"):
                self.menu_links.append(value)


def _strings(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from _strings(inside, name)
    elif isinstance(value, list):
        for inside in value:
            yield from _strings(inside, key)
    elif isinstance(value, str):
        yield key, value


def read(content: str) -> Reader:
    reader = Reader()
    reader.feed(content)
    return reader


def english_on(content: str) -> list[str]:
    return [text for text in read(content).texts if ENGLISH.search(text)]


def opened(person: Client, address: str) -> str:
    """The page at `address`, past redirects; the HTML inside, if it is a chooser that answers in JSON."""
    response = person.get(address, follow=True)
    assert response.status_code == 200, f"{address} answered {response.status_code}"
    if response["Content-Type"].startswith("application/json"):
        return str(response.json().get("html", ""))
    return str(response.content.decode()) if "text/html" in response["Content-Type"] else ""


def assert_vietnamese(person: Client, *addresses: str) -> None:
    english = {address: found for address in addresses if (found := english_on(opened(person, address)))}
    assert not english, "English on the page:\n" + "\n".join(
        f"{page}: {texts}" for page, texts in english.items()
    )


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


@pytest.fixture
def chief(db: None) -> Client:
    """Somebody who may see everything, signed in."""
    return signed_in(make.a_person("Trần Thị Hạnh", is_superuser=True))


@pytest.fixture
def index(db: None) -> Page:
    return CourseIndexPage.objects.get()


def test_the_reader_would_notice_english() -> None:
    assert english_on("<p>Lưu bản nháp</p><button>Save draft</button>") == ["Save draft"]
    assert english_on('<a aria-label="Edit page">x</a>') == ["Edit page"]
    assert english_on('<script type="application/json">{"menu": [{"label": "Reports"}]}</script>') == [
        "Reports"
    ]
    assert english_on("<script>let Save = 1</script><p>Trang chủ, Wagtail, CSV</p>") == []


@pytest.mark.parametrize("name", MENDED)
def test_a_mended_template_is_wagtails_own_but_for_the_word(name: str) -> None:
    pairs = [MENDED[name], *ALSO_MENDED.get(name, [])]
    theirs = (WAGTAIL_TEMPLATES / name).read_text(encoding="utf-8")
    for english, mended in pairs:
        assert theirs.count(english) == 1, f"Wagtail's {name} has changed: is our copy still needed?"
        theirs = theirs.replace(english, mended)
    _note, ours = (OUR_TEMPLATES / name).read_text(encoding="utf-8").split("\n", 1)
    assert ours == theirs


def test_signing_in_is_vietnamese(db: None) -> None:
    assert_vietnamese(Client(), settings.LOGIN_URL)


def test_the_first_page_is_vietnamese(chief: Client) -> None:
    assert_vietnamese(chief, reverse("wagtailadmin_home"))


@pytest.mark.parametrize("role", ["owner", "trainer", "commune administrator", "provincial administrator"])
def test_whatever_the_menu_leads_to_is_vietnamese(db: None, role: str) -> None:
    province = make.a_province()
    person = {
        "owner": lambda: make.a_person("Trần Thị Hạnh", is_superuser=True),
        "trainer": make.a_trainer,
        "commune administrator": lambda: make.an_administrator(make.a_unit(parent=province)),
        "provincial administrator": lambda: make.an_administrator(
            province, role=make.people.Role.PROVINCIAL_ADMINISTRATOR
        ),
    }[role]()
    client = signed_in(person)
    home = reverse("wagtailadmin_home")
    links = {link for link in read(opened(client, home)).menu_links if link.startswith(home)}
    assert len(links) > 2, "the side bar was not found"
    assert_vietnamese(client, *sorted(links - {link for link in links if "logout" in link}))


def test_the_explorer_is_vietnamese(chief: Client, index: Page) -> None:
    assert_vietnamese(
        chief,
        reverse("wagtailadmin_explore_root"),
        reverse("wagtailadmin_explore", args=[index.pk]),
        reverse("wagtailadmin_explore", args=[index.pk]) + "?ordering=ord",
        reverse("wagtailadmin_pages:search"),
        reverse("wagtailadmin_pages:add_subpage", args=[index.pk]),
        reverse("wagtailadmin_pages:delete", args=[index.pk]),
        reverse("wagtailadmin_pages:move", args=[index.pk]),
        reverse("wagtailadmin_pages:copy", args=[index.pk]),
        reverse("wagtailadmin_pages:unpublish", args=[index.pk]),
        reverse("wagtailadmin_pages:set_privacy", args=[index.pk]),
    )


def test_the_page_editor_is_vietnamese(chief: Client, index: Page) -> None:
    course = index.add_child(instance=CoursePage(title="Khóa thử", code="THU"))
    course.save_revision()
    assert_vietnamese(
        chief,
        reverse("wagtailadmin_pages:edit", args=[index.pk]),
        reverse("wagtailadmin_pages:edit", args=[course.pk]),
        reverse("wagtailadmin_pages:history", args=[course.pk]),
        reverse("wagtailadmin_pages:usage", args=[course.pk]),
        reverse("wagtailadmin_pages:workflow_history", args=[course.pk]),
        reverse("wagtailadmin_pages:add", args=["courses", CoursePage._meta.model_name, index.pk]),
        reverse("wagtailadmin_pages:add", args=["courses", LessonPage._meta.model_name, course.pk]),
    )


def test_a_draft_in_moderation_is_vietnamese(chief: Client, index: Page) -> None:
    course = index.add_child(instance=CoursePage(title="Khóa thử", code="THU", live=False))
    course.save_revision()
    course.get_workflow().start(course, make.a_trainer())
    assert_vietnamese(
        chief,
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_pages:edit", args=[course.pk]),
        reverse("wagtailadmin_pages:workflow_history", args=[course.pk]),
        reverse("wagtailadmin_reports:workflow"),
        reverse("wagtailadmin_reports:workflow_tasks"),
        reverse("wagtailadmin_reports:site_history"),
    )


def test_snippets_are_vietnamese(chief: Client) -> None:
    models = get_snippet_models()
    assert models, "no snippet is registered"
    pages = []
    for model in models:
        views = model.snippet_viewset
        pages.append(reverse(views.get_url_name("list")))
        adding = reverse(views.get_url_name("add"))
        if chief.get(adding).status_code == 200:
            pages.append(adding)
    assert_vietnamese(chief, *pages)


def test_images_are_vietnamese(chief: Client) -> None:
    image = get_image_model().objects.create(title="Ảnh thử", file=get_test_image_file("thu.png"))
    assert_vietnamese(
        chief,
        reverse("wagtailimages:index"),
        reverse("wagtailimages:add"),
        reverse("wagtailimages:add_multiple"),
        reverse("wagtailimages:edit", args=[image.pk]),
        reverse("wagtailimages:delete", args=[image.pk]),
        reverse("wagtailimages:image_usage", args=[image.pk]),
        reverse("wagtailimages_chooser:choose"),
    )


def test_documents_are_vietnamese(chief: Client) -> None:
    document = get_document_model().objects.create(
        title="Văn bản thử", file=ContentFile(b"x", name="thu.txt")
    )
    assert_vietnamese(
        chief,
        reverse("wagtaildocs:index"),
        reverse("wagtaildocs:add"),
        reverse("wagtaildocs:add_multiple"),
        reverse("wagtaildocs:edit", args=[document.pk]),
        reverse("wagtaildocs:delete", args=[document.pk]),
        reverse("wagtaildocs:document_usage", args=[document.pk]),
        reverse("wagtaildocs_chooser:choose"),
    )


@pytest.mark.parametrize(
    "name",
    [
        "wagtailadmin_account",
        "wagtailadmin_collections:add",
        "wagtailadmin_collections:index",
        "wagtailadmin_choose_page",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_reports:aging_pages",
        "wagtailadmin_reports:locked_pages",
        "wagtailadmin_reports:page_types_usage",
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:workflow",
        "wagtailadmin_reports:workflow_tasks",
        "wagtailadmin_workflows:add",
        "wagtailadmin_workflows:index",
        "wagtailadmin_workflows:select_task_type",
        "wagtailadmin_workflows:task_index",
        "wagtailusers_groups:index",
        "wagtailusers_users:add",
        "wagtailusers_users:index",
    ],
)
def test_a_page_of_the_admin_is_vietnamese(chief: Client, name: str) -> None:
    """Left out: the form of a group, which lists Django's permission rows, and they are stored in English."""
    assert_vietnamese(chief, reverse(name))


def test_a_workflow_is_vietnamese(chief: Client) -> None:
    workflow = Workflow.objects.first()
    assert workflow, "the moderation of courses is laid with the foundation"
    assert_vietnamese(
        chief,
        reverse("wagtailadmin_workflows:edit", args=[workflow.pk]),
        reverse("wagtailadmin_workflows:usage", args=[workflow.pk]),
        reverse("wagtailadmin_workflows:disable", args=[workflow.pk]),
    )
