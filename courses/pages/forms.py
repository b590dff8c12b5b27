"""The editor's form of a course and a lesson: whoever begins one writes a title, and the address is made from it."""

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from vietnamese import api as vietnamese

LONGEST_SLUG = 80
# For a title without a letter or digit.
NAMELESS = "trang"


class TitledPageForm(WagtailAdminPageForm):
    """The browser's own way of making an address drops half of the Vietnamese letters, so the server makes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug = self.fields.get("slug")
        if slug is not None:
            slug.required = False
            slug.help_text = _("Left empty, it is made from the title.")

    def clean_slug(self) -> str:
        given: str = self.cleaned_data["slug"]
        title = self.cleaned_data.get("title", "")
        if given or not title:
            return given
        # An address that is known stays as it is.
        return self.instance.slug if self.instance.pk else free_slug(self.parent_page, title)


class CourseForm(TitledPageForm):
    """The pass mark as Vietnamese writes it: 70, or 62,5."""

    pass_mark_percent = vietnamese.DecimalCommaField(
        label=_("Pass mark (%)"), min_value=0, max_value=100, max_digits=5, decimal_places=2, initial=70
    )

    def clean(self) -> dict[str, Any]:
        """Whoever chooses an issuing body and leaves the template as it was takes that body's template."""
        cleaned: dict[str, Any] = super().clean()
        body = cleaned.get("issuing_body")
        changed = self.changed_data
        if body is not None and "issuing_body" in changed and "certificate_template" not in changed:
            cleaned["certificate_template"] = body.template
        return cleaned


class LessonForm(TitledPageForm):
    """A new lesson comes after those that are there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "number" in self.fields:
            beside = type(self.instance).objects.child_of(self.parent_page)
            self.initial["number"] = (beside.aggregate(last=Max("number"))["last"] or 0) + 1


def free_slug(parent: Page, title: str) -> str:
    """A slug from the folded title that no page beside it has."""
    base = vietnamese.slug(title)[:LONGEST_SLUG].strip("-") or NAMELESS
    taken = set(Page.objects.child_of(parent).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
