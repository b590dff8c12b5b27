"""What a course consists of, as its authors write it in Wagtail."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from courses.pages import panels
from courses.pages.blocks import LessonBody
from courses.pages.checked import CheckedBeforePublishing, gate_words, unverified_words
from courses.pages.citing import cited_documents, unverified_numbers
from courses.pages.copying import OF_THE_FILE, DraftCopyForm, new_code, new_key
from courses.pages.forms import CourseForm, LessonForm
from courses.pages.serving import ShownByClassroom
from quizzes import api as quizzes
from vietnamese import api as vietnamese


class FoldedPage(models.Model):
    """Mixin: found by search with and without marks, the same on both databases."""

    search_folded = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True

    def words_for_search(self) -> str:
        """The words of this page, for search."""
        return self.title  # type: ignore[attr-defined, no-any-return]

    def folded(self) -> str:
        return vietnamese.fold(self.words_for_search())

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Brings the title into its stored form and derives the column for search.

        A page made without a slug gets one in plain letters, đ and all marks included.
        """
        self.title = vietnamese.clean_line(self.title)  # type: ignore[has-type]
        if not self.slug:  # type: ignore[has-type]
            self.slug = vietnamese.slug(self.title)  # type: ignore[attr-defined]
        self.search_folded = self.folded()
        super().full_clean(*args, **kwargs)


FOLDED_SEARCH = [index.SearchField("folded"), index.AutocompleteField("folded")]


class LoadedPage(models.Model):
    """Mixin: a page that a course file made. Where it came from is a fact of now, which no earlier revision undoes."""

    loaded_hash = models.CharField(max_length=64, blank=True, editable=False)
    loaded_revision = models.PositiveBigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def with_content_json(self, content: Any) -> Any:
        page = super().with_content_json(content)  # type: ignore[misc]
        page.loaded_hash, page.loaded_revision = self.loaded_hash, self.loaded_revision
        return page


