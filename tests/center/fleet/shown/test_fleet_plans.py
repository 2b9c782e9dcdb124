"""What grows with events and days is found by an index, on both engines.

The registry has 10,000 rows at most, and what waits for a person has few for each.
"""

from sqlalchemy import Connection, text, update

from kiosk.center.fleet.counts import china_day
from kiosk.center.fleet.receipt_places import receipts_by_number
from kiosk.center.fleet.shown.day_figures import day_sums, machine_figures, span_of
from kiosk.center.fleet.shown.loss_list import loss_page
from kiosk.center.fleet.shown.machine_view import machine_view
from kiosk.center.fleet.shown.wall import wall
from kiosk.center.fleet.shown.work_lists import WORK, work_counts, work_page
from kiosk.center.upload.upload_tables import event
from tests.center.database.test_query_plans import fill, whole_reads, written_down
from tests.center.fleet.shown.seeded import NOW, put_machine
from tests.center.fleet.shown.test_day_figures import TODAY

SHORT = {"kiosk", "machine", "fork", "twin", "alarm", "open_fault", "waiting_kiosk"}
SHORT |= {"fork_settled", "edition", "rollout"}
GROWING = {"event", "act", "machine_count", "receipt_place", "refusal_note", "link"}
GROWING |= {"desk_order", "certificate", "position", "edition_place"}


def test_no_page_reads_what_grows_from_one_end_to_the_other(db: Connection) -> None:
    fill(db, GROWING | (SHORT - {"kiosk"}))
    db.execute(update(event).values(refused_code=None))
    db.execute(text("ANALYZE"))
    put_machine(db, "hall-1", NOW)
    day = china_day(NOW)
    with written_down() as seen:
        machine_view(db, "hall-1", NOW)
        wall(db, NOW)
        work_counts(db, NOW)
        for name in WORK:
            work_page(db, name, NOW)
        receipts_by_number(db, "5F0A1C3E-103000")
        receipts_by_number(db, "2026113000007")
        loss_page(db, NOW)
        loss_page(db, NOW, (NOW, "ff"))
        day_sums(db, day)
        list(machine_figures(db, ["hall-1"], span_of("", "", TODAY)))
    asked = [each for each in seen.values() if each[0].startswith("SELECT")]
    assert len(asked) > 20
    found = {words: set(whole_reads(db, (words, v))) - SHORT for words, v in asked}
    assert {words: names for words, names in found.items() if names} == {}
