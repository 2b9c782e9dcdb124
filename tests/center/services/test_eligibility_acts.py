"""Certifications on the real center over TLS, with a clock that a test sets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, insert, select

from kiosk.center.database.transactions import every, one, transaction
from kiosk.center.records.records_tables import card as card_table
from kiosk.center.services.due_things import SOURCES
from kiosk.center.services.eligibility_faces import MOST_TRIES, write_module
from kiosk.center.services.eligibility_register import (
    certified_again,
    due_certification,
    held_benefits,
    row_of,
)
from kiosk.center.services.eligibility_tables import eligibility
from kiosk.domain.applications import ActAnswer, ActState, Reason
from kiosk.domain.region.certification_rules import (
    CertificationCycle,
    CertificationRules,
)
from kiosk.domain.services.due import DueKind
from kiosk.domain.services.eligibility import (
    CertifiedBenefit,
    CertifiedBy,
    EligibilityState,
    HeldBenefit,
    Holding,
)
from kiosk.domain.services.face import FaceVerdict, statement
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.services.eligibility_wire import FaceProof
from tests.center.fixture import KIOSK, RunningCenter
from tests.sync.applications.hall import (
    CAST,
    REGION,
    Hall,
    TestClock,
    database,
    scene,
    token_of,
)

WANG = CAST["wang-xiulan"]
RULES = CertificationRules(
    source="a",
    kiosk=True,
    cycles=(
        CertificationCycle(CertifiedBenefit.PENSION, 12),
        CertificationCycle(CertifiedBenefit.INJURY, 6),
    ),
)
PENSION = HeldBenefit(
    benefit=CertifiedBenefit.PENSION,
    granted=date(2020, 1, 1),
    last=date(2024, 1, 15),
    how=CertifiedBy.DATA,
)
INJURY = msgspec.structs.replace(
    PENSION, benefit=CertifiedBenefit.INJURY, last=date(2025, 1, 3)
)
TODAY = date(2025, 1, 10)


@dataclass
class Benefits:
    """A kiosk, its center, and one person's benefits there."""

    center: RunningCenter
    hall: Hall
    clock: TestClock
    token: str
    module: Ed25519PrivateKey

    def held(self) -> tuple[HeldBenefit, ...]:
        with database(self.center) as db:
            return held_benefits(db, WANG.number)

    async def face(self, verdict: FaceVerdict = FaceVerdict.PASSED) -> FaceProof:
        leave = await self.hall.line.client.face_leave(self.token)
        assert leave.nonce is not None
        signed = self.module.sign(statement(leave.nonce, verdict))
        return FaceProof(leave.nonce, signed)

    async def certify(self, face: FaceProof | None = None) -> ActAnswer:
        return await self.hall.acts.certify(self.token, face)


@asynccontextmanager
async def benefits(
    folder: Path,
    *held: HeldBenefit,
    module: bool = True,
    **rules: Any,
) -> AsyncIterator[Benefits]:
    """Give a center where Wang receives these benefits, on the test's own day."""
    own = msgspec.structs.replace(RULES, **rules)
    city = msgspec.structs.replace(REGION, certification=own)
    async with scene(folder, city) as (center, hall, clock):
        key = Ed25519PrivateKey.generate()
        with database(center) as db:
            if module:
                write_module(db, KIOSK, key.public_key().public_bytes_raw())
            with transaction(db):
                db.execute(delete(eligibility))
                for each in held:
                    db.execute(insert(eligibility).values(row_of(WANG.number, each)))
        token = await token_of(hall, WANG)
        yield Benefits(center, hall, clock, token, key)


