"""Addresses of the register, under /van-ban/."""

from django.urls import path

from law import views

app_name = "law"
urlpatterns = [
    path("", views.document_list, name="documents"),
    path("<slug:slug>/", views.document_page, name="document"),
]
