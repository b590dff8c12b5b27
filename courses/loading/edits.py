"""Whether somebody has worked on what a file made: the loaded revision beside the latest one."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from wagtail.models import Revision

# What publishing, moving and loading change without anybody having written a word.
NOT_WRITTEN = {
    "pk", "path", "depth", "numchild", "url_path", "draft_title", "live", "live_revision", "latest_revision",
    "latest_revision_created_at", "has_unpublished_changes", "first_published_at", "last_published_at", "go_live_at",
    "expire_at", "expired", "locked", "locked_at", "locked_by", "owner", "content_type", "translation_key", "locale",
    "alias_of", "loaded_hash", "loaded_revision", "search_folded", "current_version", "retired_at", "sort_order",
    "course", "question", "quiz_ptr", "wagtail_admin_comments",
}  # fmt: skip


def edits(things: Iterable[Any]) -> Iterator[str]:
    """A line for each that was worked on since it was loaded: "KH157-B1: title, body"."""
    things = [
        each for each in things if each.loaded_revision and each.latest_revision_id != each.loaded_revision
    ]
    keys = {each.loaded_revision for each in things} | {each.latest_revision_id for each in things}
    revisions = Revision.objects.in_bulk(keys)
    for each in things:
        loaded, latest = revisions.get(each.loaded_revision), revisions.get(each.latest_revision_id)
        fields = _differing(loaded.content, latest.content) if loaded and latest else ["?"]
        if fields:
            yield f"{key_of(each)}: {', '.join(fields)}"


def key_of(thing: Any) -> str:
    """The key of a course, lesson, question or quiz."""
    return str(getattr(thing, "code", None) or thing.uid)


def same_shape(content: dict[str, Any]) -> dict[str, Any]:
    """The content of a revision with its body as JSON, not as text: databases keep the keys in orders of their own."""
    body = content.get("body")
    return {**content, "body": json.loads(body)} if isinstance(body, str) else content


def _differing(loaded: dict[str, Any], latest: dict[str, Any]) -> list[str]:
    loaded, latest = same_shape(loaded), same_shape(latest)
    fields = (set(loaded) | set(latest)) - NOT_WRITTEN
    return sorted(name for name in fields if _written(loaded.get(name)) != _written(latest.get(name)))


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _written(each) for key, each in value.items() if key not in NOT_WRITTEN | {"quiz"}}
    if isinstance(value, list):
        return [_written(each) for each in value]
    # A browser sends lines with ends of its own; whoever only saved or submitted a page wrote nothing.
    return "\n".join(value.splitlines()) if isinstance(value, str) else value