async def test_one_act_certifies_every_benefit_that_is_open(tmp_path: Path) -> None:
    async with benefits(tmp_path, INJURY, PENSION) as own:
        told = await own.hall.line.client.eligibility(own.token)
        assert told.today == TODAY, "the center's day, in China"
        pension, injury = told.benefits
        assert (pension.state, pension.until) == (
            EligibilityState.DUE_SOON,
            date(2025, 1, 31),
        )
        assert (injury.state, injury.until) == (
            EligibilityState.VALID,
            date(2025, 7, 31),
        )
        done = await own.certify(await own.face())
        assert done.state is ActState.ACCEPTED
        assert done.number
        assert done.certified[0].until == date(2026, 1, 31)
        assert done.certified[0].how is CertifiedBy.SELF
        assert own.held()[0].last == TODAY
        # A second time in the month is no second certification.
        again = await own.certify(await own.face())
        assert again.state is ActState.ALREADY
        assert again.certified == done.certified
        events = own.hall.events("certification.asked", "certification.answered")
        assert [each.kind.rpartition(".")[2] for each in events] == [
            *("asked", "answered"),
            *("asked", "answered"),
        ]
        assert WANG.number not in str(events)


async def test_the_card_alone_is_presented_and_never_passed(tmp_path: Path) -> None:
    async with benefits(tmp_path, PENSION, module=False) as own:
        done = await own.certify()
        assert done.state is ActState.ACCEPTED
        (pension,) = done.certified
        assert pension.state is EligibilityState.CHECKING
        assert (pension.presented, pension.last) == (TODAY, PENSION.last)
        assert pension.how is PENSION.how
        assert (await own.certify()).state is ActState.ALREADY
    accepting = benefits(tmp_path / "b", PENSION, module=False, card_alone=True)
    async with accepting as own:
        (pension,) = (await own.certify()).certified
        assert (pension.last, pension.how) == (TODAY, CertifiedBy.CARD)
    # Who failed before a module cannot leave it out.
    async with benefits(tmp_path / "c", PENSION, card_alone=True) as own:
        (pension,) = (await own.certify()).certified
        assert pension.state is EligibilityState.CHECKING


@pytest.mark.parametrize(
    ("held", "rules", "reason"),
    [
        ((), {}, Reason.NO_BENEFIT),
        ((PENSION,), {"kiosk": False}, Reason.NOT_ALLOWED),
        (
            (msgspec.structs.replace(PENSION, holding=Holding.SUSPENDED),),
            {},
            Reason.SUSPENDED,
        ),
        (
            (msgspec.structs.replace(PENSION, holding=Holding.LOST),),
            {"suspended_here": True},
            Reason.TO_COUNTER,
        ),
    ],
)
async def test_what_is_refused_changes_nothing(
    tmp_path: Path,
    held: tuple[HeldBenefit, ...],
    rules: dict[str, Any],
    reason: Reason,
) -> None:
    async with benefits(tmp_path, *held, **rules) as own:
        leave = await own.hall.line.client.face_leave(own.token)
        assert (leave.refused, leave.nonce) == (reason, None)
        answer = await own.certify()
        assert (answer.state, answer.reason) == (ActState.REFUSED, reason)
        assert answer.certified == ()
        assert own.held() == held


async def test_who_was_stopped_is_paid_again_where_the_region_lets_it(
    tmp_path: Path,
) -> None:
    stopped = msgspec.structs.replace(PENSION, holding=Holding.SUSPENDED)
    async with benefits(tmp_path, stopped, suspended_here=True) as own:
        (pension,) = (await own.certify(await own.face())).certified
        assert pension.state is EligibilityState.RESUMED
        assert own.held()[0].holding is Holding.RESUMED


async def test_a_modules_word_is_a_claim(tmp_path: Path) -> None:
    async with benefits(tmp_path, PENSION) as own:
        good = await own.face()
        failed = await own.face(FaceVerdict.FAILED)
        other = Ed25519PrivateKey.generate()
        forged = FaceProof(good.nonce, other.sign(b"kiosk-face-1"))
        invented = FaceProof(bytes(32), good.token)
        for proof in (failed, forged, invented, good):
            # The number of `good` was used up by the forged one.
            assert (await own.certify(proof)).reason is Reason.NOT_PROVED
        assert own.held() == (PENSION,)
        late = await own.face()
        own.clock.at += 121
        assert (await own.certify(late)).reason is Reason.NOT_PROVED


