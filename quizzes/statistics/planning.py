"""What PostgreSQL is told before many attempts are read: how much there is."""

from django.db import connection

from quizzes.attempts.models import Attempt, AttemptQuestion, Grade, Response
from quizzes.blueprint.quizzes import Quiz

_TABLES = [model._meta.db_table for model in (Attempt, AttemptQuestion, Grade, Response)]


def plan_for(quiz: Quiz) -> None:
    """See to it that the attempts at the quiz are read by a plan for as many as there are. Two queries.

    PostgreSQL plans by what it counted last. Tables that were filled since, by an import or a synchronised start, it takes
    for empty, and goes through them once for each row of another one: three thousand answers then take a minute and a half.
    A table of which it knows fewer rows in all than this quiz has attempts is counted again; that looks at a sample.
    """
    if connection.vendor != "postgresql":
        return
    ended = Attempt.objects.filter(quiz=quiz.pk, submitted_at__isnull=False).count()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE oid = ANY(%s::regclass[]) AND reltuples < %s",
            [_TABLES, ended],
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {table}")
