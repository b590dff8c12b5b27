"""Every address that the resolver knows, written out with the ids of things that exist."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import make_bank
from access.world import World
from django.contrib.auth.models import Group
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from wagtail.models import Site, Task, Workflow

CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>")
# Regular expressions of Wagtail's, with the part that a real address has in their place.
PATTERNS = {
    r"^(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$": "<int:pk>/revisions/compare/earliest...latest/",
    r"(?P<pk>.+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$": "<int:pk>/revisions/compare/earliest...latest/",
    r"^(\d+)/(.*)$": "<int:document_id>/<str:document_name>",
    r"^((?:[\w\-]+/)*)$": "khong-co-trang-nay/",
    r"^.*/$": "khong-co-trang-nay/",
    "^pages/": "pages/",
    "^documents/": "documents/",
    "^images/": "images/",
}


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: its route as written in the code, and its name with namespaces."""

    route: str
    name: str

    @property
    def key(self) -> str:
        """What the matrix knows it by: the name, or the route where there is none."""
        return self.name or self.route

    def __str__(self) -> str:
        return f"{self.route} [{self.name}]"

    def written_out(self, world: World) -> str:
        """The address with real ids. Raises KeyError for a part that nobody said how to fill."""
        values = values_for(world, self)
        return "/" + CONVERTER.sub(lambda found: str(values[found[2]]), self.route)


def all_addresses() -> list[Address]:
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, route: str, namespace: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        own = str(entry.pattern)
        for expression, plain in PATTERNS.items():
            own = plain if own == expression else own.replace(expression, plain)
        if isinstance(entry, URLPattern):
            yield Address(route + own, f"{namespace}{entry.name or ''}")
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, route + own, inner)


def values_for(world: World, address: Address) -> dict[str, Any]:
    """What stands in the parts of an address. Ids of people are of the own commune and of the learner himself."""
    lesson, mine = world.lesson, world.mine
    revision = lesson.latest_revision
    values: dict[str, Any] = {
        # for pages of Wagtail
        "page_id": lesson.pk,
        "page_pk": lesson.pk,
        "parent_page_id": world.course.pk,
        "page_to_move_id": lesson.pk,
        "destination_id": world.course.pk,
        "page_view_restriction_id": 1,
        "restriction_id": 1,
        "revision_id": revision.pk,
        "content_type_app_name": "courses",
        "content_type_model_name": "lessonpage",
        "task_state_id": world.workflow_state.current_task_state.pk,
        "workflow_state_id": world.workflow_state.pk,
        "task_id": Task.objects.first().pk,
        "workflow_pk": Workflow.objects.first().pk,
        "action_name": "approve",
        "action": "delete",
        "app_label": "wagtailcore",
        "model_name": "page",
        "app_name": "courses",
        "object_id": lesson.pk,
        "session_id": 1,
        # for its files
        "collection_id": world.collection.pk,
        "document_id": world.document.pk,
        "document_name": world.document.filename,
        "doc_id": world.document.pk,
        "image_id": world.image.pk,
        "uploaded_file_id": 1,
        "filter_spec": "max-100x100",
        "uidb64": "MQ",
        "token": "set-password",
        # ours
        "path": "documents/thu.pdf",
        "slug": world.legal.ref.lower(),
        "course_slug": world.course.slug,
        "lesson_slug": lesson.slug,
        "quiz_uid": world.quiz.uid,
        "attempt_uid": mine.open_attempt.uid,
        "position": 1,
        "code": mine.certificate.code,
        "uid": mine.completion.uid,
        "format_name": "csv",
        "person": mine.person.pk,
        "person_id": mine.person.pk,
        "cohort_uid": world.cohort.uid,
        "unit_uid": world.hy.village.uid,
    }
    namespace = address.name.rpartition(":")[0]
    if found := OBJECTS.get(namespace):
        values["pk"] = found(world).pk
    if namespace == "wagtailsnippets_quizzes_question":
        values["revision_id"] = world.question.latest_revision.pk
        values["workflow_state_id"] = world.question_state.pk
        values["task_state_id"] = world.question_state.current_task_state.pk
    if address.name.startswith("job"):
        values["uid"] = world.job.uid
    if address.name.startswith("sheets_"):
        values |= {"name": "cau-hoi", "file_format": "csv", "uid": "khong-co-tep-nay-dau-aa"}
    if address.name.startswith("cohorts:"):
        values["uid"] = world.cohort.uid
    if "/viec/" in address.route:
        values["pk"] = world.gate_item.pk
    if address.name == "quizzes:file":
        values["sha256"] = make_bank.a_question_file().sha256
    if "earlier" in address.route:
        values |= {"earlier": 1, "later": 1}
    if address.name in ("marking_question", "regrade"):
        values["question_uid"] = world.question.uid
    if address.name == "quizzes:result":
        values["attempt_uid"] = mine.attempt.uid
    if address.name in ("statistics_question", "statistics_accept"):
        values["question_uid"] = mine.attempt.questions.first().version.question.uid
    if "tasks/" in address.route:
        values |= {
            "app_label": "wagtailcore",
            "model_name": "groupapprovaltask",
            "pk": Task.objects.first().pk,
        }
    if "editing-sessions" in address.route:
        values |= {"app_label": "courses", "model_name": "lessonpage"}
    if "pages/create/" in address.route:
        values |= {"app_label": "courses", "model_name": "lessonpage"}
    return values


def _first(model: Any) -> Any:
    return lambda _world: model.objects.order_by("pk").first()


OBJECTS: dict[str, Any] = {
    "wagtailadmin_api:pages": lambda world: world.lesson,
    "wagtailadmin_api:documents": lambda world: world.document,
    "wagtailadmin_api:images": lambda world: world.image,
    "wagtailadmin_pages": lambda world: world.lesson,
    "wagtailadmin_collections": lambda world: world.collection,
    "wagtailadmin_workflows": _first(Workflow),
    "wagtailsettings": lambda world: world.lesson,
    "wagtailsnippets_courses_issuingbody": lambda world: world.issuer,
    "wagtailsnippetchoosers_courses_issuingbody": lambda world: world.issuer,
    "wagtailsnippets_quizzes_question": lambda world: world.question,
    "wagtailsnippetchoosers_quizzes_question": lambda world: world.question,
    "wagtailsnippets_quizzes_topic": lambda world: world.question.topic,
    "wagtailsnippetchoosers_quizzes_topic": lambda world: world.question.topic,
    "wagtailsnippets_quizzes_quiz": lambda world: world.quiz,
    "wagtailsnippetchoosers_quizzes_quiz": lambda world: world.quiz,
    "wagtailsnippets_law_legaldocument": lambda world: world.legal,
    "wagtailsnippetchoosers_law_legaldocument": lambda world: world.legal,
    "wagtailusers_users": lambda world: world.mine.person,
    "wagtailusers_groups": _first(Group),
    "wagtailsites": _first(Site),
    "release": lambda world: world.course,
    "publishing": lambda world: world.course,
    "wagtaildocs_chooser": lambda world: world.document,
    "wagtailimages_chooser": lambda world: world.image,
}
