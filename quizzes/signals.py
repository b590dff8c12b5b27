"""The one thing this app says aloud: an attempt has a grade. Sent inside the transaction that stores it."""

from django.dispatch import Signal

# Arguments: attempt (Attempt), grade (Grade), at (datetime). Sent with `send`: a listener's error undoes the grade.
attempt_graded = Signal()
