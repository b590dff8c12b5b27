"""The addresses of tests, as learners see them."""

from django.urls import path

from quizzes.attempts import open_practice_views, question_views, upload_views, views
from quizzes.bank.file_views import question_file
from quizzes.marking import learner_views

app_name = "quizzes"

urlpatterns = [
    path("lam-bai/<slug:attempt_uid>/<int:position>/luu/", question_views.save, name="save"),
    path("luyen-tap/", open_practice_views.practice_quizzes, name="practice_list"),
    path("luyen-tap/<slug:quiz_uid>/", open_practice_views.practise, name="practise"),
    path("bai-kiem-tra/<slug:quiz_uid>/", views.start, name="start"),
    path("lam-bai/<slug:attempt_uid>/", views.attempt, name="attempt"),
    path("lam-bai/<slug:attempt_uid>/xem-lai/", question_views.review, name="review"),
    path("lam-bai/<slug:attempt_uid>/nop-bai/", views.submit, name="submit"),
    path("lam-bai/<slug:attempt_uid>/<int:position>/", question_views.question, name="question"),
    path(
        "lam-bai/<slug:attempt_uid>/<int:position>/tep/<slug:uid>/",
        upload_views.answer_file,
        name="answer_file",
    ),
    path("ket-qua/<slug:attempt_uid>/", views.result, name="result"),
    path("ket-qua/<slug:attempt_uid>/<int:position>/xem-lai/", learner_views.ask_again, name="ask_again"),
    path("cau-hoi/tep/<slug:sha256>/", question_file, name="file"),
]
