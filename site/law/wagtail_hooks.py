"""The legal register in Wagtail's admin."""

from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from law.admin.viewset import DocumentViewSet, RegisterPolicy
from law.documents import LegalDocument

register_permission_policy(LegalDocument, RegisterPolicy(LegalDocument))
register_snippet(DocumentViewSet)
