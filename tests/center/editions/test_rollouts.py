"""A release goes out ring by ring over thirty machines; a sick ring stops it."""

from dataclasses import dataclass

import msgspec
import pytest
from sqlalchemy import Connection, select, update

from kiosk.center.database.transactions import every, transaction
from kiosk.center.editions import edition_places, rollouts
from kiosk.center.editions.content_check import EditionMistake
from kiosk.center.editions.editions_tables import edition
from kiosk.center.editions.packages import PackageFacts, add_package
from kiosk.center.editions.ring_rules import in_ring
from kiosk.center.fleet.editions import wanted_editions
from kiosk.center.fleet.fleet_tables import machine
from kiosk.sync.wire.downward.edition_contents import ReleaseContent
from kiosk.sync.wire.events.edition_events import EditionApplied, EditionRefused
from kiosk.sync.wire.events.machine_events import ReleaseKept, ReleaseTakenBack
from tests.center.editions.fleet_rows import NOW, enrol_rows, pulse
from tests.sync.release.releases import DATA, manifest

NAMES = [f"HALL-{number}" for number in range(30)]
DAY = 24 * 3600.0


@dataclass
class Fleet:
    """Thirty machines that take what they are offered."""

    db: Connection
    number: int
    now: float = NOW

    def offered(self) -> set[str]:
        """Return who hears of the release now."""
        found = set()
        for name in NAMES:
            marks = wanted_editions(self.db, name, pulse(), self.now)
            if any((m.kind, m.number) == ("release", self.number) for m in marks):
                found.add(name)
        return found

    def take(self, names: set[str]) -> None:
        with transaction(self.db):
            for name in names:
                told = EditionApplied(edition="release", number=self.number, by="d")
                edition_places.told(self.db, name, told, self.now)

    def end(self, names: set[str], well: bool = True) -> None:
        kind = ReleaseKept(version="0.2.0", before="0.1.0")
        back = ReleaseTakenBack(version="0.2.0", before="0.1.0", why="printer")
        with transaction(self.db):
            for name in names:
                told = kind if well else back
                edition_places.release_ended(self.db, name, told, self.now)

    def put(self, names: set[str], **values: float | str) -> None:
        with transaction(self.db):
            own = update(machine).where(machine.c.kiosk.in_(names))
            self.db.execute(own.values(**values))

    def later(self, seconds: float) -> str | None:
        """Let time pass while all machines go on telling how they are."""
        self.now += seconds
        self.put(set(NAMES), heard=self.now)
        return rollouts.look(self.db, self.now)

    @property
    def state(self) -> tuple[str, int, str]:
        row = rollouts.newest(self.db)
        assert row is not None
        return row["state"], row["ring"], row["why"]


def begin(db: Connection, rings: str = "20,50,100") -> Fleet:
    enrol_rows(db, NAMES)
    told = manifest()
    facts = PackageFacts(
        told.version, told.serial, told.architecture, told.size, told.sha512
    )
    blocks = [DATA[at : at + 2**20] for at in range(0, len(DATA), 2**20)]
    add_package(db, facts, b"signed", blocks, "desk1", NOW)
    number = rollouts.start(db, "0.2.0", rings, "02:00-05:00", 24, "desk1", NOW)
    return Fleet(db, number)


@pytest.fixture
def fleet(db: Connection) -> Fleet:
    return begin(db)


def ring(percent: float) -> set[str]:
    return {name for name in NAMES if in_ring(name, percent)}


def test_it_reaches_everybody_when_all_are_well(fleet: Fleet) -> None:
    assert fleet.offered() == ring(20)
    for wanted in (20, 50, 100):
        fleet.take(ring(wanted))
        fleet.end(ring(wanted))
        assert fleet.later(DAY / 2) == "wait"
        fleet.later(DAY)
    assert fleet.state == ("done", 2, "")
    assert fleet.offered() == set(NAMES)
    assert fleet.later(DAY) is None


def test_a_sick_ring_stops_it_and_nobody_else_hears_of_it(fleet: Fleet) -> None:
    fleet.take(ring(20))
    fleet.end(ring(20))
    assert fleet.later(DAY) == "open"
    second = ring(50) - ring(20)
    fleet.take(second)
    fleet.end({min(second)}, well=False)
    assert fleet.later(60) == "sick"
    assert fleet.state == ("stopped", 1, "sick")
    assert fleet.offered() == set()
    # Who holds the package hears that the offer is over.
    mark = wanted_editions(fleet.db, "HALL-1", pulse(release=fleet.number), fleet.now)
    assert mark[0].number > fleet.number
    with pytest.raises(EditionMistake, match="no release is being"):
        rollouts.change_state(fleet.db, "running", "desk1", fleet.now)


