"""The audit: a line changed, left out, added or cut off is seen."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.desk.audit.audit_book import AuditBook, lines_before
from kiosk.center.desk.desk_keys import DeskKeys
from tests.center.engines import force

BY = ("li", "192.0.2.0/24")
SPOILT = [
    ("UPDATE desk_audit SET told = 'nothing' WHERE number = 2", 2),
    ("UPDATE desk_audit SET at = at - 60 WHERE number = 3", 3),
    ("DELETE FROM desk_audit WHERE number = 1", 1),
    ("DELETE FROM desk_audit WHERE number = 4", 4),
    ("UPDATE desk_audit_end SET number = 5", 5),
]


@pytest.fixture
def book(center_folder: Path, db: Connection) -> AuditBook:
    book = AuditBook(DeskKeys(center_folder))
    for number in range(4):
        with transaction(db):
            book.note(db, 1e9 + number, BY, "restart", f"hall-{number}", "x" * 900)
    return book


def test_lines_come_newest_first_and_by_pages(book: AuditBook, db: Connection) -> None:
    assert book.first_wrong(db) is None
    assert [line.number for line in lines_before(db, None, 3)] == [4, 3, 2]
    (last,) = lines_before(db, 2, 3)
    assert (last.number, last.operator, last.subject) == (1, "li", "hall-0")
    assert last.told == "x" * 200


@pytest.mark.parametrize(("statement", "number"), SPOILT)
def test_what_was_changed_behind_its_back_is_seen(
    statement: str, number: int, book: AuditBook, db: Connection
) -> None:
    with transaction(db):
        force(db, statement)
    assert book.first_wrong(db) == number


def test_an_act_that_fails_leaves_no_line(book: AuditBook, db: Connection) -> None:
    with pytest.raises(KeyError), transaction(db):
        book.note(db, 2e9, BY, "restart")
        raise KeyError
    assert (book.first_wrong(db), len(lines_before(db, None, 9))) == (None, 4)
