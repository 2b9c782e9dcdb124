"""What a real center gives a real machine: applied, refused, on trial, taken back.

A start after a power cut is played by beginning again on the same folder.
"""

import asyncio
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.editions import staff_roll
from kiosk.center.identity.sealed_secrets import SealedSecrets
from kiosk.devices.printer.printer_port import LinkState
from kiosk.machine.editions import edition_watch
from kiosk.machine.remote.remote_desk import RemoteDesk
from kiosk.session.staff.door.accounts import StaffAccounts
from kiosk.session.staff.people import StaffRole
from kiosk.session.visit.idle import attract_page
from kiosk.settings.shipped import shipped_config
from kiosk.settings.state.region_edition import read_region_state
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.wire.downward.sealed_accounts import CenterAccount
from tests.center.fixture import KIOSK, enrolled, running_center
from tests.machine.editions.hall_machine import HallMachine, begun

REGION = shipped_config("regions", "ningbo.toml").read_text("utf-8")
OURS = REGION.replace('\nname = "宁波市"', '\nname = "新宁波市"').encode()
NOTICES = "[[notices]]\ntext = '周五下午两点提前关门'\n".encode()
SETTINGS = b"[settings]\n'voice.volume' = 5\n"


def account(number: str, secret: bytes = b"S" * 20, role: int = 2) -> CenterAccount:
    return CenterAccount(number, role, f"$argon2id${number}", secret)


def staff(machine: HallMachine, *wanted: CenterAccount, gone: str = "") -> int:
    """Change the center's roll of technicians."""
    folder, number = machine.center.folder, 0
    secrets = SealedSecrets(folder)
    with closing(connect(folder)) as db:
        now = machine.journal.time.now().timestamp()
        for each in wanted:
            number = staff_roll.add_member(db, secrets, each, "desk1", now)
        if gone:
            number = staff_roll.remove_member(db, secrets, gone, "desk1", now)
    return number


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition_watch, "TRIAL_S", 0.0)


async def test_a_machines_life_with_what_it_is_given(tmp_path: Path) -> None:
    """One center and one machine over real TLS, from edition to edition."""
    with running_center(tmp_path / "center") as center:
        async with enrolled(center, tmp_path / "state/keys") as client:
            async with begun(center, tmp_path, client) as machine:
                await notices(machine)
                await accounts(machine)
                first = machine.publish("region", OURS)
                await machine.pulse()
                assert machine.parts.region.region.name != "新宁波市"
                assert machine.editions._waits_for_start()
            async with begun(center, tmp_path, client) as machine:
                # What was in force is so after a start, and the region is tried.
                assert "提前关门" in attract_page(machine.parts).notice
                assert machine.parts.region.region.name == "新宁波市"
                await machine.editions.prove_region()
                assert read_region_state(machine.parts.config.state).kept == first
                assert (await machine.at_center())["region"] == (first, 0, "")
                second = machine.publish("region", b"")
                await machine.pulse()
            async with begun(center, tmp_path, client) as machine:
                assert machine.parts.region.region.name == "宁波市"
                await machine.editions.prove_region()
                assert (await machine.at_center())["region"] == (second, 0, "")
                assert machine.marks() == ()


async def notices(machine: HallMachine) -> None:
    number = machine.publish("notices", NOTICES)
    await machine.pulse()
    assert attract_page(machine.parts).notice == "周五下午两点提前关门"
    assert machine.marks() == ()
    assert machine.told == ["edition.applied"]
    assert await machine.at_center() == {"notices": (number, 0, "")}


async def accounts(machine: HallMachine) -> None:
    """The machine's own stay; who was taken off is out; steps are not used twice."""
    own = StaffAccounts(machine.parts.store, machine.journal.keys)
    staff(machine, account("2001"), account("2002", b"T" * 20))
    await machine.pulse()
    assert machine.accounts == ["2001", "2002"]
    one = own.find("2001")
    assert one is not None
    assert own.secret(one) == b"S" * 20
    machine.parts.store.execute("UPDATE staff_account SET last_step=77")
    assert own.add("9001", StaffRole.ENGINEER, "$argon2id$own") is not None
    staff(machine, account("9001", b"X" * 20), gone="2002")
    await machine.pulse()
    assert machine.accounts == ["2001", "9001"]
    again, kept = own.find("2001"), own.find("9001")
    assert again is not None
    assert kept is not None
    assert again.last_step == 77
    assert own.secret(kept) != b"X" * 20
    files = b"".join(
        p.read_bytes() for p in machine.parts.config.state.glob("*.sqlite*")
    )
    assert b"S" * 20 not in files
    # Without its own, a machine takes no set that lets nobody in.
    own.remove("9001")
    staff(machine, gone="9001")
    staff(machine, gone="2001")
    await machine.pulse()
    assert machine.accounts == ["2001"]
    place = (await machine.at_center())["accounts"]
    assert place[1] > place[0]
    assert place[2] == "nobody_left"


