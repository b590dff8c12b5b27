"""PostgreSQL plans by what it counted last: tables that were empty then must not be read as if they still were."""

from collections.abc import Callable
from typing import Any

import make_quizzes
import make_statistics
import pytest
from django.db import connection
from racing import ON_POSTGRES

from quizzes import api as quizzes
from quizzes.statistics import runs

pytestmark = ON_POSTGRES
TABLES = ("quizzes_attempt", "quizzes_attemptquestion", "quizzes_grade", "quizzes_response")


@pytest.fixture
def filled_since() -> quizzes.Quiz:
    """Five hundred attempts in tables that were counted when nothing was in them."""
    quiz = make_quizzes.a_quiz_of(6)
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}")
    questions = list(quizzes.Question.objects.filter(topic=quiz.sections.get().topic).order_by("pk"))
    make_statistics.many_attempts(quiz, questions, 500)
    return quiz


def rows_known() -> set[float]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = ANY(%s::regclass[])", [list(TABLES)])
        return {known for (known,) in cursor.fetchall()}


def test_before_many_attempts_are_read_their_tables_are_counted_again(filled_since: quizzes.Quiz) -> None:
    assert rows_known() == {0}
    found = runs.work_out(filled_since)
    assert found.responses == 3000
    assert min(rows_known()) >= 500


def test_what_was_counted_is_not_counted_again(filled_since: quizzes.Quiz) -> None:
    runs.work_out(filled_since)
    asked: list[str] = []

    def hear(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hear):
        runs.work_out(filled_since)
    assert not [sql for sql in asked if "ANALYZE" in sql]
