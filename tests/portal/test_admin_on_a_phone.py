"""The lists of the admin on a phone: titles in full, and every column of a table within reach."""

import make_courses
import make_people
import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from walker import PHONE, a_context

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

# A title that is cut off, and tables of which a part can be reached in no way.
CUT_OFF = """() => {
  const faults = [];
  const title = [...document.querySelectorAll('.w-slim-header .w-breadcrumbs nav li:last-child')].pop();
  if (title) {
    const box = title.getBoundingClientRect();
    const words = document.createRange();
    words.selectNodeContents(title);
    const needed = words.getBoundingClientRect();
    if (needed.right > innerWidth || needed.right > box.right + 1 || needed.bottom > box.bottom + 8)
      faults.push('title: ' + title.textContent.trim());
    for (const other of document.querySelectorAll('#w-slim-header-buttons > *')) {
      const at = other.getBoundingClientRect();
      if (at.left < needed.right && at.right > needed.left && at.top < needed.bottom && at.bottom > needed.top)
        faults.push('a button covers the title');
    }
  }
  for (const wide of document.querySelectorAll('table.listing, main select, main .button')) {
    if (wide.getBoundingClientRect().right <= innerWidth) continue;
    let above = wide.parentElement;
    while (above && !(['auto', 'scroll'].includes(getComputedStyle(above).overflowX))) above = above.parentElement;
    if (!above) faults.push(wide.tagName + ' ' + wide.className + ' is cut off');
  }
  return faults;
}"""


def test_nothing_of_the_lists_is_cut_off(chromium: Browser, live_server: LiveServer) -> None:
    call_command("lay_foundation", verbosity=0)
    hy = make_people.a_small_province()
    course = make_courses.a_course(
        title="Lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở: quyền hạn và giới hạn"
    )
    make_courses.a_learner(course, unit=hy.village)
    client = Client()
    client.force_login(hy.administrator)
    context = a_context(chromium, size=PHONE)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    faults = []
    for path in (
        "", "ghi-danh/", f"ghi-danh/them/?course={course.code}", "ban-ghi/", "hoc-vien/", "hoc-vien/them/", "don-vi/", "lop/",
    ):  # fmt: skip
        page.goto(f"{live_server.url}/quan-tri/{path}")
        faults += [f"{path}: {fault}" for fault in page.evaluate(CUT_OFF)]
    assert faults == []
    context.close()