@pytest.mark.parametrize("how", ["silent", "stopped", "refused"])
def test_who_is_worse_off_counts_as_failed(fleet: Fleet, how: str) -> None:
    fleet.take(ring(20))
    one = {min(ring(20))}
    assert fleet.later(60) == "wait"
    if how == "silent":
        fleet.put(one, heard=fleet.now - 5 * 3600)
    elif how == "stopped":
        fleet.put(one, severity=3)
    else:
        with transaction(fleet.db):
            told = EditionRefused(edition="release", number=fleet.number, why="changed")
            edition_places.told(fleet.db, min(one), told, fleet.now)
    assert rollouts.look(fleet.db, fleet.now) == "sick"


def test_what_was_broken_before_is_no_fault_of_the_release(fleet: Fleet) -> None:
    fleet.put(set(NAMES), severity=3)
    fleet.take(ring(20))
    assert fleet.later(60) == "wait"
    with transaction(fleet.db):
        for name in ring(20):
            told = EditionRefused(edition="release", number=fleet.number, why="older")
            edition_places.told(fleet.db, name, told, fleet.now)
    assert fleet.later(60) == "wait"


def test_a_pause_offers_it_to_nobody_and_a_stop_ends_it(fleet: Fleet) -> None:
    rollouts.change_state(fleet.db, "paused", "desk1", fleet.now)
    assert fleet.offered() == set()
    assert fleet.later(DAY) is None
    rollouts.change_state(fleet.db, "running", "desk1", fleet.now)
    assert fleet.offered() == ring(20)
    with pytest.raises(EditionMistake, match="still being"):
        rollouts.start(fleet.db, "0.2.0", "100", "02:00-05:00", 1, "d", fleet.now)
    rollouts.change_state(fleet.db, "stopped", "desk1", fleet.now)
    assert fleet.state == ("stopped", 0, "asked")
    assert fleet.offered() == set()


def test_what_cannot_be_rolled_out(fleet: Fleet) -> None:
    rollouts.change_state(fleet.db, "stopped", "d", NOW)
    for version, rings, window in (
        ("9.9.9", "100", "02:00-05:00"),
        ("0.2.0", "10,5", "02:00-05:00"),
        ("0.2.0", "0", "02:00-05:00"),
        ("0.2.0", "1,101", "02:00-05:00"),
        ("0.2.0", "all", "02:00-05:00"),
        ("0.2.0", "100", "at night"),
    ):
        with pytest.raises(EditionMistake):
            rollouts.start(fleet.db, version, rings, window, 24, "d", NOW)


def test_an_older_release_is_offered_only_where_somebody_means_it(
    fleet: Fleet,
) -> None:
    rollouts.change_state(fleet.db, "stopped", "d", NOW)
    how = ("0.2.0", "100", "02:00-05:00", 24, "d", NOW)
    half = sorted(NAMES)[: len(NAMES) // 2]
    fleet.put(set(half), version="999999.0")
    fleet.put(set(NAMES) - set(half), version="0.1.9")
    rollouts.start(fleet.db, *how)  # what half of them claim decides nothing
    rollouts.change_state(fleet.db, "stopped", "d", NOW)
    fleet.put(set(NAMES), version="0.10.0")
    with pytest.raises(EditionMistake, match="older"):
        rollouts.start(fleet.db, *how)
    rollouts.start(fleet.db, *how, older=True)


def test_a_machine_that_lies_of_numbers_changes_nothing(fleet: Fleet) -> None:
    with transaction(fleet.db):
        for number in (2**62, -5, fleet.number + 1):
            told = EditionApplied(edition="release", number=number, by="d")
            edition_places.told(fleet.db, "HALL-1", told, NOW)
        odd = EditionApplied(edition="nonsense", number=1, by="d")
        edition_places.told(fleet.db, "HALL-1", odd, NOW)
    assert edition_places.places_of(fleet.db, "HALL-1") == []
    again = rollouts.view(fleet.db, NOW)
    assert again is not None
    assert again.facts.taken == 0


def test_the_offer_is_the_offices_own_file(fleet: Fleet) -> None:
    row = every(fleet.db, select(edition).filter_by(kind="release"))[0]
    content = msgspec.json.decode(row["content"], type=ReleaseContent)
    assert content == ReleaseContent((b"signed",), "02:00-05:00")


def test_who_takes_none_of_it_is_counted_with_the_reason(fleet: Fleet) -> None:
    names = sorted(fleet.offered())
    fleet.take({names[2]})
    with transaction(fleet.db):
        for name, why in ((names[0], "no_keys"), (names[1], "no_keys")):
            told = EditionRefused(edition="release", number=fleet.number, why=why)
            edition_places.told(fleet.db, name, told, fleet.now)
    row = rollouts.newest(fleet.db)
    assert row is not None
    assert rollouts.declined(fleet.db, row) == {"no_keys": 2}
    assert edition_places.places_at(fleet.db)["release", fleet.number] == (1, 2)
