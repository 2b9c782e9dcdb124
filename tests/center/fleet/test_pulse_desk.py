"""Pulses over real TLS: kept, held, woken by orders, and refused at once."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from sqlalchemy import insert

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.database.workers import Workers
from kiosk.center.fleet import pulse_desk
from kiosk.center.fleet.machine_rows import machine_of
from kiosk.center.fleet.order_logs import log_of
from kiosk.center.fleet.orders import give_order, order_of
from kiosk.center.fleet.pulse_desk import PulseDesk
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.desk_key import DeskKey
from kiosk.center.identity.identity_tables import certificate
from kiosk.center.identity.registry import Identity, change_key
from kiosk.center.server.operations import revoke_kiosk
from kiosk.center.server.refusals import Refusal
from kiosk.domain.faults import Fault
from kiosk.sync.downward.desk_client import DeskClient
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.downward.log_wire import LogBundle, LogLine
from kiosk.sync.wire.downward.orders_wire import Order
from kiosk.sync.wire.downward.pulse_wire import Pulse
from kiosk.sync.wire.downward.signed_message import Purpose, opened
from tests.center.engines import ENGINES, engines
from tests.center.fixture import KIOSK, RunningCenter, running_center
from tests.until import until

ONE_ENGINE = pytest.mark.engine("sqlite")


@asynccontextmanager
async def machine(
    center: RunningCenter, folder: Path, kiosk: str = KIOSK
) -> AsyncIterator[DeskClient]:
    """Enrol a machine and give its line to the desk."""
    keys = DeviceKeys.load_or_create(folder)
    await enrol(center.url, center.code(kiosk), kiosk, keys, folder)
    client = DeskClient(center.url, kiosk, keys, folder, timeout=30)
    try:
        yield client
    finally:
        await client.close()


def ordered(center: RunningCenter, act: str = "restart", **more: object) -> int:
    with closing(connect(center.folder)) as db:
        return give_order(db, KIOSK, act, "li", time.time(), **more).number  # type: ignore[arg-type]


def state(center: RunningCenter, number: int) -> str:
    with closing(connect(center.folder)) as db:
        row = order_of(db, KIOSK, number)
        assert row is not None
        return str(row["state"])


def heard(center: RunningCenter, kiosk: str) -> bool:
    """Tell whether a machine's first pulse has come."""
    with closing(connect(center.folder)) as db:
        return machine_of(db, kiosk) is not None


async def test_an_order_comes_to_a_held_machine_and_comes_again_until_taken(
    tmp_path: Path,
) -> None:
    with running_center(tmp_path / "center") as center:
        async with machine(center, tmp_path / "kiosk") as desk:
            held = asyncio.create_task(desk.pulse(Pulse(boot="b", number=1, wait=30)))
            await asyncio.sleep(0.8)
            assert not held.done()
            began = time.monotonic()
            number = ordered(center)
            answer = await held
            assert time.monotonic() - began < 20, "long before the end of its hold"
            authority = (tmp_path / "kiosk" / "authority.pem").read_bytes()
            trusted = [x509.load_pem_x509_certificate(authority)]
            body = opened(answer.orders[0], Purpose.ORDER, trusted, answer.time)
            order = msgspec.json.decode(body, type=Order)
            assert (order.kiosk, order.number, order.by) == (KIOSK, number, "li")
            assert state(center, number) == "sent"
            again = await desk.pulse(Pulse(boot="b", number=2, wait=30))
            assert again.orders[0].body == answer.orders[0].body
            quiet = await desk.pulse(Pulse(boot="b", number=3, order=number, wait=1))
            assert quiet.orders == ()
        with closing(connect(center.folder)) as db:
            row = machine_of(db, KIOSK)
            assert row is not None
            assert row["number"] == 3


async def test_a_newer_pulse_ends_the_older_and_a_revoked_machine_is_out(
    tmp_path: Path,
) -> None:
    with running_center(tmp_path / "center") as center:
        async with (
            machine(center, tmp_path / "1") as desk,
            machine(center, tmp_path / "2", "hall-2") as other,
        ):
            older = asyncio.create_task(desk.pulse(Pulse(boot="b", number=1, wait=30)))
            beside = asyncio.create_task(other.pulse(Pulse(boot="b", number=1, wait=4)))
            await until(lambda: heard(center, KIOSK) and heard(center, "hall-2"))
            began = time.monotonic()
            newer = asyncio.create_task(desk.pulse(Pulse(boot="b", number=2, wait=30)))
            if engines.present == ENGINES[0]:  # with two nodes each holds its own
                assert (await older).orders == ()
                assert time.monotonic() - began < 20
            await asyncio.sleep(0.6)
            assert await asyncio.to_thread(revoke_kiosk, center.folder, KIOSK)
            with pytest.raises(CenterError) as refused:
                await newer
            assert refused.value.fault is Fault.CENTER_REFUSED_US
            assert time.monotonic() - began < 25
            assert (await beside).orders == ()
            await asyncio.gather(older, return_exceptions=True)


