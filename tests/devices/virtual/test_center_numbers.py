"""What the dock says of the center is counted in the center's own file."""

import sqlite3
from contextlib import closing
from pathlib import Path

from kiosk.center.applications.contact.messenger import (
    CONTACT_CODE,
    NoticeTable,
    ShortMessage,
)
from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import FILE
from kiosk.center.database.transactions import put, transaction
from kiosk.center.identity.identity_tables import certificate
from kiosk.devices.virtual.center_numbers import center_numbers, waiting_codes


def test_it_counts_what_the_center_has(tmp_path: Path) -> None:
    assert center_numbers(tmp_path) == {}
    with closing(connect(tmp_path)) as db:
        assert set(center_numbers(tmp_path).values()) == {0}
        put(db, certificate, kiosk="hall-1", serial="1", not_after=1.0, revoked=0)
        assert center_numbers(tmp_path)["certificate"] == 1


def test_a_file_that_is_none_yet_has_no_numbers(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / FILE).close()
    (tmp_path / FILE).write_bytes(b"")
    assert center_numbers(tmp_path) == {}


def test_the_code_that_a_city_would_send_is_shown(tmp_path: Path) -> None:
    assert waiting_codes(tmp_path) == []
    told = ShortMessage("a" * 32, CONTACT_CODE, "19900000000", "304815")
    with closing(connect(tmp_path)) as db:
        with transaction(db):
            NoticeTable().send(db, told, 1.0)
        assert waiting_codes(tmp_path) == ["304815"]
        with transaction(db):
            NoticeTable().forget_code(db, told.act)
        assert waiting_codes(tmp_path) == []
    assert "304815" not in repr(told)
