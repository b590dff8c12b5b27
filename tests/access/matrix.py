"""Who may reach what: every address of the resolver, six kinds of people, what each is answered.

A line names addresses by a pattern on their name (or on the route, for those without one); the first line that fits
counts. Answers, in the order of ROLES: anonymous, learner, trainer, commune administrator, provincial administrator,
superuser. The ids in the addresses are the learner's own, and of the commune that the administrator looks after; what
belongs to others is the matter of test_objects.py.
"""

import re
from dataclasses import dataclass, field

# What an answer can be.
OK = "ok"  # a page, a file, or the way on to one
SIGN_IN = "sign in"  # led to the page for signing in
REFUSED = "refused"  # 403, or back to the admin's first page with a sentence
GONE = "gone"  # 404: for this person it does not exist
POST_ONLY = "post only"  # 405
BAD = "bad"  # 400, 401 or 422: it came to the form, which was empty
ERROR = "error"  # 500: Wagtail's own page for trying out error pages

LETTERS = {"o": OK, "s": SIGN_IN, "x": REFUSED, "n": GONE, "m": POST_ONLY, "b": BAD, "e": ERROR}


@dataclass(frozen=True)
class Line:
    """`answers`: for each role the letters of the answers that are right, roles parted by spaces."""

    names: str
    answers: str
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)

    def fits(self, name: str) -> bool:
        return re.fullmatch(self.names, name) is not None

    def right(self, place: int) -> set[str]:
        return {LETTERS[letter] for letter in self.answers.split()[place]}


PORTAL = [
    Line(r"home|help|robots|favicon|courses:(glossary|list|course)|certificates:(ask|check)", "o o o o o o"),
    Line(r"account_(login|logout|reset_password|inactive|signup|set_password)", "o o o o o o"),
    Line(r"account_change_password(_done)?", "s o o o o o"),
    Line(r"language", "o o o o o o", "post"),
    # What editors upload is no public folder.
    Line(r"media", "n n n n n n"),
    Line(r"search|law:.*|courses:(my_training|results)", "s o o o o o"),
    # Whoever does not take the course is led to its page.
    Line(r"courses:(lesson|print|ahead)", "s o o o o o"),
    Line(r"courses:check", "s n o o o o", "post"),
    Line(r"courses:(take|say_read)", "s o o o o o", "post"),
    # Practice is open to all; the quiz of the matrix is no practice quiz.
    Line(r"quizzes:practice_list", "o o o o o o"),
    Line(r"quizzes:practise", "n n n n n n"),
    # A test and an attempt are there for the one who sits it.
    Line(r"quizzes:(start|attempt|question|review|result)", "s o n n n n"),
    # Pictures and sounds of questions are named by the hash of what they show.
    Line(r"quizzes:file", "s o o o o o"),
    # A file that nobody handed in; those that somebody did are the matter of the tests of attempts and of marking.
    Line(r"quizzes:answer_file", "s n n n n n"),
    Line(r"quizzes:submit", "s o n n n n", "post"),
    # Nothing of this attempt was marked by a person.
    Line(r"quizzes:ask_again", "s n n n n n"),
    Line(r"quizzes:save", "b ob n n n n", "post", {"sequence": "1"}),
    Line(r"certificates:download", "s o n o o o"),
    # Documents of lessons are public, except those of a closed collection.
    # Files belong to lessons.
    Line(r"wagtaildocs_serve", "s o o o o o"),
    Line(r"wagtail(docs|core)_authenticate_with_password|wagtail_serve", "n n n n n n"),
    # Forms for signing in that would count no failures lead to the one that does.
    Line(r"_util/login/|wagtailcore_login|quan-tri/login/|wagtailadmin_login", "s s s s s s"),
]

