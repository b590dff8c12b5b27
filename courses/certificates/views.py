"""The public check of a certificate, and the download for its owner."""

from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from courses.certificates import verification
from courses.certificates.codes import LENGTH, as_code, grouped
from courses.certificates.models import Certificate
from courses.certificates.store import PaperLost, pdf_of
from people import api as people
from vietnamese import api as vietnamese


@never_cache
@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """The form where a code is typed. A complete code leads on to its page."""
    typed = request.GET.get("code", "")
    code = as_code(typed)
    if len(code) == LENGTH:
        return HttpResponseRedirect(reverse("certificates:check", args=[grouped(code)]))
    problem = _("The code has 26 letters and digits; %(count)d were typed. Look at the paper again.") % {
        "count": len(code)
    }
    return page(request, {"typed": typed, "problem": problem if typed else ""})


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What the code says; on POST also whether a typed full name is the one on the paper."""
    finding = verification.find(code)
    answer = None
    if request.method == "POST":
        typed_name = request.POST.get("name", "")[:200]
        if typed_name.strip():
            answer = verification.check_name(code, typed_name, at=timezone.now())
    context = {
        "typed": grouped(as_code(code)),
        "finding": finding,
        "unknown": finding is None,
        "answer": answer.value if answer else "",
        "full_name": verification.printed_name(code) if answer is verification.NameAnswer.SAME else "",
        "newer": grouped(finding.replaced_by_code) if finding and finding.replaced_by_code else "",
    }
    return page(request, context, status=200 if finding else 404)


def page(request: HttpRequest, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    response = render(request, "courses/certificates/check.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@never_cache
@login_required
@require_GET
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The PDF, for the person it was issued to and for administrators who see its record. To all others it does not exist."""
    certificate = Certificate.objects.select_related("completion__person").filter(code=as_code(code)).first()
    if certificate is None or not may_have(request, certificate):
        raise Http404
    try:
        content = pdf_of(certificate)
    except PaperLost:
        return render(request, "courses/certificates/lost.html", {"certificate": certificate}, status=503)
    name = f"giay-chung-nhan-{vietnamese.slug(certificate.number_words.replace('/', ' '))}.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def may_have(request: HttpRequest, certificate: Certificate) -> bool:
    """The owner, and whoever sees the record: administrators of the unit of that day, and of the home of today."""
    owner, viewer = certificate.completion.person, people.signed_in(request)
    if owner.pk == viewer.pk:
        return True
    then = certificate.completion.unit_tree_path
    if any(then.startswith(path) for path in people.tree_paths_managed_by(viewer)):
        return True
    return people.people_managed_by(viewer).filter(pk=owner.pk).exists()
