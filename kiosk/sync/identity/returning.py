"""Coming back after the certificate ended: ask the center, and wait for its staff.

The question is signed with the kiosk's signing key, which the center knows, and goes
over a line that shows no certificate; the journal grows meanwhile as ever.
"""

from datetime import datetime
from pathlib import Path

from kiosk.settings.state.durable_file import write_durably
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.wire.identity_wire import Reenrolled

WAITING_FILE = "waits-since"
"""Beside the keys, while staff has not approved: for pages and for the doctor."""


class Waiting:
    """Since when this kiosk waits for approval, over restarts."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / WAITING_FILE

    @property
    def since(self) -> datetime | None:
        """Return since when; None: it does not wait."""
        try:
            found = datetime.fromisoformat(self._path.read_text("ascii").strip())
        except (OSError, ValueError):
            return None
        return found if found.tzinfo else None

    def begin(self, since: datetime) -> bool:
        """Keep that it waits; tell whether that is new.

        :raises OSError: when it cannot be written.
        """
        if self.since == since:
            return False
        write_durably(self._path, f"{since.isoformat()}\n".encode("ascii"))
        return True

    def end(self) -> None:
        """Forget it."""
        self._path.unlink(missing_ok=True)


def keep_answer(
    papers: Certificates, waiting: Waiting, answer: Reenrolled
) -> bool | None:
    """Keep what the center gave; None: the certificate, else whether we newly wait.

    :raises CenterError: when what it gave cannot be used.
    :raises OSError: when it cannot be kept.
    """
    if answer.waits_since is not None:
        return waiting.begin(answer.waits_since)
    papers.keep_next(answer.certificate)
    waiting.end()
    return None
