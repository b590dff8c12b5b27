"""Certificates as documents: what stands on one, whether it can be drawn, and the PDF itself. Knows no model."""

from courses.certificates.drawing.paper import TEMPLATES, CertificatePaper
from courses.certificates.drawing.preflight import CannotBeDrawn, Fitted, Layout, preflight
from courses.certificates.drawing.render import RenderFailed, document_hash, prepare, render

__all__ = [
    "TEMPLATES",
    "CannotBeDrawn",
    "CertificatePaper",
    "Fitted",
    "Layout",
    "RenderFailed",
    "document_hash",
    "preflight",
    "prepare",
    "render",
]
