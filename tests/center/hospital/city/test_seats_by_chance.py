"""Whatever people do in whatever order: no seat sold twice, none kept past its time."""

from datetime import UTC, datetime

import hypothesis.strategies as st
from hypothesis import settings as effort
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, delete

from kiosk.center.database.transactions import transaction
from kiosk.center.hospital.hospital_tables import (
    hospital_clinic,
    hospital_patient,
    hospital_registration,
)
from kiosk.domain.services.registrations import RegistrationReason, RegistrationState
from tests.center.hospital.invented_hospital import (
    NOW,
    act,
    add_clinic,
    at,
    patient,
    set_up,
    settings,
)

PEOPLE = [patient(name) for name in "甲乙丙"]
SEATS = 2
HOLD = 60
IDS = st.integers(0, 3)
WHO = st.integers(0, len(PEOPLE) - 1)
IS_OTHER = st.sampled_from([False, False, False, True])
"""Now and then an id is tried by somebody else than who made it."""
Why, State = RegistrationReason, RegistrationState


class SeatMachine(RuleBasedStateMachine):
    """People at machines, a clock, and what must be true of it all, typed again."""

    db: Connection

    @initialize()
    def begin(self) -> None:
        with transaction(self.db):
            for table in (hospital_registration, hospital_clinic, hospital_patient):
                self.db.execute(delete(table))
        set_up(self.db, settings(hold_seconds=HOLD, per_department=1, missed_most=None))
        add_clinic(self.db, "c1", capacity=SEATS, begins="12:00", ends="20:00")
        self.now = NOW
        self.held: dict[int, tuple[int, float]] = {}
        """By id: whose, and until when."""
        self.sure: dict[int, tuple[int, int]] = {}
        """By id: whose, and which number."""
        self.numbers: list[int] = []
        self.owner: dict[int, int] = {}

    def live(self) -> dict[int, int]:
        """Return whose seats are kept, by id."""
        return {id: who for id, (who, until) in self.held.items() if until > self.now}

    @rule(id=IDS, who=WHO)
    def hold(self, id: int, who: int) -> None:
        word = at(self.db, self.now).hold(act(id), "c1", PEOPLE[who])
        if id in self.owner:
            if self.owner[id] != who:
                assert word.refused is Why.NOT_YOURS
            elif id in self.live():
                assert word.registration is not None
                assert word.registration.state is State.HELD
            elif id not in self.sure:
                assert word.refused is Why.HOLD_OVER
            return
        for other in [id for id, whose in self.live().items() if whose == who]:
            del self.held[other]
        if any(whose == who for whose, _ in self.sure.values()):
            assert word.refused is Why.HAVE_ONE
        elif len(self.live()) + len(self.sure) >= SEATS:
            assert word.refused is Why.FULL
        else:
            assert word.refused is None
            assert word.registration is not None
            assert word.registration.hold_until is not None
            until = word.registration.hold_until.timestamp()
            assert self.now < until <= self.now + HOLD
            self.held[id], self.owner[id] = (who, until), who

    def asking(self, id: int, is_other: bool) -> int:
        """Return who asks about an id."""
        return (self.owner.get(id, 0) + is_other) % len(PEOPLE)

    @rule(id=IDS, is_other=IS_OTHER)
    def confirm(self, id: int, is_other: bool) -> None:
        who = self.asking(id, is_other)
        word = at(self.db, self.now).confirm(act(id), PEOPLE[who])
        if self.owner.get(id) != who:
            reason = Why.NOT_YOURS if id in self.owner else Why.UNKNOWN
            assert word.refused is reason
        elif id in self.sure:
            assert word.registration is not None
            assert word.registration.number == self.sure[id][1]
        elif id in self.live():
            assert word.registration is not None
            assert word.registration.state is State.CONFIRMED
            assert word.registration.number == len(self.numbers) + 1
            self.numbers.append(len(self.numbers) + 1)
            self.sure[id] = (who, len(self.numbers))
            del self.held[id]
        else:
            assert word.refused is Why.HOLD_OVER

    @rule(id=IDS, is_other=IS_OTHER)
    def release(self, id: int, is_other: bool) -> None:
        who = self.asking(id, is_other)
        at(self.db, self.now).release(act(id), PEOPLE[who])
        if self.owner.get(id) == who:
            self.held.pop(id, None)

    @rule(id=IDS, is_other=IS_OTHER)
    def cancel(self, id: int, is_other: bool) -> None:
        who = self.asking(id, is_other)
        at(self.db, self.now).cancel(act(id), PEOPLE[who])
        if self.owner.get(id) == who:
            self.held.pop(id, None)
            self.sure.pop(id, None)

    @rule(seconds=st.sampled_from([7.5, HOLD - 1.0, float(HOLD)]))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @invariant()
    def what_is_left_is_what_nobody_has(self) -> None:
        hospital = at(self.db, self.now)
        gone = len(self.live()) + len(self.sure)
        assert gone <= SEATS
        (clinic,) = hospital.clinics("inner", datetime.fromtimestamp(NOW, UTC).date())
        assert clinic.left == SEATS - gone


def test_seats_by_chance(db: Connection) -> None:
    class OverThis(SeatMachine):
        pass

    OverThis.db = db
    run_state_machine_as_test(
        OverThis, settings=effort(max_examples=12, stateful_step_count=35)
    )
