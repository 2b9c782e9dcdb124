"""What the idle page says of the hall and of the desk, and when."""

from datetime import UTC, datetime

from kiosk.session.dialog.notice_board import NoticeBoard
from kiosk.sync.wire.downward.edition_contents import DeskNotice

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)
MORNING, EVENING = NOON.replace(hour=8), NOON.replace(hour=18)


def test_texts_stand_in_their_time() -> None:
    board = NoticeBoard()
    assert board.texts(("own",), NOON) == ("own",)
    board.notices = (
        DeskNotice("always"),
        DeskNotice("today", MORNING, EVENING),
        DeskNotice("later", EVENING),
        DeskNotice("over", None, NOON),
    )
    assert board.texts(("own", "always"), NOON) == ("always", "today", "own")
    assert board.texts((), EVENING) == ("always", "later")


def test_who_does_not_know_the_time_shows_what_has_none() -> None:
    board = NoticeBoard()
    board.notices = (DeskNotice("always"), DeskNotice("today", MORNING, EVENING))
    assert board.texts((), None) == ("always",)
