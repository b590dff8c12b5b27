"""The register as a snippet: what is listed, found, filtered and edited."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.panels.base import Panel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from law.admin.chooser import DocumentChooserViewSet
from law.admin.forms import DocumentForm
from law.admin.views import DocumentCreateView, DocumentEditView, FoldedIndexView, VerifyView, WithdrawView
from law.documents import LegalDocument, PublishRule, Status
from law.editor_words import for_editors, remarks
from vietnamese import api as vietnamese


class RegisterPolicy(ModelPermissionPolicy):
    """As the groups say, but nobody deletes a row: a citation must always find its document."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


class DocumentFilters(WagtailFilterSet):
    verified = django_filters.BooleanFilter(
        field_name="verified_at", lookup_expr="isnull", exclude=True, label=_("Verified")
    )
    status = django_filters.MultipleChoiceFilter(choices=Status.choices, label=_("Status"))
    publish_rule = django_filters.MultipleChoiceFilter(choices=PublishRule.choices, label=_("Publish rule"))

    class Meta:
        model = LegalDocument
        fields = ["verified", "status", "publish_rule"]


class ReadOnlyList(Panel):
    """Rows that belong to a document, for reading: they come from the register's file and the plan's text."""

    class BoundPanel(Panel.BoundPanel):
        def render_html(self, parent_context: Any = None) -> str:
            document = self.instance
            lines = self.panel.lines(document) if document.pk else []
            if not lines:
                return format_html("<p>{}</p>", gettext("None."))
            return format_html(
                "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in lines))
            )

    def lines(self, document: LegalDocument) -> list[str]:
        """The rows in words."""
        raise NotImplementedError


def _in_brackets(note: str) -> str:
    """The remark of an amendment, in the reader's language where its words are known."""
    return f"({for_editors(note) or note})" if note else ""


class RemarksPanel(Panel):
    """What the English words of the source mean, beside the fields that hold them; nothing where there are none."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "law/admin/remarks.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "remarks": list(remarks(self.instance)) if self.instance.pk else []}


class AmendmentsPanel(ReadOnlyList):
    """Who changed the document and what it changed."""

    def lines(self, document: LegalDocument) -> list[str]:
        by = [
            gettext("changed by %(document)s %(note)s") % {"document": row.by, "note": _in_brackets(row.note)}
            for row in document.changed_by.select_related("by")
        ]
        of = [
            gettext("changes %(document)s %(note)s")
            % {"document": row.document, "note": _in_brackets(row.note)}
            for row in document.changes.select_related("document")
        ]
        return [line.strip() for line in by + of]


class ProvisionsPanel(ReadOnlyList):
    """The sections whose text the register holds."""

    def lines(self, document: LegalDocument) -> list[str]:
        return [
            f"{row.ref}: {row.heading or row.text}"[:200]
            for row in document.provisions.order_by("order")
            if row.heading or row.text
        ]


FACTS = [
    HelpPanel(template="law/admin/verification_state.html"),
    RemarksPanel(),
    MultiFieldPanel(
        [
            FieldPanel("ref"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("number")]),
            FieldPanel("title"),
            FieldPanel("issuer"),
        ],
        heading=_("Document of the register"),
    ),
    MultiFieldPanel(
        [
            HelpPanel(_("A day is written only if it is known. What the source says instead goes into the note.")),
            FieldRowPanel([FieldPanel("issued"), FieldPanel("issued_note"), FieldPanel("issued_evidence")]),
            FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_note"), FieldPanel("effective_evidence")]),
            FieldPanel("effective_to"),
        ],
        heading=_("Days"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("status"), FieldPanel("status_as_of")]),
            FieldPanel("status_note"),
            FieldPanel("amended_note"),
            FieldPanel("official_url"),
            FieldPanel("next_review_at"),
        ],
        heading=_("Status"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("evidence"), FieldPanel("evidence_note")]),
            FieldPanel("sources"),
            FieldPanel("publish_rule"),
            FieldPanel("publish_note"),
        ],
        heading=_("Evidence and publication"),
    ),
]  # fmt: skip


class DocumentViewSet(SnippetViewSet):
    model = LegalDocument
    icon = "doc-full-inverse"
    menu_label = _("Legal register")
    add_to_admin_menu = True
    menu_order = 250
    list_display = [
        "__str__",
        Column("title", label=_("Title"), classname="register-title"),
        Column("get_status_display", label=_("Status"), sort_key="status"),
        Column(
            "is_verified",
            label=_("Verified"),
            accessor=lambda row: (
                vietnamese.show_day(vietnamese.local_day(row.verified_at))
                if row.is_verified
                else gettext("not yet")
            ),
        ),
        Column("evidence", label=_("Evidence mark"), sort_key="evidence"),
        DateColumn("next_review_at", label=_("Look again on"), sort_key="next_review_at"),
    ]
    list_per_page = 50
    ordering = ["ref"]
    filterset_class = DocumentFilters
    copy_view_enabled = False
    chooser_viewset_class = DocumentChooserViewSet
    index_view_class = FoldedIndexView
    add_view_class = DocumentCreateView
    edit_view_class = DocumentEditView
    edit_handler = TabbedInterface(
        [
            ObjectList(FACTS, heading=_("Register")),
            ObjectList([AmendmentsPanel()], heading=_("Amendments")),
            ObjectList([ProvisionsPanel()], heading=_("Sections of the text")),
        ],
        base_form_class=DocumentForm,
    )

    def get_queryset(self, request: Any) -> QuerySet[LegalDocument]:
        return LegalDocument.objects.all()

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("verify/<int:pk>/", VerifyView.as_view(), name="verify"),
            path("withdraw/<int:pk>/", WithdrawView.as_view(), name="withdraw"),
        ]
