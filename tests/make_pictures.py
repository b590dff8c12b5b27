"""What the demo content lacks for the pictures in the guides: people who sat the test, essays, a class, other conditions."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone
from make import PASSWORD
from make_quizzes import a_question, a_quiz, a_topic, form

from courses import api as courses
from people import api as people
from people.cohorts import add_to_cohort, create_cohort
from quizzes import api as quizzes
from quizzes.attempts import surroundings
from quizzes.kinds import kind_named
from quizzes.overrides import give_override

COHORT = "Lớp bồi dưỡng tháng 11"
ESSAY_QUIZ = "Bài viết: vận động bà con"
ESSAYS = [
    "Thưa bác, tối thứ bảy này thôn ta họp bàn việc sửa đường. Nhà bác ở đầu đường nên bác biết rõ nhất, cháu mong bác đến góp lời.",
    "Chào cô Ba, cô khỏe không ạ? Thôn mình bàn chuyện sân chơi cho các cháu, tối chủ nhật ở nhà văn hóa. Nhà cô có cháu nhỏ nên lời cô nói rất cần.",
    "Mời gia đình đi họp.",
]


class Fill:
    """People who have learnt and sat the test of the plan's course, essays that wait, a class, other conditions."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.numbers = count(1)
        self.course = courses.CoursePage.objects.get(code="KH157")
        self.villages = list(people.Unit.objects.filter(uid__startswith="demo-tan-hung").order_by("uid"))
        self.trainer = people.User.objects.get(username="giangvien")
        self.administrator = people.User.objects.get(username="quantrixa")

    def once(self) -> None:
        """Each step is left out where what it makes is there already."""
        if not quizzes.Quiz.objects.filter(title=ESSAY_QUIZ).exists():
            persons = [self.a_learner(number) for number in range(32)]
            for number, person in enumerate(persons):
                self.sits(person, ability=number / 31, at=self.now - timedelta(days=12, minutes=90 * number))
            self.essays(persons[:3])
        if not people.Cohort.objects.filter(title=COHORT).exists():
            self.conditions()

    def conditions(self) -> None:
        """A class, and what it and a person of it were given."""
        homes = people.Membership.objects.filter(unit__in=self.villages, person__username__contains=".")
        persons = [each.person for each in homes.select_related("person").order_by("pk")[:12]]
        cohort = people.Cohort(title=COHORT, unit=self.villages[0].parent, starts_on=self.now.date())
        create_cohort(cohort, by=self.administrator, at=self.now)
        cohort = people.Cohort.objects.get(uid=cohort.uid)
        add_to_cohort(cohort, persons, by=self.administrator, at=self.now)
        give_override(
            person=persons[4], quiz=None, extra_percent=50, reason="Mắt kém, dùng phần mềm đọc màn hình",
            by=self.administrator, at=self.now,
        )  # fmt: skip
        give_override(
            cohort=cohort, quiz=self.course.quiz, extra_minutes=10, reason="Mạng ở nhà văn hóa chậm",
            by=self.administrator, at=self.now,
        )  # fmt: skip

    def a_learner(self, number: int, *, name: str = "") -> people.User:
        family = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đỗ", "Bùi", "Hoàng")[number % 8]
        given = ("Văn Mẫu", "Thị Mẫu", "Văn Ví", "Thị Dụ")[number // 8 % 4]
        person = people.User.objects.create_user(
            f"hocvien.{self.now:%H%M%S}.{next(self.numbers)}",
            None,
            full_name=name or f"{family} {given}",
            is_demo=True,
        )
        since = (self.now - timedelta(days=30)).date()
        people.Membership.objects.create(person=person, unit=self.villages[number % 3], since=since)
        courses.enrol(person, self.course, by=None, at=self.now - timedelta(days=20), source="demo")
        return person

    def a_reader(self, name: str) -> str:
        """The login name of somebody new who has read two lessons."""
        person = self.a_learner(0, name=name)
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
        self.reads(person, at=self.now, most=2)
        return person.username

    def sit_down(self, number: int) -> None:
        """So many people began the test twenty minutes ago and still answer."""
        for place in range(number):
            person = self.a_learner(place)
            self.reads(person, at=self.now)
            quizzes.start_attempt(person, self.course.quiz, at=self.now - timedelta(minutes=20))

    def reads(self, person: people.User, *, at: datetime, most: int = 99) -> None:
        for lesson in list(self.course.get_children().live().specific().order_by("path"))[:most]:
            courses.mark_read(person, self.course, lesson, at=at)

    def sits(self, person: people.User, *, ability: float, at: datetime) -> None:
        chance = random.Random(f"{ability}")
        self.reads(person, at=at)
        attempt = quizzes.start_attempt(person, self.course.quiz, at=at)
        for dealt in attempt.questions.select_related("version"):
            rightly = chance.random() < 0.35 + 0.63 * ability
            data = form(fields_for(dealt.version, rightly=rightly))
            quizzes.save_response(person, attempt.uid, dealt.position, data, sequence=1, at=at)
        quizzes.submit_attempt(person, attempt.uid, at=at + timedelta(minutes=18))
        courses.consider_completion(person, self.course, at=at + timedelta(minutes=18))

    def essays(self, persons: list[people.User]) -> None:
        topic = a_topic("Vận động bà con")
        rubric = [
            {"criterion": "Có lời hỏi thăm, lễ phép", "points": 1},
            {"criterion": "Nêu rõ giờ, nơi, việc cần bàn", "points": 2},
            {"criterion": "Cho thấy lời của gia đình là cần thiết", "points": 1},
        ]
        body = {
            "stem": "Viết vài câu mời một gia đình lâu nay không dự họp thôn.",
            "model_answer": "Thưa bác, tối thứ bảy thôn ta họp bàn việc sửa đường ở nhà văn hóa. Nhà bác ở đầu đường nên bác biết rõ nhất.",
            "rubric": rubric,
        }
        a_question("essay", topic=topic, body=body, points=4, level="apply")
        quiz = a_quiz((topic, 1), title=ESSAY_QUIZ)
        people.grant_role(
            self.trainer, people.Role.MARKER, people.Unit.objects.get(uid="hy"), by=None, at=self.now
        )
        with set_by(self):
            for person, text in zip(persons, ESSAYS, strict=True):
                attempt = quizzes.start_attempt(person, quiz, at=self.now - timedelta(hours=3))
                quizzes.save_response(
                    person, attempt.uid, 1, form({"answer": text}), sequence=1, at=self.now - timedelta(hours=2, minutes=50)
                )  # fmt: skip
                quizzes.submit_attempt(person, attempt.uid, at=self.now - timedelta(hours=2, minutes=45))

    # While it is asked who set the quiz of the essays: this one did.
    def surroundings(self, person: people.User, quiz: quizzes.Quiz, *, at: datetime) -> Any:
        return surroundings.Surroundings("Lớp bồi dưỡng", "/")

    def afterwards(self, attempt: quizzes.Attempt, *, at: datetime) -> None:
        return None


@contextmanager
def set_by(provider: Fill) -> Iterator[None]:
    surroundings.register(provider)
    yield
    surroundings.forget(provider)


def fields_for(version: quizzes.QuestionVersion, *, rightly: bool) -> dict[str, Any]:
    """What a form would send for this question, under the name `answer`."""
    kind = kind_named(version.kind)
    body = kind.Body.model_validate(version.body)
    right = kind.right_response(body) or {}
    if "choice" in right:
        others = [each["id"] for each in version.body["options"] if each["id"] != right["choice"]]
        return {"answer": right["choice"] if rightly else others[0]}
    if "choices" in right:
        return {"answer": right["choices"] if rightly else right["choices"][:1]}
    if "pairs" in right:
        pairs = list(right["pairs"].items())
        values = [value for _key, value in pairs]
        return {
            f"answer-{key}": value
            for (key, _), value in zip(pairs, values if rightly else values[1:] + values[:1], strict=True)
        }
    if "places" in right:
        places = len(right["places"])
        return {
            f"answer-{key}": str(place if rightly else places + 1 - place)
            for key, place in right["places"].items()
        }
    return {"answer": right.get("text", "") if rightly else "không nhớ"}
