"""Writes an invented fleet into an empty center, for a look at the desk and tests."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, insert

from kiosk.center.applications.applications_tables import act
from kiosk.center.database.transactions import transaction
from kiosk.center.events.open_faults import open_fault
from kiosk.center.fleet.counts import china_day
from kiosk.center.fleet.fleet_tables import (
    desk_order,
    machine,
    machine_count,
    receipt_place,
)
from kiosk.center.fleet.invented.invented_machines import (
    InventedMachine,
    invented_machines,
)
from kiosk.center.identity.identity_tables import certificate
from kiosk.center.identity.identity_tables import kiosk as kiosk_table
from kiosk.center.server.alarms import alarm
from kiosk.center.upload.upload_tables import event, fork, link, twin
from kiosk.domain.applications import ActAnswer, ActState
from kiosk.sync.wire.events.application_events import LossManyMisses
from kiosk.sync.wire.events.machine_events import PrintDone

_BLOCK = 1000
_DAY = 86400
Rows = Iterable[Mapping[str, Any]]
_DONE = (
    *(("visit.card", 40), ("visit.loss", 1), ("visit.more", 4), ("end.finished", 36)),
    *(("end.card_removed", 4), ("end.timed_out", 2), ("end.cancelled", 3)),
    *(("service.contributions", 22), ("service.medical", 9), ("service.person", 6)),
    *(("service.rights_statement", 5), ("service.loss", 1), ("print.confirmed", 18)),
    *(("print.unknown", 1), ("wait.failed", 2), ("wait.given_up", 1)),
)


def invent_fleet(
    db: Connection, machines: int, now: float, days: int = 30
) -> list[InventedMachine]:
    """Write so many machines with what waits for a person; return them."""
    random = Random(machines)  # noqa: S311
    fleet = invented_machines(machines, now)
    names = [each.kiosk for each in fleet]
    _write(db, kiosk_table, (_registered(each, now) for each in fleet))
    _write(db, machine, (_machine(each) for each in fleet if each.heard is not None))
    _write(db, certificate, (_certificate(each, now) for each in fleet))
    _write(db, machine_count, _counts(random, names[:400], now, days))
    _write(db, open_fault, _faults(fleet, now))
    if machines > 1:
        _work(db, random, names, now)
    _write(db, act, _losses(random, names, now))
    _write(db, receipt_place, _places(random, names, now))
    _write(db, desk_order, _orders(names[: min(3, machines)], now))
    return fleet


def _write(db: Connection, table: Table, rows: Rows) -> None:
    block: list[Mapping[str, Any]] = []
    for row in rows:
        block.append(row)
        if len(block) == _BLOCK:
            _insert(db, table, block)
            block = []
    _insert(db, table, block)


def _insert(db: Connection, table: Table, block: Sequence[Mapping[str, Any]]) -> None:
    if block:
        with transaction(db):
            db.execute(insert(table), list(block))


def _registered(one: InventedMachine, now: float) -> dict[str, Any]:
    key = hashlib.sha256(one.kiosk.encode()).digest()
    return {"id": one.kiosk, "signing_key": key, "enrolled_at": now - 200 * _DAY}


def _machine(one: InventedMachine) -> dict[str, Any]:
    pulse = one.pulse
    return {
        "kiosk": one.kiosk,
        "heard": one.heard,
        "first_heard": (one.heard or 0) - 200 * _DAY,
        **{"site": pulse.site, "place": pulse.place, "version": pulse.version},
        **{"severity": one.severity, "reasons": one.reasons},
        **{"waiting": pulse.waiting, "paper_mm": pulse.paper_mm},
        **{"boot": pulse.boot, "number": pulse.number, "offset_ms": pulse.offset_ms},
        "pulse": msgspec.json.encode(pulse),
    }


def _certificate(one: InventedMachine, now: float) -> dict[str, Any]:
    days = one.pulse.certificate_days or 30
    ends = now + days * _DAY
    return {"kiosk": one.kiosk, "serial": f"{one.kiosk}-1", "not_after": ends}


def _counts(random: Random, names: list[str], now: float, days: int) -> Rows:
    for name in names:
        for back in range(days):
            day = china_day(now, back)
            for what, mean in _DONE:
                times = int(mean * random.uniform(0.4, 1.5))
                if times:
                    yield {"kiosk": name, "day": day, "what": what, "times": times}
            if random.random() < 0.12:
                code = random.choice(("P02", "P07", "N02"))
                what = f"fault.{code}"
                yield {"kiosk": name, "day": day, "what": what, "times": 1}


def _faults(fleet: list[InventedMachine], now: float) -> Rows:
    for one in fleet:
        for part in one.pulse.parts:
            if part.fault:
                since = now - 600 - len(one.kiosk) * 97
                found = {"kiosk": one.kiosk, "part": part.part, "fault": part.fault}
                yield {**found, "since": since}


def _work(db: Connection, random: Random, names: list[str], now: float) -> None:
    chosen = random.sample(names, k=min(6, len(names)))
    first, *others = chosen
    left = {"left_epoch": 1, "left_seq": 90, "branch_epoch": 1, "branch_seq": 70}
    _write(db, fork, [{"kiosk": first, "epoch": 2, "at": now - 7200, **left}])
    seen = {"since": now - 5000, "last": now - 400, "times": 12}
    _write(db, twin, [{"kiosk": first, "seen_by": "journal", **seen}])
    for name in others[:3]:
        _write(db, event, [_refused(name, now)])
        place = {"kiosk": name, "epoch": 1, "seq": 41, "id": _id(name)}
        _write(db, link, [{**place, "prev_hash": bytes(32), "hash": bytes(32)}])
    many = {"first": now - 9000, "last": now - 800, "times": 14}
    subject = LossManyMisses.about.name
    for name in others[3:]:
        _write(db, alarm, [{"kiosk": name, "subject": subject, **many}])


def _id(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:16]


def _refused(name: str, now: float) -> dict[str, Any]:
    return {
        **{
            "kiosk": name,
            "id": _id(name),
            "digest": bytes(32),
            "kind": PrintDone.about.name,
        },
        **{"wall_us": int(now * 1e6), "mono_us": 1, "boot_id": "b", "payload": b"{"},
        **{"refused_code": "bad_payload", "received_at": now - 86_000},
        "refused_reason": "The payload is no JSON object.",
    }


def _losses(random: Random, names: list[str], now: float) -> Rows:
    for number in range(min(70, 4 + len(names))):
        state = random.choice((ActState.ACCEPTED, ActState.ACCEPTED, ActState.ALREADY))
        at, name = now - 3_000 * number - 60, random.choice(names)
        told = china_day(at).replace("-", "") + f"{number + 1:05d}"
        answer = ActAnswer(act=f"{number:032x}", state=state, number=told)
        yield {
            **{"kiosk": name, "id": answer.act, "kind": "loss.temporary"},
            **{"decided": at, "state": str(state), "how": "number"},
            "answer": msgspec.json.encode(answer).decode(),
            "card": f"990000D1560000050000{random.randrange(10**11):012d}",
            **{"holder": None, "undo_until": at + 1800},
            **{"undone": at + 300 if number % 9 == 4 else None},
        }


def _places(random: Random, names: list[str], now: float) -> Rows:
    for number in range(min(300, 5 * len(names))):
        name, at = random.choice(names), now - 900 * number
        told = f"{hashlib.sha256(name.encode()).hexdigest()[:8].upper()}-{number:06d}"
        yield {
            **{"kiosk": name, "event": number.to_bytes(16, "big"), "number": told},
            **{"what": "contributions", "state": "confirmed", "copy": 1, "at": at},
            "act": None,
        }


def _orders(names: list[str], now: float) -> Rows:
    told = (("message", "done", ""), ("restart", "expired", ""), ("logs", "sent", ""))
    for name in names:
        for number, (what, state, said) in enumerate(told, 1):
            made = now - 4000 + 900 * number
            yield {
                **{"kiosk": name, "number": number, "act": what, "by": "zhang.li"},
                **{"made": made, "expires": made + 600, "state": state, "told": said},
                "sent_at": made + 2 if state != "expired" else None,
                "ended_at": made + 4 if state == "done" else None,
                "body": b"{}",
            }
