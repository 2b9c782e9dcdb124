"""Old files are brought on in place with what is in them; a newer one is refused."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text

from kiosk.center.applications.applications_tables import act, kiosk_try
from kiosk.center.database import transactions
from kiosk.center.database.all_tables import ALL
from kiosk.center.database.connecting import connect
from kiosk.center.database.current_schema import (
    PRESENT,
    REVISIONS,
    NewerDatabase,
)
from kiosk.center.database.engine import FILE
from kiosk.center.database.frozen_statements import MIGRATIONS, statements
from kiosk.center.database.transactions import transaction
from kiosk.center.identity.identity_tables import (
    certificate,
    former_key,
    replaced_certificate,
)
from kiosk.center.upload.upload_tables import event
from tests.every import every

FILLED = """
INSERT INTO kiosk VALUES ('hall-1', x'01', 5.0);
UPDATE kiosk SET signing_key=x'02', enrolled_at=6.0;
INSERT INTO certificate VALUES ('ab', 'hall-1', 9.0, 0), ('cd', 'hall-1', 8.0, 1);
INSERT INTO unused_certificate VALUES (7, 'ab', 'hall-1');
INSERT INTO event VALUES ('hall-1', x'11', x'22', 'a.b', 1, 2, 'boot', x'7b7d', NULL,
    NULL, 3.0);
INSERT INTO fork VALUES ('hall-1', 4.0, 2, 1, 5, 1, 3);
INSERT INTO act VALUES ('a1', 'hall-1', 'release', 5.5, 'accepted', '{}', 'C', 'H',
    'number', NULL, NULL, NULL, NULL);
INSERT INTO kiosk_try VALUES ('loss', 'hall-1', 4.0), ('loss', 'hall-1', 4.0);
INSERT INTO notice VALUES (1, 5.0, 'a1', '1**', 'loss_accepted', '001', NULL);
"""
BETWEEN = """
CREATE TABLE replaced_certificate(serial TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO replaced_certificate VALUES ('cd');
ALTER TABLE session ADD COLUMN pin TEXT NOT NULL DEFAULT 'none';
"""


def old_file(folder: Path, more: str = "") -> None:
    """Write a file as a center of long ago left it, with rows in its tables."""
    folder.mkdir(exist_ok=True)
    with closing(sqlite3.connect(folder / FILE)) as db:
        for statement in statements("tables_0001.sql"):
            db.execute(statement)
        db.executescript(FILLED + more)
        db.commit()


def shape(db: Connection) -> dict[str, object]:
    """Return what tables have: columns, key, indexes."""
    known = inspect(db)
    return {
        name: (
            sorted((c["name"], str(c["type"])) for c in known.get_columns(name)),
            known.get_pk_constraint(name)["constrained_columns"],
            sorted(
                (str(i["name"]), i["column_names"]) for i in known.get_indexes(name)
            ),
        )
        for name in known.get_table_names()
    }


@pytest.mark.parametrize("more", ["", BETWEEN], ids=["first", "between"])
def test_an_old_file_has_the_present_tables_and_its_rows(
    tmp_path: Path, more: str
) -> None:
    old_file(tmp_path / "old", more)
    with (
        closing(connect(tmp_path / "old")) as db,
        closing(connect(tmp_path / "new")) as fresh,
    ):
        assert shape(db) == shape(fresh)
        assert db.execute(text("SELECT version_num FROM alembic_version")).scalar() == (
            PRESENT
        )
        assert [
            row["signing_key"] for row in transactions.every(db, select(former_key))
        ] == [b"\1"]
        assert len(transactions.every(db, select(certificate))) == 2
        assert transactions.every(db, select(event))[0]["forgotten_at"] is None
        assert transactions.every(db, select(act))[0]["kiosk"] == "hall-1"
        assert len(transactions.every(db, select(kiosk_try))) == 2
        replaced = [
            tuple(r.values())
            for r in transactions.every(db, select(replaced_certificate))
        ]
        assert replaced == ([("hall-1", "cd")] if more else [])
        names = inspect(db).get_table_names()
        assert not [name for name in names if name.startswith("old_")]


def test_a_revision_that_fails_changes_nothing(tmp_path: Path) -> None:
    old_file(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute("CREATE TABLE old_act(x)")
        before = db.execute("SELECT name, sql FROM sqlite_master").fetchall()
        db.commit()
        with pytest.raises(Exception, match="old_act"):
            connect(tmp_path)
        assert db.execute("SELECT name, sql FROM sqlite_master").fetchall() == before
        db.execute("DROP TABLE old_act")
        db.commit()
    connect(tmp_path).close()


def test_the_file_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    with closing(connect(tmp_path)) as db, transaction(db):
        db.execute(text("UPDATE alembic_version SET version_num='9999'"))
    with pytest.raises(NewerDatabase):
        connect(tmp_path)


def test_the_newest_revision_is_the_present_one() -> None:
    place = str(MIGRATIONS)
    script = ScriptDirectory(place, version_locations=[place])
    assert script.get_current_head() == PRESENT == REVISIONS[-1]
    assert sorted(each.revision for each in script.walk_revisions()) == [*REVISIONS]


DESK = (
    *("desk_operator", "desk_session", "desk_wait"),
    *("desk_audit", "desk_audit_end", "desk_alert", "desk_lease"),
)
"""What belongs to no machine and to nobody that a machine serves."""


def test_every_table_says_first_whose_a_row_is() -> None:
    of_all = {"act_number", "authority", "code", "meta", "secret", *DESK}
    of_all |= {"edition", "release_package", "release_block", "hospital_setting"}
    of_all |= {"vacancy", "vacancy_list"}
    owners = {"kiosk", "holder", "card", "number", "tag", "act", "id", "person"}
    for table in every(ALL.sorted_tables):
        first = next(iter(table.primary_key.columns)).name
        assert table.name in of_all or first in owners, table.name


ORDERS = ("desk_order", "order_log")
ADDED = {
    "0003": ("refusal_note",),
    "0004": (
        *("machine", "machine_count", "receipt_place", *ORDERS),
        *("authority", "waiting_kiosk", *DESK),
        *("edition", "edition_place", "release_package", "release_block"),
        *("rollout", "rollout_result"),
    ),
    "0005": (
        *("hospital_ask", "hospital_setting", "hospital_clinic"),
        *("hospital_patient", "hospital_registration"),
        *("eligibility", "face_nonce", "face_module"),
        *("contact_code", "person_mobile"),
        *("unemployed", "work_sign_in", "vacancy", "vacancy_list"),
    ),
}
"""The tables that each revision made."""


@pytest.mark.parametrize("found", ["0002", "0003", "0004"])
def test_an_older_revision_is_brought_on(
    found: str, db: Connection, center_folder: Path
) -> None:
    wanted = shape(db)
    with transaction(db):
        for table in (each for rev in ADDED if rev > found for each in ADDED[rev]):
            db.execute(text(f"DROP TABLE {table}"))
        if found < "0004":
            db.execute(text("DROP INDEX act_decided"))
            db.execute(text("ALTER TABLE certificate DROP COLUMN authority"))
        if found < "0003":
            db.execute(text("DROP INDEX event_refused"))
        db.execute(text(f"UPDATE alembic_version SET version_num='{found}'"))
    with closing(connect(center_folder)) as again:
        assert shape(again) == wanted