@ONE_ENGINE
async def test_logs_are_taken_once_and_only_where_an_order_asked(
    tmp_path: Path,
) -> None:
    line = LogLine(datetime.now(UTC), "warning", "a.b", "of 99010219540304001X in 12 s")
    kept = msgspec.structs.replace(line, text="of *** in 12 s")
    bundle = LogBundle(pulse=Pulse(boot="b", number=1), system="12", lines=(line,))
    with running_center(tmp_path / "center") as center:
        async with machine(center, tmp_path / "kiosk") as desk:
            number = ordered(center, "logs")
            with pytest.raises(CenterError):  # it was not handed over yet
                await desk.send_logs(number, bundle)
            await desk.pulse(Pulse(boot="b", number=1, wait=5))
            assert (await desk.send_logs(number, bundle)).number == number
            assert (await desk.send_logs(number, bundle)).number == number
            for wrong in (number, number + 1, 0, 2**60):
                with pytest.raises(CenterError):
                    await desk.send_logs(
                        wrong, msgspec.structs.replace(bundle, system="13")
                    )
        with closing(connect(center.folder)) as db:
            found = log_of(db, KIOSK, number)
        assert found == msgspec.structs.replace(bundle, lines=(kept,))


@ONE_ENGINE
async def test_a_center_that_ends_answers_all_that_it_holds(tmp_path: Path) -> None:
    with ExitStack() as running:
        center = running.enter_context(running_center(tmp_path / "center"))
        async with (
            machine(center, tmp_path / "1") as one,
            machine(center, tmp_path / "2", "hall-2") as other,
        ):
            pulses = [
                asyncio.create_task(each.pulse(Pulse(boot="b", number=1, wait=50)))
                for each in (one, other)
            ]
            await until(lambda: heard(center, KIOSK) and heard(center, "hall-2"))
            ending = asyncio.create_task(asyncio.to_thread(running.close))
            began = time.monotonic()
            for answer in await asyncio.gather(*pulses):
                assert (answer.orders, 1 <= answer.after <= 4) == ((), True)
            assert time.monotonic() - began < 30, "long before the end of their hold"
            await ending


def two_known(folder: Path) -> tuple[Workers, DeskKey, list[Identity]]:
    """Return what a desk works with at a center that knows two machines."""
    authority, now = Authority.load_or_create(folder), time.time()
    identities = []
    with closing(connect(folder)) as db:
        for kiosk in ("a", "b"):
            with transaction(db):
                change_key(db, kiosk, kiosk.encode() * 32, now)
                row = {"kiosk": kiosk, "serial": "1", "not_after": now + 999}
                db.execute(insert(certificate).values(**row, revoked=0))
            identities.append(Identity(kiosk, "1"))
    return Workers(folder, "fleet"), DeskKey(folder, lambda: authority), identities


@ONE_ENGINE
async def test_one_that_pulses_for_ever_waits_and_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse_desk, "GATHER_S", 0.0)
    monkeypatch.setattr(pulse_desk, "EACH_S", 1e9)  # all of them come at once
    sleep, slept = asyncio.sleep, list[float]()

    async def noted(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", noted)
    workers, key, (hasty, other) = two_known(tmp_path / "center")
    desk, most = PulseDesk(workers, key, time.time), pulse_desk.MOST_AT_ONCE
    for number in range(1, most + 3):
        await desk.answer(hasty, Pulse(boot="b", number=number))
        assert slept.count(pulse_desk.SLOW_S) == max(0, number - most)
    await desk.answer(other, Pulse(boot="b", number=1))
    assert slept.count(pulse_desk.SLOW_S) == 2
    await asyncio.to_thread(workers.close)


@ONE_ENGINE
async def test_who_is_one_too_many_is_answered_at_once(tmp_path: Path) -> None:
    workers, key, identities = two_known(tmp_path / "center")
    desk = PulseDesk(workers, key, time.time, most_held=1)
    held = asyncio.create_task(
        desk.answer(identities[0], Pulse(boot="b", number=1, wait=50))
    )
    await until(lambda: desk.held == 1)
    second = Pulse(boot="b", number=1, wait=50)
    assert (await desk.answer(identities[1], second)).after == 60
    stranger = Identity("a", "2")
    with pytest.raises(Refusal):
        await desk.answer(stranger, second)
    assert not held.done()
    desk.end()
    assert (await held).orders == ()
    assert desk.held == 0
    await asyncio.to_thread(workers.close)


NONSENSE = (
    b'{"boot":"b","number":-1}',
    b'{"boot":"b","number":1,"wait":51}',
    b'{"boot":"b","number":1,"site":"a\\u0000"}',
    b'{"boot":"b","number":1,"at":"2026-13-01T00:00:00Z"}',
    b'{"boot":"b","number":99999999999999999999}',
    b'{"kiosk":"hall-2","boot":"b","number":1}',  # who it is, the certificate says
    b"[" * 90_000,
)


@ONE_ENGINE
async def test_a_pulse_of_nonsense_is_refused(tmp_path: Path) -> None:
    with running_center(tmp_path / "center") as center:
        async with machine(center, tmp_path / "kiosk") as desk:
            headers = {"content-type": "application/json"}
            answers = [
                await desk.exchange("POST", "/pulse", 5, body, headers)
                for body in NONSENSE
            ]
            assert [answer.status for answer in answers] == [400] * len(NONSENSE)
            assert (await desk.pulse(Pulse(boot="b", number=1))).after == 60
        with closing(connect(center.folder)) as db:
            assert machine_of(db, KIOSK) is not None
            assert machine_of(db, "hall-2") is None
