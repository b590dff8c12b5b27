"""QTI items and packages as other programs write them, in few words."""

from __future__ import annotations

import io
import zipfile

from quizzes.bank.interchange.base import Drafted, ReadFile
from quizzes.bank.interchange.qti import Qti

V3 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
V2 = "http://www.imsglobal.org/xsd/imsqti_v2p1"


def archive(**entries: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name.replace("__", "/").replace("_DOT_", "."), data)
    return out.getvalue()


def manifest(*hrefs: str, kind: str = "imsqti_item_xmlv3p0") -> str:
    resources = "".join(
        f'<resource identifier="r{at}" type="{kind}" href="{href}"/>' for at, href in enumerate(hrefs)
    )
    return f"<manifest><resources>{resources}</resources></manifest>"


def package(items: dict[str, bytes | str], **more: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("imsmanifest.xml", manifest(*items))
        for name, data in {**items, **more}.items():
            made.writestr(name, data)
    return out.getvalue()


def item(declared: str, body: str, *, more: str = "") -> str:
    return (
        f'<qti-assessment-item xmlns="{V3}" identifier="i" title="t">{declared}'
        f"<qti-item-body>{body}</qti-item-body>{more}</qti-assessment-item>"
    )


def response(*right: str, cardinality: str = "single", base: str = "identifier", mapping: str = "") -> str:
    values = "".join(f"<qti-value>{each}</qti-value>" for each in right)
    return (
        f'<qti-response-declaration identifier="RESPONSE" cardinality="{cardinality}" base-type="{base}">'
        f"<qti-correct-response>{values}</qti-correct-response>{mapping}</qti-response-declaration>"
    )


def choices(*names: str, attributes: str = 'max-choices="1"', prompt: str = "") -> str:
    options = "".join(
        f'<qti-simple-choice identifier="{each}">Ý {each}</qti-simple-choice>' for each in names
    )
    return f'<qti-choice-interaction response-identifier="RESPONSE" {attributes}>{prompt}{options}</qti-choice-interaction>'


def read(text: str) -> ReadFile:
    return Qti().read(text.encode())


def asked(text: str) -> Drafted:
    (question,) = read(text).questions
    return question
