"""Hospitals' systems that fail as strangers' programs do, beside an honest one."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import msgspec
import pytest

from kiosk.center.hospital import hospital_line
from kiosk.center.hospital.hospital_port import HospitalTold, HospitalWord, Patient
from kiosk.domain.services.registrations import (
    Clinic,
    ClinicKind,
    Cost,
    Department,
    Registration,
    RegistrationReason,
    RegistrationState,
)
from kiosk.sync.wire.services.hospital_wire import HospitalRules
from tests.center.hospital.invented_hospital import COST

State, Why = RegistrationState, RegistrationReason
SOON = 0.5
"""Seconds for which the center waits for a silent one."""
CLINIC = Clinic(
    id="c1",
    department="inner",
    kind=ClinicKind.GENERAL,
    day=date(2025, 1, 10),
    begins="14:00",
    ends="17:00",
    cost=COST,
    left=2,
)


class LyingHospital:
    """A hospital's system in memory; what it does wrong a test sets."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.known: dict[str, Registration] = {}
        self.cancelled: list[str] = []
        self.numbers = iter(range(1, 100))
        self.gate = threading.Event()
        """What is asked waits for it, and is done then all the same."""
        self.gate.set()
        self.done = threading.Event()
        self.reply: Callable[[HospitalWord], HospitalWord] = lambda word: word
        self.raises: Exception | None = None
        self.departments_told: tuple[Department, ...] = (
            Department(id="inner", name="内科"),
        )
        self.clinics_told: tuple[Clinic, ...] = (CLINIC,)

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Let it answer nothing for the time of the block, and the center wait little.

        Outside of it the center waits as long as ever: no slow machine changes a test.
        """
        self.done.clear()
        self.gate.clear()
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(hospital_line, "PATIENCE", SOON)
                yield
        finally:
            self.gate.set()

    def told(self) -> HospitalTold:
        self._wait()
        return HospitalTold(name="谎言医院", rules=HospitalRules(), id_card=False)

    def departments(self) -> tuple[Department, ...]:
        return self.departments_told

    def clinics(self, department: str, day: date | None) -> tuple[Clinic, ...]:
        self._wait()
        return self.clinics_told

    def hold(self, id: str, clinic: str, patient: Patient) -> HospitalWord:
        self._wait()
        until = datetime.fromtimestamp(int(self.now()) + 180, UTC)
        if id not in self.known:
            self._keep(id, State.HELD, hold_until=until)
        return self._word(id)

    def confirm(self, id: str, patient: Patient) -> HospitalWord:
        self._wait()
        if self.known[id].state is State.HELD:
            number = next(self.numbers)
            self._keep(id, State.CONFIRMED, number=number)
        return self._word(id)

    def release(self, id: str, patient: Patient) -> HospitalWord:
        self._wait()
        if id in self.known:
            self._keep(id, State.LAPSED)
        return self._word(id)

    def hold_on(self, id: str, patient: Patient) -> HospitalWord:
        """Keep a seat that is given back."""
        return self._word(id)

    def cancel(self, id: str, patient: Patient) -> HospitalWord:
        self._wait()
        self.cancelled.append(id)
        self._keep(id, State.CANCELLED)
        return self._word(id)

    def sign_in(self, id: str, patient: Patient) -> HospitalWord:
        self._wait()
        self._keep(id, State.SIGNED_IN, number=self.known[id].number)
        return self._word(id)

    def status(self, id: str) -> HospitalWord:
        self._wait()
        return self._word(id)

    def mine(self, patient: Patient) -> tuple[Registration, ...]:
        self._wait()
        return tuple(self.known.values())

    def _wait(self) -> None:
        self.gate.wait(20)
        if self.raises is not None:
            raise self.raises

    def _keep(
        self,
        id: str,
        state: RegistrationState,
        number: int | None = None,
        hold_until: datetime | None = None,
    ) -> None:
        self.known[id] = Registration(
            id=id,
            state=state,
            hospital="谎言医院",
            clinic=msgspec.structs.replace(CLINIC, left=None),
            department="内科",
            number=number,
            hold_until=hold_until,
        )
        self.done.set()

    def _word(self, id: str) -> HospitalWord:
        if id not in self.known:
            return self.reply(HospitalWord(refused=Why.UNKNOWN))
        return self.reply(HospitalWord(registration=self.known[id]))


def with_cost(word: HospitalWord, cost: Cost) -> HospitalWord:
    """Return an answer whose sum is another one."""
    told = word.registration
    assert told is not None
    clinic = msgspec.structs.replace(told.clinic, cost=cost)
    changed = msgspec.structs.replace(told, clinic=clinic)
    return msgspec.structs.replace(word, registration=changed)
