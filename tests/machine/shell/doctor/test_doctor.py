"""`kiosk doctor` as a whole: all at the same time, and nothing vanishes."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.card.card_port import SlotEvent
from kiosk.devices.virtual.reader.pcscd import PrivatePcscd
from kiosk.domain.faults import Fault
from kiosk.domain.message import Message
from kiosk.machine.shell.doctor import doctor
from kiosk.machine.shell.doctor.doctor_center import center_lines
from kiosk.machine.shell.doctor.doctor_line import DoctorLine, printed
from kiosk.session.staff.pages import PartHealth
from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import load_config
from kiosk.settings.shipped import shipped_config
from kiosk.settings.texts import load_texts
from kiosk.sync.identity.credential_keys import CredentialKey, CredentialKeys
from kiosk.sync.identity.device_keys import DeviceKeys

SHIPPED = shipped_config("demo.toml")
LINE = DoctorLine("zone", PartHealth.OK, Message("doctor__seen__fonts"))


@pytest.fixture
def config(tmp_path: Path) -> KioskConfig:
    told = load_config(SHIPPED)
    machine = msgspec.structs.replace(told.machine, state=tmp_path)
    center = msgspec.structs.replace(told.center, url="https://127.0.0.1:9")
    return msgspec.structs.replace(told, machine=machine, center=center)


class HungService:
    """A card service that is there and answers nothing."""

    def start(self, heard: Callable[[SlotEvent], None]) -> None:
        pass

    def stop(self) -> None:
        pass


async def test_a_card_service_that_hangs_has_the_kiosk_s_code(
    config: KioskConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "open_slot", lambda *_: HungService())
    monkeypatch.setattr(doctor, "LONG_LOOK", 0.01)
    line = await doctor._reader(config)
    assert (line.health, line.fault) == (PartHealth.BAD, Fault.READER_SERVICE)
    assert "重启" in printed(line, load_texts())


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "fault"), [("No Such Reader", Fault.READER_MISSING), ("", None)]
)
async def test_the_readers_that_there_are_stand_by_their_names(
    config: KioskConfig, pcscd: PrivatePcscd, name: str, fault: Fault | None
) -> None:
    told = msgspec.structs.replace(config.reader, name=name or pcscd.reader)
    line = await doctor._reader(msgspec.structs.replace(config, reader=told))
    assert line.fault is fault
    assert pcscd.reader in printed(line, load_texts())


async def test_dead_parts_are_waited_for_at_the_same_time(
    config: KioskConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_three = threading.Barrier(3, timeout=60.0)

    def printer(*_: object) -> DoctorLine:
        all_three.wait()
        return LINE

    async def reader(*_: object) -> DoctorLine:
        await asyncio.to_thread(all_three.wait)
        return LINE

    async def center(*_: object) -> list[DoctorLine]:
        return [await reader()]

    monkeypatch.setattr(doctor, "_printer", printer)
    monkeypatch.setattr(doctor, "_reader", reader)
    monkeypatch.setattr(doctor, "center_lines", center)
    await doctor.doctor(config, SHIPPED, load_texts())
    assert not all_three.broken


async def test_what_only_the_center_knows_is_unknown_without_it(
    config: KioskConfig,
) -> None:
    for _ in range(2):
        lines = {line.part: line for line in await center_lines(config, SHIPPED)}
        assert lines.pop("center").health is PartHealth.BAD
        assert set(lines) == {"machine", "clocks", "region"}
        assert {line.health for line in lines.values()} == {PartHealth.UNKNOWN}
        assert "升级" not in printed(lines["region"], load_texts())
        DeviceKeys.load_or_create(config.state / "keys")


async def test_sealed_keys_are_named_with_the_way_out(config: KioskConfig) -> None:
    """A command at a shell has no credential, and must not say "not enrolled"."""
    DeviceKeys.load_or_create(
        config.state / "keys", CredentialKeys(CredentialKey(bytes(32)))
    )
    center, *_ = await center_lines(config, SHIPPED)
    assert (center.health, center.fault) == (PartHealth.BAD, Fault.KEYS_SEALED)
    said = printed(center, load_texts("en"))
    assert "kiosk-seal run" in said
    assert "revoke" in said
