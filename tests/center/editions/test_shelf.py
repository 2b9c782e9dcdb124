"""Editions: checked before they are kept, told to whom they are for, refused else."""

from dataclasses import dataclass

import pytest
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.editions import edition_places
from kiosk.center.editions.content_check import EditionMistake
from kiosk.center.editions.edition_places import EditionAt
from kiosk.center.editions.shelf import publish, published
from kiosk.center.fleet.editions import editions_of, wanted_editions
from kiosk.settings.shipped import shipped_config
from kiosk.sync.wire.downward.editions_wire import EditionMark
from kiosk.sync.wire.events.edition_events import EditionApplied, EditionRefused
from tests.center.editions.fleet_rows import NOW, enrol_rows, pulse

NOTICES = '[[notices]]\ntext = "周五下午两点提前关门"\n'.encode()
REGION = shipped_config("regions", "ningbo.toml").read_bytes()


@dataclass
class Shelf:
    """A center's editions."""

    db: Connection

    def publish(self, kind: str, data: bytes, audience: str = "all") -> int:
        return publish(self.db, kind, data, audience, "desk1", NOW).number

    def wanted(self, kiosk: str, site: str = "", **applied: int) -> dict[str, int]:
        found = wanted_editions(self.db, kiosk, pulse(site, **applied), NOW)
        return {mark.kind: mark.number for mark in found}


@pytest.fixture
def shelf(db: Connection) -> Shelf:
    enrol_rows(db, ["HALL-1", "HALL-2"])
    return Shelf(db)


def test_each_machine_hears_of_what_is_for_it_until_it_has_decided(
    shelf: Shelf,
) -> None:
    one = shelf.publish("notices", NOTICES)
    own = shelf.publish("notices", b"", "kiosk:HALL-1")
    east = shelf.publish("settings", b"[settings]\n'voice.volume' = 3\n", "site:east")
    assert one < own
    assert shelf.wanted("HALL-1") == {"notices": own}
    assert shelf.wanted("HALL-2") == {"notices": one}
    assert shelf.wanted("HALL-2", "east") == {"notices": one, "settings": east}
    assert shelf.wanted("HALL-2", "east", notices=one, settings=east) == {}
    newer = shelf.publish("notices", NOTICES)
    assert shelf.wanted("HALL-1", notices=own) == {"notices": newer}
    mark = wanted_editions(shelf.db, "HALL-1", pulse(), NOW)[0]
    assert mark == EditionMark("notices", newer, published(shelf.db)[0].size)


def test_a_page_sees_what_a_machine_should_have_and_has(shelf: Shelf) -> None:
    one = shelf.publish("notices", NOTICES)
    two = shelf.publish("region", REGION)
    with transaction(shelf.db):
        for event in (
            EditionApplied(edition="notices", number=one, by="d"),
            EditionRefused(edition="region", number=two, why="printer"),
            # Late news of an older one changes nothing.
            EditionApplied(edition="region", number=two - 1, by="d"),
        ):
            edition_places.told(shelf.db, "HALL-1", event, NOW)
    three = shelf.publish("notices", NOTICES)
    notices, region = editions_of(shelf.db, "HALL-1", "")
    assert (notices.wanted, notices.is_due) == (three, True)
    assert notices.at == EditionAt("notices", one, 0, "", NOW)
    assert (region.wanted, region.is_due) == (two, False)
    assert region.at == EditionAt("region", two - 1, two, "printer", NOW)
    assert [view.at for view in editions_of(shelf.db, "HALL-2", "")] == [None, None]


def test_numbers_go_on_behind_a_center_that_was_put_back(shelf: Shelf) -> None:
    """What machines had of the time that is lost is older than what comes now."""
    lost = [shelf.publish("notices", NOTICES) for _ in range(3)]
    assert lost == [1000, 1001, 1002]
    later = publish(shelf.db, "region", b"", "all", "desk1", NOW + 3600)
    assert later.number == 1060


def test_it_is_for_somebody_and_what_is_refused_leaves_nothing(shelf: Shelf) -> None:
    for audience in ("", "ring", "site:", "kiosk:NOBODY", "all\n"):
        with pytest.raises(EditionMistake):
            shelf.publish("region", REGION, audience)
    with pytest.raises(EditionMistake):
        shelf.publish("region", b"id = 1")
    with pytest.raises(EditionMistake):
        publish(shelf.db, "region", REGION, "all", " ", NOW)
    assert published(shelf.db) == []


def test_a_region_is_kept_as_it_stands(shelf: Shelf) -> None:
    shelf.publish("region", REGION)
    assert published(shelf.db)[0].size == len(REGION)
    assert published(shelf.db)[0].by == "desk1"