OUR_ADMIN = [
    Line(r"learners:.*|units:.*", "s x n o o o"),
    Line(r"cohorts:take_out", "s x n n n n", "post"),
    Line(r"cohorts:.*", "s x n o o o"),
    Line(r"roles:.*", "s x n n o o"),
    Line(r"records:(index|results|file|record)", "s x x o o o"),
    Line(r"records:(reissue|revoke)", "s x x x o o", "post"),
    Line(r"enrolments:.*", "s x x o o o"),
    Line(r"attempts|attempts_of_person|attempt_acts", "s x x o o o"),
    Line(r"overrides|override_(choose|person|cohort|unit)|outages|outage_add", "s x x o o o"),
    Line(r"override_end", "s x x n n n", "post"),
    # Markers alone mark, and see no name; the superuser sees everything that waits.
    Line(r"marking", "s x x x x o"),
    # Of the question in the world there is no answer to mark.
    Line(r"marking_(question|answer|file)", "s x x x x n"),
    Line(r"marking_take_back", "s x x x x ob", "post"),
    # Only what somebody marks has a second reader: the choice that the world's learner made has none.
    Line(r"marking_second_reader", "s x x x x n", "post"),
    Line(r"regrade", "s x x x o o"),
    # Figures without names: for those who write the questions.
    Line(r"statistics(_quiz|_question|_file)?", "s x o x o o"),
    Line(r"statistics_accept", "s x o x o o", "post"),
    Line(r"statistics_calculate", "s x o x o o", "post"),
    Line(r"audit(_results)?", "s x x o o o"),
    # Long work: one's own, and everybody's for those who look after the province. The one looked at is the trainer's.
    Line(r"jobs(_results)?", "s x o o o o"),
    Line(r"job(_progress|_file)?", "s x o n o o"),
    Line(r"job_(cancel|again)", "s x o n o o", "post"),
    # Files of the wizard: who may import; one that waits is there for the one who sent it.
    Line(r"sheets_(choose|export|sample)", "s x o x o o"),
    Line(r"sheets_preview", "s x n x n n"),
    Line(r"sheets_(confirm|discard)", "s x n x n n", "post"),
    Line(r"release:(index|course)", "s x x x o o"),
    Line(r"release:.*", "s x x x ob ob", "post"),
    # A trainer sees what waits; publishing it is asked for, and refused, by a form.
    Line(r"publishing:course", "s x o x o o"),
]

QUESTION, QUIZ, TOPIC, LAW, ISSUER = (
    "wagtailsnippets_quizzes_question:",
    "wagtailsnippets_quizzes_quiz:",
    "wagtailsnippets_quizzes_topic:",
    "wagtailsnippets_law_legaldocument:",
    "wagtailsnippets_courses_issuingbody:",
)
BANK = [
    # Keys and explanations stand in each of these; trainers and provincial administrators write them, nobody else.
    Line(
        QUESTION + r"(unpublish|use|revisions_unschedule|workflow_action|collect_workflow_action_data)",
        "s x x x o o",
    ),
    Line(QUESTION + r"workflow_preview", "s x x x o o"),
    Line(QUESTION + r"delete", "s x x x o o"),
    Line(QUESTION + r"lock", "s x x x o o", "post"),
    Line(QUESTION + r"unlock", "s x x x x o", "post"),
    Line(QUESTION + r"keep_file", "s x b x b b", "post"),
    Line(QUESTION + r".*", "s x o x o o"),
    Line(QUIZ + r"delete", "s x x x x o"),
    # Quizzes keep no revisions.
    Line(QUIZ + r"revisions_.*", "s x n x n n"),
    Line(QUIZ + r".*", "s x o x o o"),
    Line(TOPIC + r".*", "s x o x o o"),
    Line(r"wagtailsnippetchoosers_quizzes_.*", "s x o x o o"),
    Line(LAW + r"list(_results)?", "s x o x o o"),
    Line(LAW + r"revisions_revert", "s x n x n n"),
    Line(LAW + r"revisions_compare", "s x x x n n"),
    # A citation must always find its document.
    Line(LAW + r"delete", "s x x x x x"),
    Line(LAW + r".*", "s x x x o o"),
    Line(ISSUER + r"delete", "s x x x x o"),
    Line(ISSUER + r".*", "s x x x o o"),
    Line(r"wagtailsnippetchoosers_(law|courses)_.*:create", "s x x x o o"),
    Line(r"wagtailsnippetchoosers_(law|courses)_.*", "s x o x o o"),
    Line(r"wagtailsnippets:index", "s x x x o o"),
]

