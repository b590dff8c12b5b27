"""A certificate as a PDF: one page, drawn by xhtml2pdf from a template of ours, checked before it is handed out."""

from __future__ import annotations

import hashlib
import io
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import segno
from django.template import Context, Engine
from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject
from reportlab import rl_config
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from xhtml2pdf import pisa
from xhtml2pdf.config.resources import ResourceAccessPolicy
from xhtml2pdf.default import DEFAULT_FONT

from courses.certificates.drawing.faces import (
    BOLD,
    BOLD_ITALIC,
    FAMILY,
    FONTS,
    ITALIC,
    REGULAR,
    without_hints,
)
from courses.certificates.drawing.paper import CertificatePaper
from courses.certificates.drawing.preflight import Layout, preflight
from vietnamese import api as vietnamese

TEMPLATE_FOLDER = Path(__file__).parent / "templates"

# Nothing but these two folders can be read while a certificate is drawn, and no address can be fetched.
POLICY = ResourceAccessPolicy.server(TEMPLATE_FOLDER, allow_remote=False, extra_roots=(FONTS,))

ENGINE = Engine(dirs=[str(TEMPLATE_FOLDER)], autoescape=True, debug=False)
STYLE = (TEMPLATE_FOLDER / "certificate.css").read_text(encoding="utf-8")

# Binary streams are smaller than ASCII ones, and a fifth of the drawing time goes into making those.
rl_config.useA85 = 0

# --- The middle of the paper, in points. Sizes and leading agree with templates/certificate.css.
LEADING = 1.2
LEAD = 15
# (heading, line below it): the largest pair that leaves room enough, else the smallest.
HEADINGS = ((36, 20), (31, 18), (28, 16))
# What is above the heading inside the frame "middle" beside texts: the short rule of the plain template.
FLOURISH = {"plain": 12.0, "state": 0.0, "party": 0.0}
# Height of the frame "middle".
MIDDLE = {"plain": 368.0, "state": 306.0, "party": 302.0}
# The space between blocks is counted in units that shrink for long texts; what short texts leave over goes above
# and below the whole. Under the last figure a smaller heading is taken.
UNITS, LARGEST_UNIT, TIGHT_UNIT = 9, 10.0, 5.0
# Header lines of State and Party stand on a grid, so that number and date share a row.
HEADER_ROW, ASTERISK, RULE = 17, 13, 8

# One of the eight masks of a QR code: all are readable, and to look for the prettiest takes longer than all else.
QR_MASK = 3
# Pixels of a module: sharp at 600 dots per inch and still under a thousand bytes.
QR_SCALE = 6

# A face that is registered a second time while another thread draws with the first would mix up its letters.
_preparing = threading.Lock()


class RenderFailed(RuntimeError):
    """The PDF did not come out as it must; nothing of it may be kept. The message is for the log."""


def render(paper: CertificatePaper) -> bytes:
    """The PDF of one certificate: one A4 page in landscape, its fonts inside, its text readable by machines.

    Raises CannotBeDrawn (what a person can correct) before anything is drawn, and RenderFailed when the renderer
    gave any warning, the pages are not one, a font is not inside, or a text cannot be read back. Two drawings of
    one paper differ in their bytes (the time of making): keep the first. One drawing at a time in each process.
    """
    layout = preflight(paper)
    prepare()
    pdf = _draw(_html(layout), layout.paper)
    _check(pdf, layout)
    return pdf


def document_hash(pdf: bytes) -> str:
    """SHA-256 of a stored document, 64 hexadecimal digits."""
    return hashlib.sha256(pdf).hexdigest()


def prepare() -> None:
    """Reads the four faces once for each process. A server may call it when it starts; `render` does in any case."""
    with _preparing:
        _register_faces()


@cache
def _register_faces() -> None:
    for name, bold, italic in ((REGULAR, 0, 0), (BOLD, 1, 0), (ITALIC, 0, 1), (BOLD_ITALIC, 1, 1)):
        pdfmetrics.registerFont(TTFont(name, without_hints(name)))
        addMapping(FAMILY, bold, italic, name)
    # Known to every document from now on: @font-face would read the files again each time.
    DEFAULT_FONT[FAMILY] = FAMILY


def _html(layout: Layout) -> str:
    """The document that is drawn, in NFC: the template's words around the paper's escaped texts."""
    template = ENGINE.get_template(f"{layout.paper.template}.html")
    spare_line = LEAD * LEADING  # so that no rounding turns the page
    context = {
        "layout": layout,
        "middle": MIDDLE[layout.paper.template] + spare_line,
        "qr": qr_code(layout.paper.verify_url),
        **_middle(layout),
        **_header(layout),
    }
    return vietnamese.nfc(template.render(Context(context, use_l10n=False)))


