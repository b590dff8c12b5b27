"""Which words the code asks gettext for: read from Python, templates and scripts, without the GNU gettext tools.

Answers two questions: what has no Vietnamese yet (`build_words --missing`, and a test), and where is it asked for.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

from portal import words

# Which argument is the context, the message and the plural, by function.
_SHAPES: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "_": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
_STRING = r"""(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
# A call as templatize writes it, or as a script does: the name, then one to three strings.
_CALL = re.compile(
    rf"(?<![\w$.])(?P<name>n?p?gettext|_)\(\s*(?P<strings>u?{_STRING}(?:\s*,\s*u?{_STRING})*)", re.DOTALL
)
_ONE_STRING = re.compile(_STRING, re.DOTALL)
_TEMPLATE_ENDINGS = {".html", ".txt", ".xml", ".svg"}
_NOT_OURS = {"vendor", "node_modules", "migrations", "__pycache__"}


@dataclass(frozen=True)
class Asked:
    """One place that asks for a translation. `domain` says which catalogue answers: scripts read `djangojs`."""

    message: str
    context: str
    plural: str
    domain: str
    path: Path
    line: int

    @property
    def key(self) -> tuple[str, str]:
        return (self.message, self.context)


class CannotRead(Exception):
    """A call whose message no tool can see: an f-string or a joined text."""


def asked(*folders: Path) -> Iterator[Asked]:
    """Every call for a translation below `folders`: `*.py`, templates, and `*.js` that are not a vendor's.

    Raises CannotRead with file and line for a message that is put together when the program runs. A variable is passed
    over: its text is marked where it is written.
    """
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            reader = _reader(path.relative_to(folder), path.suffix)
            if reader and path.is_file():
                yield from reader(path)


def missing(locale: Path, *folders: Path) -> list[Asked]:
    """What the code below `folders` asks for and no part in `locale/words` answers, each message once per domain."""
    known = {domain: {word.key for word in found} for domain, found in words.merged(locale / "words").items()}
    unanswered: dict[tuple[str, str, str], Asked] = {}
    for each in asked(*folders):
        if each.message and each.key not in known[each.domain]:
            unanswered.setdefault((each.domain, *each.key), each)
    return list(unanswered.values())


def _reader(inside: Path, ending: str) -> Callable[[Path], Iterator[Asked]] | None:
    if _NOT_OURS & set(inside.parts):
        return None
    if ending == ".py":
        return asked_in_python
    if ending == ".js":
        return asked_in_script
    if ending in _TEMPLATE_ENDINGS and "templates" in inside.parts:
        return asked_in_template
    return None


def asked_in_python(path: Path) -> Iterator[Asked]:
    """The calls in a Python file to what it imports from `django.utils.translation`, under whatever name."""
    source = path.read_text(encoding="utf-8")
    if "translation" not in source:
        return
    tree = ast.parse(source, filename=str(path))
    names = _translators(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        shape = _SHAPES.get(_called(node.func, names))
        if not shape or len(node.args) <= shape[1]:
            continue
        context, message, plural = (_constant(node, index, path) for index in shape)
        if message is not None:
            yield Asked(message, context or "", plural or "", "django", path, node.lineno)


def asked_in_template(path: Path) -> Iterator[Asked]:
    """The `translate`, `blocktranslate` and `_("…")` of a template, as Django itself reads them."""
    source = path.read_text(encoding="utf-8")
    if "trans" in source or "_(" in source:
        yield from _calls(templatize(source, origin=str(path)), "django", path)


def asked_in_script(path: Path) -> Iterator[Asked]:
    """The calls of a script to gettext, ngettext, pgettext and npgettext with plain strings."""
    source = path.read_text(encoding="utf-8")
    if "gettext" in source:
        yield from _calls(source, "djangojs", path)


def _translators(tree: ast.AST) -> dict[str, str]:
    """Local name -> the function of django.utils.translation that it stands for; `translation` for the module."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names.update({alias.asname or alias.name: alias.name for alias in node.names})
        elif isinstance(node, ast.ImportFrom) and node.module == "django.utils":
            names.update(
                {
                    alias.asname or alias.name: "translation"
                    for alias in node.names
                    if alias.name == "translation"
                }
            )
    return names


def _called(function: ast.expr, names: dict[str, str]) -> str:
    if isinstance(function, ast.Name):
        return names.get(function.id, "")
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.attr if names.get(function.value.id) == "translation" else ""
    return ""


def _constant(node: ast.Call, index: int | None, path: Path) -> str | None:
    if index is None or index >= len(node.args):
        return None
    argument = node.args[index]
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    if isinstance(argument, ast.JoinedStr | ast.BinOp):
        raise CannotRead(f"{path}:{node.lineno}: a message must be one plain string, with named placeholders")
    return None


def _calls(source: str, domain: str, path: Path) -> Iterator[Asked]:
    for match in _CALL.finditer(source):
        context, message, plural = _SHAPES[match["name"]]
        strings = [ast.literal_eval(text) for text in _ONE_STRING.findall(match["strings"])]
        if len(strings) <= message:
            continue
        yield Asked(
            message=strings[message],
            context=strings[context] if context is not None else "",
            plural=strings[plural] if plural is not None and len(strings) > plural else "",
            domain=domain,
            path=path,
            line=source.count("\n", 0, match.start()) + 1,
        )
