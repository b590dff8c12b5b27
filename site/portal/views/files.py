"""Pictures that editors uploaded, and the small files that browsers ask for by themselves."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe
from django.views.static import serve

# Only what Wagtail draws itself. Uploaded originals may carry the place where a photo was taken; documents have their own view.
PUBLIC_FOLDERS = ("images/",)


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture in the sizes that pages use. Everything else in the folder of uploads is not found here."""
    if not path.startswith(PUBLIC_FOLDERS) or ".." in path.split("/"):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse):
        response["Cache-Control"] = "public, max-age=31536000, immutable"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read the public pages and nothing of a person."""
    closed = ["/quan-tri/", "/tai-khoan/", "/viec-cua-toi/", "/ket-qua-cua-toi/", "/xac-minh/"]
    body = "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in closed)
    return HttpResponse(body, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Old browsers ask for it here whatever a page says."""
    return redirect(static("portal/favicon.svg"), permanent=False)
