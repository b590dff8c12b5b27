"""The register and its documents, as anyone who is signed in reads them."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from law.documents import LegalDocument
from law.register import facts, outline, plan_banner, search_register
from law.showing import document_path
from vietnamese import api as vietnamese

PER_PAGE = 30
LONGEST_SEARCH = 200


@never_cache
@login_required
def document_list(request: HttpRequest) -> HttpResponse:
    """All documents, or those that hold the words of `?tim=`; 30 a page."""
    words = vietnamese.clean_line(request.GET.get("tim", ""))[:LONGEST_SEARCH]
    page = Paginator(search_register(words), PER_PAGE).get_page(request.GET.get("trang"))
    context = {"page": page, "words": words, "query": urlencode({"tim": words}) if words else ""}
    return render(request, "law/document_list.html", context)


@never_cache
@login_required
def document_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One document: its facts, who changed it, what it changed, and its own text where the register holds it."""
    document = LegalDocument.objects.filter(ref__iexact=slug).prefetch_related("errata").first()
    if document is None:
        raise Http404
    if request.path != document_path(document.ref):
        return redirect(document_path(document.ref), permanent=True)
    context = {
        "document": document,
        "banner": plan_banner(document),
        "facts": list(facts(document)),
        "changed_by": document.changed_by.select_related("by").order_by("by__number"),
        "changes": document.changes.select_related("document").order_by("document__number"),
        "sections": outline(document.provisions.order_by("order")),
        "errata": document.errata.all(),
    }
    return render(request, "law/document_page.html", context)
