"""The refusals the center answers with; each is a status and a stable code."""


class Refusal(Exception):
    """An answer that is not a success; its text names no person."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def not_enrolled() -> Refusal:
    """Return the refusal of a stranger or of a certificate that was replaced."""
    return Refusal(401, "not_enrolled", "Show the certificate of an enrolled kiosk.")