async def test_looks_are_limited_and_a_day_later_there_are_more(
    tmp_path: Path,
) -> None:
    async with benefits(tmp_path, PENSION) as own:
        for _ in range(MOST_TRIES):
            assert (await own.hall.line.client.face_leave(own.token)).nonce
        spent = await own.hall.line.client.face_leave(own.token)
        assert spent.refused is Reason.TRIES_USED
        own.clock.at += 86401
        own.token = await token_of(own.hall, WANG)
        assert (await own.hall.line.client.face_leave(own.token)).nonce


async def test_a_lost_answer_is_asked_for_and_not_done_twice(tmp_path: Path) -> None:
    async with benefits(tmp_path, PENSION) as own:
        own.hall.line.lose = ["/acts/certify"]
        done = await own.certify(await own.face())
        assert done.state is ActState.ACCEPTED
        assert done.certified[0].last == TODAY
        assert own.hall.line.posted[-1] == "/acts/status"


async def test_without_a_line_nothing_is_made_and_nothing_waits(
    tmp_path: Path,
) -> None:
    async with benefits(tmp_path, PENSION) as own:
        own.hall.line.down = True
        with pytest.raises(CenterError):
            await own.certify()
        assert own.hall.acts.numbers().waiting == 0
        own.hall.line.down = False
        assert own.held() == (PENSION,)


async def test_what_is_due_is_said_first(tmp_path: Path) -> None:
    assert due_certification in SOURCES
    async with benefits(tmp_path, INJURY, PENSION) as own:
        with database(own.center) as db:
            card = one(db, select(card_table).filter_by(holder=WANG.number))
            assert card is not None
            city = msgspec.structs.replace(REGION, certification=RULES)
            rules = _Rules(city)
            due = due_certification(db, rules, card, own.clock.at)  # type: ignore[arg-type]
            assert due is not None
            assert (due.kind, due.until) == (DueKind.CERTIFICATION, date(2025, 1, 31))
            assert due.about == "pension"
            with transaction(db):
                stopped = msgspec.structs.replace(INJURY, holding=Holding.SUSPENDED)
                db.execute(delete(eligibility).filter_by(benefit="injury"))
                db.execute(insert(eligibility).values(row_of(WANG.number, stopped)))
            due = due_certification(db, rules, card, own.clock.at)  # type: ignore[arg-type]
            assert due is not None
            assert (due.kind, due.about) == (DueKind.BENEFIT_STOPPED, "injury")
            here = msgspec.structs.replace(RULES, suspended_here=True)
            rules = _Rules(msgspec.structs.replace(city, certification=here))
            due = due_certification(db, rules, card, own.clock.at)  # type: ignore[arg-type]
            assert due is not None
            assert due.kind is DueKind.BENEFIT_STOPPED
            rules = _Rules(city)
            with transaction(db):
                db.execute(delete(eligibility))
            assert due_certification(db, rules, card, own.clock.at) is None  # type: ignore[arg-type]


@dataclass
class _Rules:
    """As much of a center's rules as what is due asks for."""

    region: object


async def test_a_center_that_was_put_back_knows_it_again(tmp_path: Path) -> None:
    async with benefits(tmp_path, PENSION) as own:
        done = await own.certify(await own.face())
        with database(own.center) as db:
            with transaction(db):
                db.execute(delete(eligibility))
                db.execute(insert(eligibility).values(row_of(WANG.number, PENSION)))
                certified_again(db, WANG.number, done)
            assert held_benefits(db, WANG.number)[0].last == TODAY
            newer = msgspec.structs.replace(PENSION, last=date(2025, 2, 1))
            with transaction(db):
                db.execute(delete(eligibility))
                db.execute(insert(eligibility).values(row_of(WANG.number, newer)))
                certified_again(db, WANG.number, done)
            assert held_benefits(db, WANG.number) == (newer,)
            assert len(every(db, select(eligibility))) == 1
