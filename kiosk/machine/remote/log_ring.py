"""The program's own newest warnings, kept in memory for the desk.

Only what this program itself wrote, which by a law of the house names no person; a
library's lines may hold anything.
"""

import logging
from collections import deque
from datetime import UTC, datetime

from kiosk.domain.visible_text import visible
from kiosk.sync.wire.downward.log_wire import MOST_LINE, MOST_LINES, LogLine

OWN = "kiosk"
_MOST_WORD = 64


class LogRing(logging.Handler):
    """A handler that remembers; any thread may write to it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._lines: deque[LogLine] = deque(maxlen=MOST_LINES)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line; never the trace of an error, which may quote anything."""
        at = datetime.fromtimestamp(record.created, UTC)
        text = visible(record.getMessage())[:MOST_LINE]
        where = visible(record.name)[:_MOST_WORD]
        self._lines.append(LogLine(at, record.levelname, where, text))

    def lines(self) -> tuple[LogLine, ...]:
        """Return what is kept, in order."""
        return tuple(self._lines)

    def __enter__(self) -> "LogRing":
        logging.getLogger(OWN).addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger(OWN).removeHandler(self)