async def test_settings_and_regions_that_do_no_good_are_taken_back(
    tmp_path: Path,
) -> None:
    with running_center(tmp_path / "center") as center:
        async with enrolled(center, tmp_path / "state/keys") as client:
            async with begun(center, tmp_path, client) as machine:
                same = machine.publish("settings", b"[settings]\n'voice.volume' = 3\n")
                await machine.pulse()
                # It is so already: nobody restarts for that.
                assert (await machine.at_center())["settings"] == (same, 0, "")
                assert not machine.editions._waits_for_start()
                number = machine.publish("settings", SETTINGS)
                await machine.pulse()
                region = machine.publish("region", OURS)
                await machine.pulse()
                assert machine.editions.desk.trial
                await machine.editions._make_room()
                assert machine.power.restarts == 1
            async with begun(center, tmp_path, client) as machine:
                assert machine.parts.config.voice.volume == 5
                assert machine.parts.region.region.name == "新宁波市"
            # The power went before they had proved themselves.
            async with begun(center, tmp_path, client) as machine:
                assert machine.parts.config.voice.volume == 3
                assert machine.parts.region.region.name == "宁波市"
                machine.editions.look()
                known = await machine.at_center()
                assert known["settings"] == (same, number, "restart")
                assert known["region"] == (0, region, "restart")
                assert machine.marks() == ()
                worse = machine.publish("region", OURS)
                await machine.pulse()
            silent = begun(center, tmp_path, client, LinkState.SILENT)
            async with silent as machine:
                await asyncio.wait_for(machine.editions.prove_region(), 60)
                assert machine.power.restarts == 1
                known = await machine.at_center()
                assert known["region"] == (0, worse, "printer")


async def test_it_comes_with_the_pulse(tmp_path: Path) -> None:
    """The desk publishes, the machine says how it is, and people read it."""
    with running_center(tmp_path / "center") as center:
        async with (
            enrolled(center, tmp_path / "state/keys") as client,
            begun(center, tmp_path, client) as machine,
        ):
            number = machine.publish("notices", NOTICES)
            staff(machine, account("2001"))
            config = machine.parts.config
            own = msgspec.structs.replace(config.machine, id=KIOSK)
            line = msgspec.structs.replace(config.center, url=center.url)
            config = msgspec.structs.replace(config, machine=own, center=line)
            keys = machine.journal.keys
            papers = Certificates(config.state / "keys", keys)
            parts, log = machine.parts, machine.journal
            desk = machine.editions.desk
            remote = RemoteDesk(config, parts, log, keys, papers, desk)
            remote.sender._start_jitter = 0
            pulses = asyncio.create_task(remote.run())
            try:
                async with asyncio.timeout(60):
                    while len(machine.told) < 2:  # noqa: ASYNC110
                        await asyncio.sleep(0.02)
            finally:
                pulses.cancel()
                await asyncio.gather(pulses, return_exceptions=True)
                await remote.close()
            assert "提前关门" in attract_page(machine.parts).notice
            assert machine.accounts == ["2001"]
            assert (await machine.at_center())["notices"] == (number, 0, "")


async def test_what_the_machine_cannot_use_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = REGION.replace("ningbo", "hangzhou").encode()
    monkeypatch.setattr(
        "kiosk.center.editions.shelf.checked_content", lambda kind, data: data
    )
    with running_center(tmp_path / "center") as center:
        async with (
            enrolled(center, tmp_path / "state/keys") as client,
            begun(center, tmp_path, client) as machine,
        ):
            for kind, data, why in (
                ("region", other, "other_region"),
                ("region", b"\xff", "unreadable"),
                ("region", OURS.replace(b"[hotlines]", b"[hotline]"), "mistake"),
                ("settings", b"{}", "unreadable"),
                ("settings", b'{"settings":{"center.url":"x"}}', "mistake"),
                ("notices", b"[]", "unreadable"),
                ("accounts", b"", "nobody_left"),
                ("release", b"{}", "not_installed"),
            ):
                number = machine.publish(kind, data)
                await machine.pulse()
                assert (await machine.at_center())[kind] == (0, number, why)
            assert not machine.editions._waits_for_start()
            assert machine.accounts == []
            assert machine.marks() == ()


async def test_no_start_is_asked_for_in_the_middle_of_a_trial(tmp_path: Path) -> None:
    """Settings that come while a region proves itself do not take it back."""
    with running_center(tmp_path / "center") as center:
        async with enrolled(center, tmp_path / "state/keys") as client:
            async with begun(center, tmp_path, client) as machine:
                region = machine.publish("region", OURS)
                await machine.pulse()
                assert machine.editions._waits_for_start()
            async with begun(center, tmp_path, client) as machine:
                machine.publish("settings", SETTINGS)
                await machine.pulse()
                await machine.editions._make_room()
                assert machine.power.restarts == 0
                await asyncio.wait_for(machine.editions.prove_region(), 60)
                await machine.editions._make_room()
                assert machine.power.restarts == 1
                assert (await machine.at_center())["region"] == (region, 0, "")
            async with begun(center, tmp_path, client) as machine:
                assert machine.parts.config.voice.volume == 5
                assert machine.parts.region.region.name == "新宁波市"
