"""200 kiosks for a hospital's last 20 seats, on both databases.

`python -m bench.registration`: each kiosk is a real client over TLS with a person of
its own, whose session is written beforehand; all ask for a seat in one clinic at the
same moment, and who gets one confirms it. Times are ratios to one kiosk alone in the
same run.
"""

import asyncio
import hashlib
import statistics
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
from sqlalchemy import insert, select, update

from bench.center_process import center
from bench.crowd import address
from bench.simulated_kiosks import Kiosk, Line, enrolled
from bench.sync import ENGINES, database
from bench.verdict import part
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.hospital.city.clinic_schedule import clinic_row
from kiosk.center.hospital.city.hospital_settings import (
    CityHospitalSettings,
    keep_settings,
)
from kiosk.center.hospital.hospital_tables import (
    hospital_clinic,
    hospital_registration,
)
from kiosk.center.records.records_tables import card, session
from kiosk.domain.china_time import china_date
from kiosk.domain.services.registrations import (
    Clinic,
    ClinicKind,
    Cost,
    Department,
    RegistrationReason,
)
from kiosk.sync.wire.services.hospital_wire import (
    Claimant,
    HoldRequest,
    HospitalRules,
    RegistrationAnswer,
    RegistrationRequest,
)

KIOSKS, SEATS, CAPACITY, ALONE = 200, 20, 300, 20
JSON = "content-type: application/json\r\n"


@dataclass
class Met:
    """What the kiosks met."""

    confirmed: int = 0
    full: int = 0
    wrong: list[str] = field(default_factory=list)
    busy: int = 0
    holds: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)


def prepared(folder: Path, kiosks: list[Kiosk]) -> None:
    """Write the hospital, two clinics, and a person with a session at each kiosk."""
    now = time.time()
    settings = CityHospitalSettings(
        name="x",
        rules=HospitalRules(days_ahead=2),
        departments=(Department(id="d", name="d"),),
    )
    clinics = [
        Clinic(
            id=name,
            department="d",
            kind=ClinicKind.GENERAL,
            day=china_date(now) + timedelta(days=1),
            begins="08:00",
            ends="12:00",
            cost=Cost(fee=Decimal(10)),
        )
        for name in ("alone", "last")
    ]
    cards, sessions = [], []
    for number, kiosk in enumerate(kiosks):
        id, holder = f"{number:032X}", f"99{number:016}"
        of = {"holder": holder, "holder_name": f"p{number}", "generation": 3}
        cards.append({"id": id, **of, "state": "normal"})
        hashed = hashlib.sha256(b"kiosk-session-1" + kiosk.name.encode()).digest()
        of = {"kiosk": kiosk.name, "token_hash": hashed, "card": id, "pin": "proved"}
        sessions.append({**of, "expires": now + 3600.0})
    with closing(connect(folder)) as db, transaction(db):
        keep_settings(db, settings)
        rows = [clinic_row(each, CAPACITY) for each in clinics]
        db.execute(insert(hospital_clinic), rows)
        gone = CAPACITY - SEATS
        last = update(hospital_clinic).where(hospital_clinic.c.id == "last")
        db.execute(last.values(taken=gone, last_number=gone))
        db.execute(insert(card), cards)
        db.execute(insert(session), sessions)


async def one(line: Line, kiosk: Kiosk, number: int, clinic: str, met: Met) -> None:
    """Register one person as a kiosk does: hold, then confirm; a 503 is waited for."""
    id = f"{number + (10_000 if clinic == 'alone' else 0):012x}7000800000000000000"
    id = id[:32].ljust(32, "0")
    who, began = Claimant(token=kiosk.name), time.perf_counter()
    hold = msgspec.json.encode(HoldRequest(act=id, clinic=clinic, who=who))
    answer = await asked(line, "/hospital/hold", hold, met)
    met.holds.append(time.perf_counter() - began)
    if answer is not None and answer.refused is None:
        body = msgspec.json.encode(RegistrationRequest(act=id, who=who))
        answer = await asked(line, "/hospital/confirm", body, met)
    met.whole.append(time.perf_counter() - began)
    if answer is None:
        return
    if answer.refused is RegistrationReason.FULL:
        met.full += 1
    elif answer.refused is None and answer.registration is not None:
        met.confirmed += 1
    else:
        met.wrong.append(str(answer.refused))


async def asked(
    line: Line, path: str, body: bytes, met: Met
) -> RegistrationAnswer | None:
    """Ask until there is an answer; None: it was an error."""
    while True:
        status, headers, answer = await line.ask("POST", path, JSON, body)
        if status == 200:
            return msgspec.json.decode(answer, type=RegistrationAnswer)
        if status != 503:
            met.wrong.append(f"{status} {answer[:80]!r}")
            return None
        met.busy += 1
        await asyncio.sleep(float(headers["retry-after"]))


async def contended(port: int, kiosks: list[Kiosk]) -> tuple[Met, Met, float]:
    """Let a few register in turn, then all at once; return both, and how long."""
    lines = [
        Line(port, each.context, address(number)) for number, each in enumerate(kiosks)
    ]
    for line in lines:
        await line.ask("GET", "/health")
    alone, met = Met(), Met()
    for number in range(ALONE):
        await one(lines[number], kiosks[number], number, "alone", alone)
    began = time.perf_counter()
    await asyncio.gather(
        *(
            one(line, kiosk, number, "last", met)
            for number, (line, kiosk) in enumerate(zip(lines, kiosks, strict=True))
        )
    )
    took = time.perf_counter() - began
    for line in lines:
        line.close()
    return alone, met, took


def sold(folder: Path) -> list[int]:
    """Return the numbers that stand in the database."""
    own = hospital_registration.c
    query = select(own.number).where(own.clinic == "last", own.state == "confirmed")
    with closing(connect(folder)) as db:
        return sorted(row[0] for row in db.execute(query))


def main() -> int:
    """Measure both engines and print the table; 1 when a seat is missing or twice."""
    print("| | confirmed | told full | errors | busy, asked again | hold p50 | p99 | ")
    right = True
    with tempfile.TemporaryDirectory() as name:
        for engine in ENGINES:
            own = Path(name) / engine
            with database(own, engine) as url, center(own, url) as (port, _):
                kiosks = enrolled(own, KIOSKS, 1, "r")
                prepared(own, kiosks)
                alone, met, took = asyncio.run(contended(port, kiosks))
                numbers = sold(own)
            usual = statistics.median(alone.holds)
            holds = [part(met.holds, share) / usual for share in (0.5, 0.99)]
            print(
                f"| {engine} | {met.confirmed} | {met.full} | {len(met.wrong)} "
                f"| {met.busy} | {holds[0]:.0f} × alone | {holds[1]:.0f} × alone "
                f"| all done {took / usual:.0f} × (alone {1000 * usual:.1f} ms)"
            )
            for wrong in met.wrong[:5]:
                print("  ", wrong)
            first = CAPACITY - SEATS + 1
            right &= numbers == list(range(first, CAPACITY + 1))
            right &= (met.confirmed, met.full) == (SEATS, KIOSKS - SEATS)
            right &= not (met.wrong or alone.wrong) and alone.confirmed == ALONE
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
