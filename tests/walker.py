"""Somebody who follows the one next step from page to page, with a browser, as a learner would."""

import re
from pathlib import Path
from typing import Any

import make
from playwright.sync_api import Browser, BrowserContext, Page

from quizzes.kinds import kind_named
from quizzes.models import AttemptQuestion

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


def a_context(
    browser: Browser, *, javascript: bool = True, size: dict[str, int] | None = None
) -> BrowserContext:
    context = browser.new_context(
        java_script_enabled=javascript, viewport=size or PHONE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    return context


class Walker:
    """Keeps the page, what the browser complained of, and where it has been."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.page: Page = context.new_page()
        self.base = base
        self.complaints: list[str] = []
        self.been: list[str] = []
        self.page.on(
            "console",
            lambda message: self.complaints.append(message.text) if message.type == "error" else None,
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def sign_in(self, login: str, password: str = make.PASSWORD, *, to: str = "") -> None:
        self.go("/tai-khoan/dang-nhap/" + (f"?next={to}" if to else ""))
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", password)
        self.next()

    def next(self) -> None:
        """Follow the one next step of this page."""
        steps = self.page.locator("[data-next]")
        assert steps.count() == 1, f"{self.page.url} has {steps.count()} next steps"
        assert self.page.locator("form[data-main]").count() <= 1
        self.been.append(self.page.url.removeprefix(self.base))
        with self.page.expect_navigation():
            steps.click()

    @property
    def is_at_question(self) -> bool:
        return re.search(r"/lam-bai/[^/]+/\d+/", self.page.url) is not None

    def dealt(self) -> AttemptQuestion:
        found = re.search(r"/lam-bai/([^/]+)/(\d+)/", self.page.url)
        assert found
        return AttemptQuestion.objects.select_related("version").get(
            attempt__uid=found[1], position=int(found[2])
        )

    def answer(self, *, rightly: bool = True) -> None:
        """Give the right answer (or, where there is one, a wrong one) by the controls on the page."""
        version = self.dealt().version
        kind = kind_named(version.kind)
        body = kind.Body.model_validate(version.body)
        right = kind.right_response(body) or {"text": "Bài viết của người học."}
        box = self.page.locator("fieldset[data-question]")
        inner = right.get("gaps") or right.get("parts")
        if inner:
            self._fill(box, inner, rightly=rightly)
            return
        if "choice" in right:
            chosen = right["choice"]
            for choice in box.locator("input[type=radio]").all():
                if (choice.get_attribute("value") == chosen) is rightly:
                    choice.check()
                    return
        elif "choices" in right:
            for choice in box.locator("input[type=checkbox]").all():
                choice.set_checked((choice.get_attribute("value") in right["choices"]) is rightly)
        elif "text" in right:
            box.locator("input, textarea").first.fill(right["text"] if rightly else "không nhớ")
        else:
            wanted = right.get("pairs") or {key: str(place) for key, place in right["places"].items()}
            for select in box.locator("select").all():
                name = (select.get_attribute("name") or "").rsplit("-", 1)[-1]
                values = [option.get_attribute("value") or "" for option in select.locator("option").all()]
                wrong = next(value for value in values if value and value != wanted[name])
                select.select_option(wanted[name] if rightly else wrong)

    def _fill(self, box: Any, inner: dict[str, Any], *, rightly: bool) -> None:
        """Answer gaps and parts that are written or chosen by one control."""
        for part, answer in inner.items():
            field = box.locator(f"[name$='-{part}']")
            if "text" in answer:
                field.fill(answer["text"] if rightly else "không nhớ")
            elif field.count() == 1:
                field.select_option(answer["choice"] if rightly else "")
            else:
                field.locator(
                    f"xpath=self::*[{'' if rightly else 'not'}(@value='{answer['choice']}')]"
                ).first.check()


def picture(page: Page, path: Path) -> None:
    page.screenshot(path=str(path), full_page=True)
