"""Every address of the portal. What is not found here is looked for among Wagtail's pages."""

from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.views.account import LogoutView
from wagtail.documents import urls as wagtaildocs_urls

from portal.views import documents, files, home, language, search

urlpatterns = [
    # First what is asked for most: an answer is saved at each press.
    path("", include("quizzes.urls")),
    path("", home.home, name="home"),
    path("tim-kiem/", search.search, name="search"),
    path("tro-giup/", home.help_page, name="help"),
    path("ngon-ngu/", language.choose, name="language"),
    path("media/<path:path>", files.media, name="media"),
    path("robots.txt", files.robots, name="robots"),
    path("favicon.ico", files.favicon, name="favicon"),
    path("van-ban/", include("law.urls")),
    path("tai-khoan/", include("people.urls")),
    # Wagtail's own form for signing in would count no failures.
    path("quan-tri/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    # And its view for signing out takes the cookie away on a GET as well, which any link or picture could send.
    path("quan-tri/logout/", require_POST(LogoutView.as_view())),
    path("quan-tri/", include(wagtailadmin_urls)),
    # In front of Wagtail's own view of the same name, which knows no parts of files.
    path("tai-lieu/<int:document_id>/<path:document_name>", documents.document, name="wagtaildocs_serve"),
    path("tai-lieu/", include(wagtaildocs_urls)),
    path("xac-minh/", include("courses.certificates.urls")),
    path("", include("courses.urls")),
    # So does the form for pages that are closed.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("", include(wagtail_urls)),
]
handler500 = "portal.views.errors.server_error"
