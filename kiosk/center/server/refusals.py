"""The refusals the center answers with; each is a status and a stable code."""

import random

RETRY_AFTER = 3
"""Seconds, half of it more or less, so that not all come at once."""


class Refusal(Exception):
    """An answer that is not a success; its text names no person."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def retry_after() -> str:
    """Return when to come again, for the header of a 503."""
    wait = max(1, round(RETRY_AFTER * random.uniform(0.5, 1.5)))  # noqa: S311
    return str(wait)


def not_enrolled() -> Refusal:
    """Return the refusal of a stranger or of a certificate that was replaced."""
    return Refusal(401, "not_enrolled", "Show the certificate of an enrolled kiosk.")
