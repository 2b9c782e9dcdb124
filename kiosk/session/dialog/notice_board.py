"""What stands on the idle page besides how to begin: texts of the hall and the desk."""

from collections.abc import Sequence
from datetime import datetime

from kiosk.sync.wire.downward.edition_contents import DeskNotice


class NoticeBoard:
    """The texts of this moment, for the session thread."""

    def __init__(self) -> None:
        self.notices: tuple[DeskNotice, ...] = ()
        """What an edition of notices says."""

    def texts(self, own: Sequence[str], now: datetime | None) -> tuple[str, ...]:
        """Return what to show in turn.

        :param own: the hall's, from the settings.
        :param now: None where nobody knows the time.
        """
        told = [each.text for each in self.notices if each.holds(now)]
        return tuple(dict.fromkeys([*told, *own]))
