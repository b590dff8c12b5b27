import make, pytest
from django.core.management import call_command
from django.conf import settings
from walker import Walker, a_context
from courses import api as courses
from quizzes import api as quizzes
from axe_playwright_python.sync_playwright import Axe
from datetime import timedelta
from django.utils import timezone
pytestmark = [pytest.mark.django_db(transaction=True)]
SMALL = """() => [...document.querySelectorAll('a, button, select, summary, input:not([type=radio]):not([type=checkbox]):not([type=hidden])')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().height < 47.5 && !e.closest('p,li,dd,dt') ).map(e => e.outerHTML.slice(0, 140))"""
WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"

def test_look(chromium, live_server):
    call_command("lay_foundation", verbosity=0)
    call_command("load_law", str(settings.ROOT / "site/law/data/legal-register.csv"), verbosity=0)
    for name in ("plan157-course.json", "course-c1.json", "course-c2.json", "course-c5.json"):
        call_command("load_course", str(settings.ROOT / "courses/data" / name), "--publish", "--unreviewed", verbosity=0)
    issuer = courses.IssuingBody.objects.create(name="Đơn vị mẫu", place="Hưng Yên", is_demo=True)
    courses.CoursePage.objects.update(issuing_body=issuer)
    hy = make.a_province()
    commune = make.a_unit("tan-hung", name="Xã Tân Hưng", parent=hy)
    village = make.a_unit("dong", name="Thôn Đông", type="village", parent=commune)
    make.an_administrator(commune, full_name="Phạm Văn Xã")
    person = make.a_person("Đỗ Thị Ngữ", unit=village, username="ngu")
    plan = courses.CoursePage.objects.get(code="KH157")
    c1 = courses.CoursePage.objects.get(code="C1")
    c5 = courses.CoursePage.objects.get(code="C5")
    for c in (plan, c1):
        courses.enrol(person, c, by=None, at=make.NOON, source="administrator")
    lessons = list(plan.lessons())
    def shot(walker, name, path):
        walker.go(path)
        bad = walker.page.evaluate(SMALL)
        wide = walker.page.evaluate(WIDE)
        print(name, walker.page.url, "WIDE" if wide else "", bad[:6], walker.page.locator("[data-next]").count())
        for v in Axe().run(walker.page).response["violations"]:
            print("  AXE", v["id"], [n["html"][:120] for n in v["nodes"][:2]])
        walker.page.screenshot(path=f"/tmp/look/{name}-{walker.page.viewport_size['width']}.png", full_page=True, clip={"x":0,"y":0,"width":walker.page.viewport_size["width"],"height":min(2400, walker.page.evaluate("document.documentElement.scrollHeight"))})
    for size in ({"width": 360, "height": 740}, {"width": 1280, "height": 900}):
        anonymous = Walker(a_context(chromium, size=size), live_server.url)
        shot(anonymous, "home", "/")
        shot(anonymous, "course-anon", f"/khoa-hoc/{c5.slug}/")
        shot(anonymous, "404", "/khong-co/")
        shot(anonymous, "glossary", "/thuat-ngu/")
        if size["width"] == 360:
            shot(anonymous, "help-anon", "/tro-giup/")
        w = Walker(a_context(chromium, size=size), live_server.url)
        w.sign_in("ngu")
        if size["width"] == 360:
            shot(w, "my-new", "/viec-cua-toi/")
            for lesson in lessons[:4]:
                courses.mark_read(person, plan, lesson, at=make.NOON)
        shot(w, "my", "/viec-cua-toi/")
        shot(w, "list", "/khoa-hoc/")
        shot(w, "course", f"/khoa-hoc/{plan.slug}/")
        shot(w, "course-offer", f"/khoa-hoc/{c5.slug}/")
        shot(w, "lesson", courses.lesson_path(plan, lessons[4]))
        print("bytes", len(w.page.content()))
        legal = list(c1.lessons())[2]
        shot(w, "lesson-legal", courses.lesson_path(c1, legal))
        print("bytes", len(w.page.content()))
        w.go(courses.lesson_path(plan, lessons[4]))
        for d in w.page.locator("details").all()[:3]:
            d.locator("summary").first.click()
        form = w.page.locator("form.practice").first
        if form.count():
            c = form.locator("input[type=radio],input[type=checkbox]").first
            if c.count(): c.check()
            form.locator("button").click()
            w.page.wait_for_load_state()
        print("after check", w.page.url)
        w.page.screenshot(path=f"/tmp/look/lesson-checked-{size['width']}.png", full_page=True)
        shot(w, "print", courses.lesson_path(plan, lessons[4]) + "in/")
        shot(w, "search", "/tim-kiem/?q=luc+luong+nong+cot")
        shot(w, "search-none", "/tim-kiem/?q=khongco")
        shot(w, "help", "/tro-giup/")
        shot(w, "results-empty" if size["width"] == 360 else "results", "/ket-qua-cua-toi/")
        if size["width"] == 360:
            for lesson in lessons:
                courses.mark_read(person, plan, lesson, at=make.NOON)
            for hours in (5, 3):
                attempt = quizzes.start_attempt(person, plan.quiz, at=timezone.now() - timedelta(hours=hours))
                quizzes.submit_attempt(person, attempt.uid, at=timezone.now() - timedelta(hours=hours))
            shot(w, "my-test", "/viec-cua-toi/")
            attempt = quizzes.start_attempt(person, plan.quiz, at=timezone.now())
            from quizzes.kinds import kind_named
            for q in attempt.questions.select_related("version"):
                k = kind_named(q.version.kind); b = k.read(q.version.body)
                quizzes.Response.objects.create(attempt_question=q, sequence=1, data=k.right_response(b), complete=True, at=timezone.now())
            quizzes.submit_attempt(person, attempt.uid, at=timezone.now())
            shot(w, "my-done", "/viec-cua-toi/")
            shot(w, "course-done", f"/khoa-hoc/{plan.slug}/")
            shot(w, "results", "/ket-qua-cua-toi/")
            w.go(courses.lesson_path(plan, lessons[4]) + "in/")
            w.page.emulate_media(media="print")
            w.page.pdf(path="/tmp/look/print.pdf", format="A4")
    print(w.complaints, anonymous.complaints)
