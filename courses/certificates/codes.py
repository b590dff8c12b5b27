"""The check code of a certificate: random, and fit to be typed by hand."""

import secrets

# Crockford's base 32: no I, L, O, U. 26 letters carry 130 random bits.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """26 random letters from the system's secure generator."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def as_code(typed: str) -> str:
    """A code as stored, from whatever was typed: any case, spaces or dashes between, O for 0, I or L for 1."""
    kept = "".join(letter for letter in typed.upper() if letter.isalnum())
    return kept.translate(READ_AS)[:64]


def grouped(code: str) -> str:
    """ "K7QF-2M9T-XW4H-8RJC-5VNB-3D6P-YA" """
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
