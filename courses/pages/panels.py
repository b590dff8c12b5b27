"""What authors see of a course and a lesson in the editor, in the order in which they write it."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel

COURSE = [
    # What learners do not see yet; empty when they see everything.
    HelpPanel(template="courses/admin/waiting_notice.html"),
    FieldPanel("title"),
    FieldPanel("code"),
    FieldPanel("summary"),
    MultiFieldPanel(
        [FieldPanel("audience"), FieldPanel("audience_note")],
        heading=_("Whom it is for"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("minutes"), FieldPanel("pass_mark_percent")]),
            FieldPanel("quiz"),
            FieldPanel("topic"),
        ],
        heading=_("Time and final test"),
    ),
    MultiFieldPanel(
        [FieldPanel("notice"), FieldPanel("banner"), FieldPanel("as_of_note"), FieldPanel("not_covered")],
        heading=_("What learners must know first"),
    ),
    MultiFieldPanel(
        [FieldPanel("main_document"), FieldPanel("refuse_unverified"), FieldPanel("traps_seen")],
        heading=_("Law it rests on"),
    ),
    InlinePanel(
        "sources",
        panels=[FieldPanel("document"), FieldPanel("used_for"), FieldPanel("role")],
        label=_("source"),
        heading=_("Sources"),
    ),
    InlinePanel(
        "glossary",
        panels=[
            FieldPanel("term"),
            FieldPanel("meaning"),
            FieldRowPanel([FieldPanel("document"), FieldPanel("place")]),
            FieldRowPanel([FieldPanel("article"), FieldPanel("clause"), FieldPanel("point")]),
            FieldRowPanel([FieldPanel("as_of"), FieldPanel("evidence")]),
            FieldPanel("quote_or_paraphrase"),
            FieldPanel("source"),
            FieldPanel("needs_legal_review"),
        ],
        label=_("term"),
        heading=_("Glossary"),
    ),
    MultiFieldPanel(
        [FieldPanel("issuing_body"), FieldPanel("certificate_template")],
        heading=_("Certificate"),
    ),
]

LESSON = [
    FieldPanel("title"),
    FieldRowPanel([FieldPanel("number", heading=_("Number of the lesson")), FieldPanel("minutes")]),
    FieldPanel("objectives"),
    FieldPanel("sections"),
    FieldPanel("body"),
    FieldPanel("key_points"),
    MultiFieldPanel([FieldPanel("uid"), FieldPanel("topic")], heading=_("Key and questions")),
]
