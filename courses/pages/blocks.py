"""The fixed blocks a lesson is written in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

# What every browser plays.
FILMS = ("mp4", "webm")
RICH_TEXT = ["bold", "italic", "ol", "ul", "link", "document-link"]


class CitationBlock(blocks.StructBlock):
    """One citation: a register row and a place in it. Unverified rows show their mark wherever this is drawn."""

    document = SnippetChooserBlock(
        "law.LegalDocument", label=pgettext_lazy("of the register", "document"), required=False
    )
    article = blocks.CharBlock(label=_("article"), required=False, max_length=20)
    clause = blocks.CharBlock(label=_("clause"), required=False, max_length=40)
    point = blocks.CharBlock(label=_("point"), required=False, max_length=20)
    as_of = blocks.DateBlock(label=_("text read as of"), required=False)
    evidence = blocks.CharBlock(label=_("evidence mark"), required=False, max_length=10)
    quote_or_paraphrase = blocks.TextBlock(label=_("quotation or paraphrase"), required=False, rows=3)
    source = blocks.CharBlock(label=_("source read"), required=False, max_length=400)

    class Meta:
        icon = "openquote"
        label = _("citation")
        template = "courses/blocks/citation.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        document = value.get("document")
        if document is None and any(value.get(name) for name in self.child_blocks if name != "document"):
            raise blocks.StructBlockValidationError(
                block_errors={"document": ValidationError(_("Choose the document that is cited."))}
            )
        if document is not None and not document.can_be_cited:
            raise blocks.StructBlockValidationError(
                block_errors={
                    "document": ValidationError(
                        _("The register knows no number for this document, so it cannot be cited.")
                    )
                }
            )
        return value


class AdviceSourceBlock(blocks.StructBlock):
    """Practical advice by an authority, said in our words."""

    publisher = blocks.CharBlock(label=_("published by"))
    paraphrase = blocks.TextBlock(label=_("in our words"), rows=2)

    class Meta:
        icon = "info-circle"
        label = _("source of advice")


class PassageBlock(blocks.StructBlock):
    """One passage of a lesson with all that is known about it: where it stands in the source, and what a reviewer must check."""

    kind = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[
            ("text", _("lesson text")),
            ("context", _("background, not asked in tests")),
            ("practice", _("from practice")),
        ],
        default="text",
    )
    text = blocks.TextBlock(label=_("text"), rows=5)
    place = blocks.CharBlock(label=_("place in the source"), required=False, max_length=400)
    citation = CitationBlock(required=False, label=_("citation"), collapsed=True)
    see_also = blocks.ListBlock(CitationBlock(), label=_("see also"), default=[], collapsed=True)
    advice_sources = blocks.ListBlock(
        AdviceSourceBlock(), label=_("sources of advice"), default=[], collapsed=True
    )
    outside_source = blocks.BooleanBlock(label=_("not part of the source text"), required=False)
    assessable = blocks.BooleanBlock(label=_("may be asked in tests"), required=False, default=True)
    needs_confirmation = blocks.BooleanBlock(label=_("awaits confirmation"), required=False)
    needs_legal_review = blocks.BooleanBlock(label=_("awaits legal review"), required=False)
    review_reasons = blocks.ListBlock(
        blocks.TextBlock(rows=2), label=_("why it awaits legal review"), default=[], collapsed=True
    )
    sources = blocks.ListBlock(blocks.CharBlock(), label=_("sources"), default=[], collapsed=True)
    evidence = blocks.CharBlock(label=_("evidence"), required=False, max_length=300)
    role = blocks.CharBlock(label=_("role in the lesson"), required=False, max_length=40)

    class Meta:
        icon = "pilcrow"
        label = _("passage")
        # What is rarely touched is folded away, so that a lesson reads as a lesson in its editor.
        form_layout = [
            "kind",
            "text",
            "place",
            "citation",
            blocks.BlockGroup(
                [
                    "see_also",
                    "advice_sources",
                    "outside_source",
                    "assessable",
                    "needs_confirmation",
                    "needs_legal_review",
                    "review_reasons",
                    "sources",
                    "evidence",
                    "role",
                ],
                heading=_("Sources, review and use in tests"),
                icon="cogs",
                classname="collapsed",
                label_format="",
            ),
        ]
        template = "courses/blocks/passage.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    alternative = blocks.CharBlock(
        label=_("what the picture shows"),
        max_length=300,
        help_text=_("Read aloud to those who cannot see it."),
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=300)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "courses/blocks/picture.html"


class LawQuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("words of the law"), rows=4)
    citation = CitationBlock(label=_("citation"))

    class Meta:
        icon = "openquote"
        label = _("quotation of the law")
        template = "courses/blocks/law_quotation.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value["citation"].get("document") is None:
            raise blocks.StructBlockValidationError(
                block_errors={"citation": ValidationError(_("Choose the document that is cited."))}
            )
        return value


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("text"), features=RICH_TEXT)

    class Meta:
        icon = "warning"
        label = _("callout")
        template = "courses/blocks/callout.html"


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("file"))
    title = blocks.CharBlock(label=_("title"), required=False, max_length=200)

    class Meta:
        icon = "doc-full"
        label = _("document")
        template = "courses/blocks/file.html"


class VideoBlock(blocks.StructBlock):
    video = DocumentChooserBlock(label=_("video file"), help_text=_("MP4 or WebM."))
    title = blocks.CharBlock(label=_("title"), max_length=200)
    transcript = blocks.TextBlock(
        label=_("the same in words"), rows=6, help_text=_("For those who cannot hear it or save data.")
    )

    class Meta:
        icon = "media"
        label = _("video")
        template = "courses/blocks/video.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value["video"].file_extension.lower() not in FILMS:
            message = _("This file is no film. Choose an MP4 or WebM file.")
            raise blocks.StructBlockValidationError(block_errors={"video": ValidationError(message)})
        return value


class SelfCheckBlock(blocks.StructBlock):
    """Up to three questions in the lesson itself: no mark, repeatable, never dealt in a graded test."""

    questions = blocks.ListBlock(
        SnippetChooserBlock("quizzes.Question"), label=_("questions"), min_num=1, max_num=3
    )

    class Meta:
        icon = "help"
        label = _("self-check")
        template = "courses/blocks/self_check.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        wrong = [question.uid for question in value["questions"] if not question.practice_only]
        if wrong:
            message = _("Mark these questions as “for self-check only” first: %(uids)s") % {
                "uids": ", ".join(wrong)
            }
            raise blocks.StructBlockValidationError(
                block_errors={"questions": blocks.ListBlockValidationError(non_block_errors=[message])}
            )
        return value


class LessonBody(blocks.StreamBlock):
    heading = blocks.CharBlock(label=_("heading"), icon="title", template="courses/blocks/heading.html")
    passage = PassageBlock()
    text = blocks.RichTextBlock(
        label=pgettext_lazy("with emphasis, lists and links", "text"),
        features=RICH_TEXT,
        icon="pilcrow",
        template="courses/blocks/text.html",
    )
    picture = PictureBlock()
    law_quotation = LawQuotationBlock()
    callout = CalloutBlock()
    document = FileBlock()
    video = VideoBlock()
    self_check = SelfCheckBlock()

    class Meta:
        block_counts = {"self_check": {"max_num": 1}}
