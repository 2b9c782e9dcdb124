"""The last self-test of each kind, kept apart from how a part is at the moment."""

from datetime import datetime

from kiosk.domain.faults import Fault
from kiosk.session.dialog.ports import Ports
from kiosk.session.staff.pages import TestOutcome, TestRecord
from kiosk.settings.state.store import Migration, Row, Store

MIGRATIONS = (
    Migration(
        "staff-1-self-test",
        (
            "CREATE TABLE self_test (test TEXT PRIMARY KEY, outcome TEXT NOT NULL, "
            "at TEXT, who TEXT NOT NULL, proved TEXT NOT NULL, fault TEXT) STRICT",
        ),
    ),
)


def keep_test(store: Store, record: TestRecord) -> None:
    """Keep how a self-test ended, in place of the one before.

    One that was broken off proves nothing: what was proved before stays.

    :raises StoreError: when it cannot be kept.
    """
    at = None if record.at is None else record.at.isoformat()
    store.execute(
        "INSERT INTO self_test VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (test) DO UPDATE SET outcome = excluded.outcome, "
        "at = excluded.at, who = excluded.who, proved = excluded.proved, "
        "fault = excluded.fault "
        "WHERE excluded.outcome != ? OR self_test.outcome = excluded.outcome",
        [
            *(record.test, str(record.outcome), at, record.who, record.proved),
            record.fault and record.fault.value,
            str(TestOutcome.BROKEN_OFF),
        ],
    )


def last_tests(parts: Ports, *tests: str) -> tuple[TestRecord, ...]:
    """Return the newest record of each kind; one that there is none of says so."""
    rows = parts.store.all("SELECT * FROM self_test")
    found = {str(row["test"]): row for row in rows}
    return tuple(
        _record(found[test]) if test in found else TestRecord(test) for test in tests
    )


def _record(row: Row) -> TestRecord:
    return TestRecord(
        test=row["test"],
        outcome=TestOutcome(row["outcome"]),
        at=None if row["at"] is None else datetime.fromisoformat(row["at"]),
        who=row["who"],
        proved=row["proved"],
        fault=None if row["fault"] is None else Fault(row["fault"]),
    )
