"""The views of the register in the admin. Every change of a row passes through law.services."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView

from law import services
from law.admin.forms import VerifyForm, WithdrawForm
from law.documents import LegalDocument
from law.editor_words import remarks
from law.register import facts
from vietnamese import api as vietnamese


class FoldedIndexView(IndexView):
    """Search without marks: what is typed is folded as the search column is."""

    def search_queryset(self, queryset: QuerySet[LegalDocument]) -> QuerySet[LegalDocument]:
        for word in vietnamese.fold(self.search_query or "").split():
            queryset = queryset.filter(search_folded__contains=word)
        return queryset


class DocumentCreateView(CreateView):
    """A row made by hand. Nothing is saved before the person says so."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False

    @transaction.atomic
    def save_instance(self) -> LegalDocument:
        document = super().save_instance()
        return services.changed_by_hand(document, [], by=self.request.user, at=timezone.now())


class DocumentEditView(EditView):
    """A row changed by hand. If it was verified, that ends: what was checked was the row before."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False

    @transaction.atomic
    def save_instance(self) -> LegalDocument:
        was_verified = self.form.instance.is_verified
        changed = list(self.form.changed_data)
        document = super().save_instance()
        document = services.changed_by_hand(document, changed, by=self.request.user, at=timezone.now())
        if was_verified and not document.is_verified:
            messages.warning(
                self.request,
                gettext("The row was changed, so it awaits a new check against the official text."),
            )
        return document

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        name = "withdraw" if self.object.is_verified else "verify"
        label = _("Withdraw the verification") if self.object.is_verified else _("Verify")
        url = reverse(self.object.snippet_viewset.get_url_name(name), args=[self.object.pk])
        button = Button(label, url=url, icon_name="circle-check", priority=5)
        return [*super().header_more_buttons, button]


class AboutVerification(WagtailAdminTemplateMixin, FormView):
    """A form about one row, for those who may change the register."""

    template_name = "law/admin/verification.html"
    header_icon = "circle-check"
    document: LegalDocument

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.document = get_object_or_404(LegalDocument, pk=kwargs["pk"])
        policy = policy_registry.get_by_type(LegalDocument)
        if not policy.user_has_permission_for_instance(request.user, "change", self.document):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def edit_url(self) -> str:
        return reverse(self.document.snippet_viewset.get_url_name("edit"), args=[self.document.pk])

    def get_page_subtitle(self) -> str:
        return str(self.document)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = reverse(self.document.snippet_viewset.get_url_name("list"))
        return [
            {"url": listing, "label": LegalDocument._meta.verbose_name_plural},
            {"url": self.edit_url, "label": str(self.document)},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # What is to be compared with the official text stands beside the question whether it was.
        return {
            **context,
            "document": self.document,
            "edit_url": self.edit_url,
            "facts": list(facts(self.document)),
            "remarks": list(remarks(self.document)),
        }

    def act(self, form: Form) -> str:
        """Do what the form says; returns the sentence for the person."""
        raise NotImplementedError

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            sentence = self.act(form)
        except services.CannotVerify as refused:
            form.add_error(None, refused.message)
            return self.form_invalid(form)
        messages.success(self.request, sentence)
        return redirect(self.edit_url)


class VerifyView(AboutVerification):
    """A person has opened the official text and says where and when."""

    page_title = _("Verify")
    form_class = VerifyForm

    def get_initial(self) -> dict[str, Any]:
        return {"official_url": self.document.official_url, "read_on": vietnamese.local_day(timezone.now())}

    def act(self, form: Form) -> str:
        values = form.cleaned_data
        services.verify(
            self.document,
            by=self.request.user,
            at=timezone.now(),
            source=values["source"],
            read_on=values["read_on"],
            official_url=values["official_url"],
        )
        return gettext("“%(document)s” is verified.") % {"document": self.document}


class WithdrawView(AboutVerification):
    """The row awaits a check again."""

    page_title = _("Withdraw the verification")
    form_class = WithdrawForm

    def act(self, form: Form) -> str:
        services.withdraw_verification(
            self.document, by=self.request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
        )
        return gettext("“%(document)s” awaits a check again.") % {"document": self.document}
