"""Addresses of certificates, below /xac-minh/."""

from django.urls import path

from courses.certificates import views

app_name = "certificates"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("<str:code>/", views.check, name="check"),
    path("<str:code>/tai-ve/", views.download, name="download"),
]