class CourseIndexPage(FoldedPage, ShownByClassroom, Page):  # type: ignore[django-manager-missing]
    """The list of courses."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CoursePage"]
    max_count = 1
    search_fields = Page.search_fields + FOLDED_SEARCH

    class Meta:
        verbose_name = _("list of courses")
        verbose_name_plural = _("lists of courses")


class CoursePage(CheckedBeforePublishing, LoadedPage, FoldedPage, ShownByClassroom, Page):  # type: ignore[django-manager-missing]
    """One course. Lists of lines (audience, objectives …) are kept one a line."""

    code = models.CharField(_("course code"), max_length=30, unique=True, default=new_code)
    summary = models.TextField(_("summary"), blank=True)
    audience = models.TextField(
        _("meant for"),
        blank=True,
        help_text=_("One group a line. A text of the course, never a field of a person."),
    )
    audience_note = models.TextField(_("note on the audience"), blank=True)
    minutes = models.PositiveIntegerField(_("estimated minutes"), default=60)
    pass_mark_percent = models.DecimalField(
        _("pass mark (%)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(70),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    notice = models.TextField(_("notice"), blank=True)
    as_of_note = models.TextField(_("note on the days of the texts"), blank=True)
    not_covered = models.TextField(_("not covered"), blank=True, help_text=_("One matter a line."))
    traps_seen = models.TextField(
        _("traps seen in sources"), blank=True, help_text=_("For trainers. One a line.")
    )
    evidence_key = models.JSONField(_("meaning of the evidence marks"), default=dict, blank=True)
    quiz = models.ForeignKey(
        "quizzes.Quiz", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("final test")
    )
    topic = models.ForeignKey(
        "quizzes.Topic",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("topic of its questions"),
    )
    main_document = models.ForeignKey(
        "law.LegalDocument",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document it teaches"),
    )
    issuing_body = models.ForeignKey(
        "courses.IssuingBody",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("certificates issued by"),
    )
    certificate_template = models.CharField(
        _("certificate template"),
        max_length=10,
        choices=[("plain", _("plain")), ("state", _("State")), ("party", _("Party"))],
        default="plain",
    )
    refuse_unverified = models.BooleanField(
        _("refuse citations that nobody has verified"),
        default=False,
        help_text=_("The course cannot be published while it has one."),
    )
    banner = models.CharField(
        _("banner"),
        max_length=300,
        blank=True,
        help_text=_("Shown on every page of the course until it is cleared."),
    )
    # The file it came from.
    schema = models.CharField(max_length=40, blank=True, editable=False)
    based_on_schema = models.CharField(max_length=40, blank=True, editable=False)
    language = models.CharField(max_length=10, blank=True, editable=False)
    generated = models.DateField(null=True, blank=True, editable=False)
    publication_status = models.CharField(
        _("publication status in the file"), max_length=60, blank=True, editable=False
    )
    source_facts = models.JSONField(_("the source document"), default=dict, blank=True, editable=False)

    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.LessonPage"]
    search_fields = [*Page.search_fields, *FOLDED_SEARCH, index.FilterField("code")]
    content_panels = panels.COURSE
    exclude_fields_in_copy = ["code", *OF_THE_FILE]
    copy_form_class = DraftCopyForm
    base_form_class = CourseForm

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def words_for_search(self) -> str:
        return " ".join([self.title, self.code, self.summary])

    @property
    def is_under_notice(self) -> bool:
        """Does a matter of the release gate stand open? Then people study on trial and get no certificate."""
        return self.gate_items.filter(ticked_at__isnull=True).exists()

    @property
    def standing_banner(self) -> str:
        """The banner, until a person has cleared these very words."""
        if not self.banner or self.banner_clearances.filter(banner=self.banner).exists():
            return ""
        return self.banner

    def lessons(self) -> models.QuerySet["LessonPage"]:
        """The published lessons in their order."""
        return LessonPage.objects.child_of(self).live().order_by("path")

    def topics(self) -> set[int]:
        """Keys of the topics whose questions belong to the course: its own and its lessons', with all below them."""
        tops = LessonPage.objects.child_of(self).filter(topic__isnull=False).values_list("topic", flat=True)
        found: set[int] = set()
        for top in quizzes.Topic.objects.filter(pk__in={*tops, *([self.topic_id] if self.topic_id else [])}):
            found.update(quizzes.Topic.objects.under(top).values_list("pk", flat=True))
        return found

    def why_not_published(self, *, unreviewed: bool = False) -> str:
        """A course without a lesson is no course: nobody could complete it. One that refuses unverified citations has
        none; one with open matters goes live only when that is said.

        One that is live stands under its notice already: nobody is asked again at each change.
        """
        if not self.live and not LessonPage.objects.child_of(self).exists():
            return gettext(
                "Not published: the course has no lesson, so nobody could complete it. Add a lesson first."
            )
        if self.refuse_unverified and (reason := unverified_words(self.unverified_numbers())):
            return reason
        if unreviewed or self.live:
            return ""
        return gate_words(self.gate_items.filter(ticked_at__isnull=True).count())

    def unverified_numbers(self) -> list[str]:
        """The numbers of unverified documents that the course, its published lessons or their questions cite."""
        return unverified_numbers(self.cited_documents())

    def cited_documents(self) -> list[Any]:
        """The documents that the course, its published lessons or their questions cite, as often as they do."""
        cited = [source.document for source in self.sources.all()]
        cited += [term.document for term in self.glossary.all()]
        for lesson in self.lessons():
            cited += cited_documents(lesson.body)
        asked = quizzes.QuestionCitation.objects.filter(
            question__topic__in=self.topics(), question__live=True, question__retired_at__isnull=True
        )
        return cited + [each.document for each in asked.select_related("document")]


