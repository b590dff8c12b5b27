"""The rows that everything stands on. Each step looks first; a second run changes nothing."""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Task,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from courses.models import CourseIndexPage
from people import api as people

# Group -> permissions by "app.codename". Records, people and units are guarded by people.access beside these. None is on
# accounts: Wagtail would show every log entry about anybody to whoever has one (site history).
PERMISSIONS: dict[str, list[str]] = {
    people.Role.TRAINER: [
        "wagtailadmin.access_admin",
        "quizzes.add_question", "quizzes.change_question", "quizzes.view_question",
        "quizzes.add_topic", "quizzes.change_topic", "quizzes.delete_topic", "quizzes.view_topic",
        "quizzes.add_quiz", "quizzes.change_quiz", "quizzes.view_quiz",
        "law.view_legaldocument",
    ],
    people.Role.MARKER: [
        "wagtailadmin.access_admin",
        "quizzes.add_mark", "quizzes.view_mark",
    ],
    people.Role.COMMUNE_ADMINISTRATOR: [
        "wagtailadmin.access_admin",
        # Of the own people and by oneself only: people narrows the log.
        "jobs.view_auditentry",
        "people.view_unit",
        "people.view_cohort", "people.add_cohort", "people.change_cohort",
        "courses.view_completion",
        "quizzes.add_override", "quizzes.view_override", "quizzes.change_attempt",
    ],
    people.Role.PROVINCIAL_ADMINISTRATOR: [
        "wagtailadmin.access_admin",
        "people.view_unit",
        "people.add_grant", "people.change_grant", "people.view_grant",
        "people.view_cohort", "people.add_cohort", "people.change_cohort",
        "courses.view_completion",
        "jobs.view_auditentry", "jobs.view_job",
        "courses.view_issuingbody", "courses.add_issuingbody", "courses.change_issuingbody",
        "courses.view_releasegateitem", "courses.change_releasegateitem",
        "quizzes.add_override", "quizzes.view_override", "quizzes.change_attempt",
        "quizzes.add_regrade", "quizzes.view_regrade",
        "quizzes.add_question", "quizzes.change_question", "quizzes.view_question", "quizzes.publish_question",
        "quizzes.delete_question", "quizzes.lock_question", "quizzes.unlock_question",
        "quizzes.add_topic", "quizzes.change_topic", "quizzes.delete_topic", "quizzes.view_topic",
        "quizzes.add_quiz", "quizzes.change_quiz", "quizzes.view_quiz",
        "law.view_legaldocument", "law.add_legaldocument", "law.change_legaldocument",
    ],
}  # fmt: skip
# What Wagtail's migrations call their rows, in English on every screen.
WAGTAILS_ROOT, WAGTAILS_WORKFLOW = "Root", "Moderators approval"
PAGE_PERMISSIONS: dict[str, list[str]] = {
    people.Role.TRAINER: ["add_page", "change_page"],
    people.Role.PROVINCIAL_ADMINISTRATOR: [
        "add_page",
        "change_page",
        "publish_page",
        "lock_page",
        "unlock_page",
    ],
}
# Who may add a file may change and delete it as well; "change" here is the permission on everybody's files, deleting them
# included (Wagtail's ownership policy).
UPLOADS = [
    "wagtailimages.add_image", "wagtailimages.choose_image",
    "wagtaildocs.add_document", "wagtaildocs.choose_document",
]  # fmt: skip
COLLECTION_PERMISSIONS: dict[str, list[str]] = {
    people.Role.TRAINER: UPLOADS,
    people.Role.PROVINCIAL_ADMINISTRATOR: [
        *UPLOADS, "wagtailimages.change_image", "wagtaildocs.change_document",
    ],
}  # fmt: skip


@transaction.atomic
def lay_foundation() -> CourseIndexPage:
    """Make what is missing; returns the list of courses."""
    root = root_page()
    courses = course_index(root)
    groups(courses)
    moderation(courses)
    return courses


def root_page() -> Page:
    """Wagtail's root page, locale, collection; its welcome page is not wanted."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if not Collection.objects.exists():
        Collection.add_root(name=WAGTAILS_ROOT)
    Collection.objects.filter(depth=1, name=WAGTAILS_ROOT).update(name="Mọi tệp")
    root = Page.objects.filter(depth=1).first()
    if root is None:
        root = Page.add_root(
            title=WAGTAILS_ROOT, slug="root", content_type=page_type(), locale=Locale.get_default()
        )
    if root.title == WAGTAILS_ROOT:
        root.title = root.draft_title = "Mọi trang"
        root.save()
    return root


def page_type() -> ContentType:
    return ContentType.objects.get_for_model(Page)


def course_index(root: Page) -> CourseIndexPage:
    """The one list of courses: a child of the site's home, so that its address is /khoa-hoc/."""
    existing = CourseIndexPage.objects.first()
    if existing:
        return existing
    home = Page.objects.filter(depth=2).first()
    if home is None:
        home = root.add_child(
            instance=Page(
                title="Trang chủ", slug="trang-chu", content_type=page_type(), locale=Locale.get_default()
            )
        )
    elif home.slug == "home":
        home.title, home.draft_title, home.slug = "Trang chủ", "Trang chủ", "trang-chu"
        home.save()
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    site.root_page, site.site_name = home, settings.WAGTAIL_SITE_NAME
    site.save()
    return home.add_child(
        instance=CourseIndexPage(title="Khóa học", slug="khoa-hoc", locale=Locale.get_default())
    )


def permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def groups(courses: CourseIndexPage) -> None:
    """The groups that mirror grants, one a role. Wagtail's own Editors and Moderators are removed: nobody is put in them."""
    Group.objects.filter(name__in=["Editors", "Moderators"], user__isnull=True).delete()
    collection = Collection.get_first_root_node()
    for role in people.Role.values:
        group, _made = Group.objects.get_or_create(name=role)
        group.permissions.set([permission(name) for name in PERMISSIONS[role]])
        for codename in PAGE_PERMISSIONS.get(role, []):
            GroupPagePermission.objects.get_or_create(
                group=group, page=courses.page_ptr, permission=permission(f"wagtailcore.{codename}")
            )
        wanted = [permission(name) for name in COLLECTION_PERMISSIONS.get(role, [])]
        # An earlier version of this gave trainers everybody's files.
        GroupCollectionPermission.objects.filter(group=group, collection=collection).exclude(
            permission__in=wanted
        ).delete()
        for each in wanted:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=each
            )


def moderation(courses: CourseIndexPage) -> None:
    """One step: a provincial administrator approves pages below the list of courses, and questions. Wagtail's own
    workflow is removed unless somebody has used it."""
    Workflow.objects.filter(name=WAGTAILS_WORKFLOW, workflow_states__isnull=True).delete()
    Task.objects.filter(
        name=WAGTAILS_WORKFLOW, workflow_tasks__isnull=True, task_states__isnull=True
    ).delete()
    workflow, made = Workflow.objects.get_or_create(name="Duyệt nội dung")
    if made:
        task = GroupApprovalTask.objects.create(name="Quản trị cấp tỉnh duyệt")
        task.groups.set(Group.objects.filter(name=people.Role.PROVINCIAL_ADMINISTRATOR))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.get_or_create(page=courses.page_ptr, defaults={"workflow": workflow})
    question = ContentType.objects.get(app_label="quizzes", model="question")
    WorkflowContentType.objects.get_or_create(content_type=question, defaults={"workflow": workflow})
