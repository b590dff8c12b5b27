"""Addresses of the classroom. They come before Wagtail's pages, so a lesson is found without walking its tree."""

from django.urls import path

from courses.classroom.views import lessons, training

app_name = "courses"
urlpatterns = [
    path("viec-cua-toi/", training.my_training, name="my_training"),
    path("ket-qua-cua-toi/", training.results, name="results"),
    path("thuat-ngu/", training.glossary, name="glossary"),
    path("khoa-hoc/", training.course_list, name="list"),
    path("khoa-hoc/<slug:course_slug>/", training.course, name="course"),
    path("khoa-hoc/<slug:course_slug>/ghi-danh/", training.take, name="take"),
    path("khoa-hoc/<slug:course_slug>/tiep/", training.ahead, name="ahead"),
    path("khoa-hoc/<slug:course_slug>/<slug:lesson_slug>/", lessons.read, name="lesson"),
    path("khoa-hoc/<slug:course_slug>/<slug:lesson_slug>/da-doc/", lessons.say_read, name="say_read"),
    path("khoa-hoc/<slug:course_slug>/<slug:lesson_slug>/in/", lessons.print_view, name="print"),
    path("khoa-hoc/<slug:course_slug>/<slug:lesson_slug>/tu-kiem-tra/", lessons.check, name="check"),
]