class CourseSource(Orderable):
    """One document of the register that the course rests on, with what its file says of it."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="sources")
    document = models.ForeignKey(
        "law.LegalDocument", models.PROTECT, related_name="+", verbose_name=_("document")
    )
    kind = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=500, blank=True)
    effective = models.CharField(max_length=200, blank=True)
    status_in_register = models.CharField(max_length=400, blank=True)
    evidence_level = models.CharField(max_length=120, blank=True)
    publish_rule = models.CharField(max_length=400, blank=True)
    used_for = models.CharField(_("used for"), max_length=300, blank=True)
    role = models.CharField(_("role"), max_length=300, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")


class GlossaryTerm(Orderable):
    """One word explained, with the place that explains it."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="glossary")
    term = models.CharField(_("term"), max_length=200)
    meaning = models.TextField(_("meaning"))
    place = models.CharField(_("section"), max_length=60, blank=True)
    document = models.ForeignKey(
        "law.LegalDocument",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
    )
    article = models.CharField(_("article"), max_length=20, blank=True)
    clause = models.CharField(_("clause"), max_length=40, blank=True)
    point = models.CharField(_("point"), max_length=20, blank=True)
    as_of = models.DateField(_("text read as of"), null=True, blank=True)
    evidence = models.CharField(_("evidence mark"), max_length=10, blank=True)
    quote_or_paraphrase = models.TextField(_("quotation or paraphrase"), blank=True)
    source = models.CharField(_("source read"), max_length=400, blank=True)
    needs_legal_review = models.BooleanField(_("awaits legal review"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary")

    @property
    def as_citation(self) -> dict[str, Any]:
        """The place that explains the word, in the shape that the register draws."""
        fields = (
            "document",
            "article",
            "clause",
            "point",
            "as_of",
            "evidence",
            "quote_or_paraphrase",
            "source",
        )
        return {field: getattr(self, field) for field in fields}


class LessonPage(CheckedBeforePublishing, LoadedPage, FoldedPage, ShownByClassroom, Page):  # type: ignore[django-manager-missing]
    """One lesson."""

    uid = models.CharField(_("lesson key"), max_length=60, unique=True, default=new_key)
    number = models.PositiveIntegerField(_("number"), default=1)
    minutes = models.PositiveIntegerField(_("estimated minutes"), default=15)
    objectives = models.TextField(_("objectives"), blank=True, help_text=_("One a line."))
    key_points = models.TextField(_("key points"), blank=True, help_text=_("One a line."))
    sections = models.TextField(
        _("sections of the source"),
        blank=True,
        help_text=_("One a line: a section of the plan, or a document and its articles."),
    )
    topic = models.ForeignKey(
        "quizzes.Topic",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("topic of its questions"),
    )
    body = StreamField(LessonBody(), verbose_name=_("body"), blank=True)

    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []
    search_fields = [*Page.search_fields, *FOLDED_SEARCH]
    content_panels = panels.LESSON
    exclude_fields_in_copy = ["uid", *OF_THE_FILE]
    copy_form_class = DraftCopyForm
    base_form_class = LessonForm

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def words_for_search(self) -> str:
        return f"{self.title} {self.words_for_reading()}"

    def words_for_reading(self) -> str:
        """The text of the lesson in one line: what stands in its body, then what is to be remembered."""
        words = []
        for block in self.body:
            if block.block_type == "passage":
                words.append(block.value["text"])
            elif block.block_type == "heading":
                words.append(block.value)
            elif block.block_type == "text":
                words.append(strip_tags(block.value.source))
            elif block.block_type == "law_quotation":
                words.append(block.value["text"])
            elif block.block_type == "callout":
                words += [block.value["title"], strip_tags(block.value["text"].source)]
        return vietnamese.clean_line(" ".join([*words, self.key_points, self.objectives]))

    def why_not_published(self, *, unreviewed: bool = False) -> str:
        """A lesson of a course that refuses unverified citations has none."""
        course = self.get_parent().specific
        if not isinstance(course, CoursePage) or not course.refuse_unverified:
            return ""
        return unverified_words(unverified_numbers(cited_documents(self.body)))
