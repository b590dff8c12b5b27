"""Names every model of law for Django."""

from law.documents import Amendment, Erratum, LegalDocument, Provision, PublishRule, RegisterState, Status

__all__ = ["Amendment", "Erratum", "LegalDocument", "Provision", "PublishRule", "RegisterState", "Status"]