def _middle(layout: Layout) -> dict[str, object]:
    """The sizes of the heading and the spaces between the blocks of the middle, in points."""
    texts = [layout.name, layout.title, layout.facts, layout.basis]
    if layout.paper.template == "plain":
        texts += [layout.parent, layout.issuer]
    room = MIDDLE[layout.paper.template] - FLOURISH[layout.paper.template] - 2 * LEAD * LEADING
    room -= sum(len(text.lines) * text.size * LEADING for text in texts)
    for heading, subheading in HEADINGS:
        spare = room - (heading + subheading) * LEADING
        if spare / UNITS >= TIGHT_UNIT:
            break
    unit = max(0, min(spare / UNITS, LARGEST_UNIT))
    left = max(0, spare - UNITS * unit)
    gaps = {
        "heading": 3 * unit + left / 2,
        "lead": 1.5 * unit,
        "name": unit,
        "after_name": unit,
        "title": unit,
        "facts": 1.5 * unit,
    }
    return {
        "heading": heading,
        "subheading": subheading,
        "gaps": {block: round(gap, 1) for block, gap in gaps.items()},
    }


def _header(layout: Layout) -> dict[str, object]:
    """How far number and date move down, in points, so that both stand on one row below State or Party header."""
    left = (len(layout.parent.lines) + len(layout.issuer.lines)) * HEADER_ROW
    if layout.paper.template == "state":
        left, right = left + RULE, 2 * HEADER_ROW + RULE
    else:
        left, right = left + ASTERISK, HEADER_ROW + RULE
    return {"number_down": max(0, right - left), "date_down": max(0, left - right)}


def qr_code(address: str) -> str:
    """A QR code that says exactly the address, as a picture inside the document: nothing is read or fetched."""
    code = segno.make_qr(address, error="m", mask=QR_MASK, boost_error=False)
    return code.png_data_uri(scale=QR_SCALE, border=2)


def _draw(html: str, paper: CertificatePaper) -> bytes:
    out = io.BytesIO()
    with _complaints() as complaints:
        try:
            status = pisa.CreatePDF(
                html,
                dest=out,
                path=str(TEMPLATE_FOLDER / f"{paper.template}.html"),
                encoding="utf-8",
                default_css=STYLE,
                resource_policy=POLICY,
                context_meta={
                    "title": f"Giấy chứng nhận hoàn thành khóa học: {paper.full_name}",
                    "author": paper.issuer_name,
                    "subject": paper.course_title,
                },
            )
        except Exception as error:  # whatever the renderer throws means the same to the caller
            raise RenderFailed(f"The certificate {paper.number_words} could not be drawn: {error}") from error
    if status.err or status.warn or complaints:
        raise RenderFailed(
            f"The certificate {paper.number_words} was drawn with {status.err} errors and {status.warn} warnings: "
            + " | ".join(complaints)
        )
    return out.getvalue()


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What the renderer logs in this thread: it counts only some of its warnings (not an unreadable colour, for one)."""
    heard: list[str] = []
    thread = threading.get_ident()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == thread:
                heard.append(record.getMessage())

    listener = Listener(logging.WARNING)
    logger = logging.getLogger("xhtml2pdf")
    logger.addHandler(listener)
    try:
        yield heard
    finally:
        logger.removeHandler(listener)


def _check(pdf: bytes, layout: Layout) -> None:
    """Reads the finished document back; RenderFailed when it is not the certificate that was asked for."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    if len(pages) != 1:
        raise RenderFailed(f"The certificate {layout.paper.number_words} came out on {len(pages)} pages.")
    text, strangers = _read(pages[0])
    if strangers:
        raise RenderFailed(
            f"Fonts that are not inside the document draw its text: {', '.join(sorted(strangers))}."
        )
    for fitted in layout.texts():
        if " ".join(fitted.lines) not in text:
            raise RenderFailed(f"The text cannot be read back from the document: {' '.join(fitted.lines)!r}.")


def _read(page: PageObject) -> tuple[str, set[str]]:
    """The text of a page with single spaces, and the names of fonts that draw some of it without being inside."""
    strangers: set[str] = set()

    def visit(
        text: str, _matrix: object, _text_matrix: object, font: DictionaryObject | None, _size: object
    ) -> None:
        if text.strip() and not _is_inside(font):
            strangers.add(str(font.get("/BaseFont")) if font else "unknown")

    text = page.extract_text(visitor_text=visit)
    return " ".join(text.split()), strangers


def _is_inside(font: DictionaryObject | None) -> bool:
    """Whether a font is one of ours, with its outlines in the document ("/AAAAAA+Tinos-Bold" and its file)."""
    if font is None or "+Tinos-" not in str(font.get("/BaseFont")):
        return False
    return "/FontFile2" in font.get("/FontDescriptor", {})
