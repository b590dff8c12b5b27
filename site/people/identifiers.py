"""Random identifiers: what stands in a URL can be neither guessed nor counted."""

import secrets
import uuid


def random_uuid() -> uuid.UUID:
    """128 bits from the system's secure generator, in the shape of a UUID (a version-4 UUID has only 122)."""
    return uuid.UUID(bytes=secrets.token_bytes(16))


def random_code() -> str:
    """128 random bits as 22 URL-safe characters."""
    return secrets.token_urlsafe(16)