ACCOUNTS_AND_SITE = [
    # Wagtail's own pages on accounts, groups and the like know no subtree.
    Line(r"wagtailusers_(users|groups):.*|wagtailsites:.*", "s x x x x o"),
    Line(r"wagtailadmin_collections:delete", "s x n x n o"),
    Line(r"wagtailadmin_collections:.*", "s x x x x o"),
    Line(r"wagtailsettings:.*", "s x n x n n"),  # there are none
    Line(r"wagtailadmin_workflows:(enable|enable_task|remove)", "s x x x x o", "post"),
    Line(r"wagtailadmin_workflows:task_chooser.*|wagtailadmin_workflows:task_chosen", "s x o x o o"),
    Line(r"wagtailadmin_workflows:.*", "s x x x x o"),
    # Site history shows what happened to things on which one has a permission; on accounts only superusers have any.
    Line(r"wagtailadmin_reports:locked_pages(_results)?", "s x x x o o"),
    Line(r"wagtailadmin_reports:.*", "s x o x o o"),
]

PAGES = [
    Line(
        r"wagtailadmin_pages:(delete|unpublish|move|revisions_unschedule|workflow_action|"
        r"collect_workflow_action_data|workflow_preview)",
        "s x x x o o",
    ),
    # Courses are open to everybody: nobody makes a page of theirs private.
    Line(r"wagtailadmin_pages:set_privacy", "s x x x x x"),
    Line(r"wagtailadmin_pages:set_page_position", "s x x x o o", "post"),
    Line(r"wagtailadmin_pages:lock", "s x x x o o", "post"),
    # A page in moderation is held by the moderation, not by a lock of somebody's.
    Line(r"wagtailadmin_pages:unlock", "s x x x x o", "post"),
    # The page that asks is shown; the move is refused when it is asked for.
    Line(r"wagtailadmin_pages:move_confirm", "s x o x o o"),
    Line(r"wagtailadmin_pages:convert_alias", "s x n x n n"),
    Line(r"wagtailadmin_pages:.*|wagtailadmin_explore.*", "s x o x o o"),
    Line(r"wagtail_bulk_action", "s x n x n n"),
    Line(r"wagtailadmin_api:pages:action", "s x n x n n", "post"),
    Line(r"wagtailadmin_api:.*:find", "s x n x n n"),
    Line(r"wagtailadmin_api:.*", "s x o x o o"),
    Line(r"wagtailadmin_choose_page.*", "s x o x o o"),
    Line(r"wagtailadmin_tag_autocomplete", "s x o x o o"),
    Line(r"wagtailadmin_tag_model_autocomplete", "s x n x n n"),
    Line(r"wagtailadmin_editing_sessions:.*", "s x o x o o", "post"),
    Line(r"wagtailadmin_block_preview", "s x n x n n"),
]

FILES = [
    Line(r"wagtail(docs|images):(create_multiple_from_.*|delete_upload_multiple)", "s x n x n n", "post"),
    Line(r"wagtail(docs|images):edit_multiple", "s x ob x ob ob", "post"),
    Line(r"wagtail(docs|images):delete_multiple", "s x o x o o", "post"),
    Line(r"wagtailimages:url_generator.*", "s x n x n n"),
    Line(r"wagtail(docs|images)(_chooser)?:.*|wagtailembeds:.*", "s x o x o o"),
]  # fmt: skip

FRAME = [
    Line(
        r"wagtailadmin_home|wagtailadmin_account|wagtailadmin_dismissibles|quan-tri/test404/", "s x o o o o"
    ),
    Line(r"wagtailadmin_error_test", "s x e e e e"),
    Line(r"wagtailadmin_logout|quan-tri/logout/", "s s s s s s", "post"),
    Line(r"wagtailadmin_sprite|wagtailadmin_javascript_catalog", "o o o o o o"),
    Line(r"wagtailadmin_password_reset.*", "n x n n n n"),
    Line(r"quan-tri/khong-co-trang-nay/", "s x n n n n"),
]

MATRIX = [*PORTAL, *OUR_ADMIN, *BANK, *ACCOUNTS_AND_SITE, *PAGES, *FILES, *FRAME]


def line_for(name: str) -> Line | None:
    """The line that speaks of an address; None where nobody has thought of it."""
    return next((line for line in MATRIX if line.fits(name)), None)
