"""The `kiosk` command as a technician types it: sentences and exit statuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.devices.virtual.reader.pcscd import PrivatePcscd
from tests.rig import KIOSK, PATIENCE, Kiosk, Stage

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]


def kiosk_command(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*KIOSK, *words],
        input=text,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


PATIENT = f"doctor.LONG_LOOK = doctor_center.LOOK = {PATIENCE}"
"""To whom a part of a busy machine is not a silent one: where every part is there."""
CERTAIN = f"busy_watch.TOO_LATE = {PATIENCE}"
"""Who believes a part's silence on a busy machine too: where parts are silent."""
DOCTOR = """
import sys
from kiosk.machine.shell.cli import main
from kiosk.machine.shell.doctor import busy_watch, doctor, doctor_center
{}
sys.exit(main())
"""


def ask_doctor(
    kiosk: Kiosk, kind: str, *words: str
) -> subprocess.CompletedProcess[str]:
    """Let such a doctor look at a machine."""
    code = DOCTOR.format(kind)
    return subprocess.run(
        [*(sys.executable, "-c", code, "doctor", *words), "--config", kiosk.config],
        env=kiosk.environment(),
        capture_output=True,
        text=True,
        timeout=3 * PATIENCE,
        check=False,
    )


def test_config_check_says_ok_or_the_first_mistake(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('[machine]\nid = "K1"\nregion = "ningbo"\n', "utf-8")
    good = kiosk_command("config", "check", "--config", str(path))
    assert (good.returncode, good.stderr) == (0, "")
    assert "ok" in good.stdout
    path.write_text('[machine]\nid = "K1"\nregion = "ningbo"\nplase = "x"\n', "utf-8")
    bad = kiosk_command("config", "check", "--config", str(path))
    assert bad.returncode == 2
    assert bad.stderr.count("\n") == 1
    assert "machine.plase" in bad.stderr


@pytest.mark.parametrize("command", [["run"], ["doctor"], ["journal", "list"]])
def test_a_broken_setting_is_one_sentence_everywhere(
    tmp_path: Path, command: list[str]
) -> None:
    done = kiosk_command(*command, "--config", str(tmp_path / "missing.toml"))
    assert done.returncode == 2
    assert done.stderr.startswith("kiosk: ")
    assert "Traceback" not in done.stderr


def test_doctor_finds_everything_well(kiosk: Kiosk) -> None:
    done = ask_doctor(kiosk, PATIENT)
    lines = {line[9:17].strip(): line[:8].strip() for line in done.stdout.splitlines()}
    assert lines["reader"] == "ok", done.stdout
    assert lines["printer"] == "ok", done.stdout
    assert lines["center"] == "ok", done.stdout
    assert lines["region"] == "ok", done.stdout
    assert lines["disk"] == "ok"
    assert lines["clock"] in ("ok", "warning", "unknown")
    assert lines["fonts"] == "ok"
    assert done.returncode == 0, done.stdout + done.stderr


def test_doctor_names_each_trouble_and_what_to_do(kiosk: Kiosk, stage: Stage) -> None:
    stage.ask(do="printer", silent=True)
    stage.ask(do="center", online=False)
    done = ask_doctor(kiosk, CERTAIN)
    assert done.returncode == 1
    assert "[P01]" in done.stdout
    assert "[N01]" in done.stdout
    printer = next(line for line in done.stdout.splitlines() if "[P01]" in line)
    assert "cable" in printer or "线缆" in printer


def test_doctor_notices_that_the_certificate_is_another_machines(
    kiosk: Kiosk,
) -> None:
    usual = kiosk.config.read_text("utf-8")
    kiosk.config.write_text(usual.replace('"TEST-001"', '"TEST-002"'), "utf-8")
    try:
        done = ask_doctor(kiosk, PATIENT, "--json")
    finally:
        kiosk.config.write_text(usual, "utf-8")
    told = {line["part"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert (told["machine"]["health"], told["machine"]["fault"]) == ("bad", "N04")
    assert told["clocks"]["health"] == "ok"
    assert told["center"]["health"] == "ok"


def test_a_wrong_enrolment_code_is_one_sentence(kiosk: Kiosk) -> None:
    done = kiosk.command("enrol", "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("kiosk: ")


def test_an_account_is_made_from_a_pipe_and_its_secret_is_shown_once(
    tmp_path: Path,
) -> None:
    settings = tmp_path / "kiosk.toml"
    machine = {"id": "HALL-77", "region": "ningbo", "state": f"{tmp_path}/state"}
    lines = (f'{name} = "{value}"' for name, value in machine.items())
    settings.write_text("\n".join(("[machine]", *lines)))

    def account(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        where = ("--config", str(settings))
        return kiosk_command("maintenance", "account", *words, *where, text=text)

    weak = account("add", "1001", text="12345678\n")
    assert weak.returncode == 2
    assert "M04" in weak.stderr
    made = account("add", "1001", "--role", "hall", text="xue-7-Hua\n")
    assert made.returncode == 0, made.stderr
    secret, address = made.stdout.splitlines()[-2:]
    assert address.startswith("otpauth://totp/HALL-77%3A1001?secret=" + secret)
    again = account("add", "1001", text="xue-7-Hua\n")
    assert again.returncode == 2
    listed = account("list")
    assert "1001" in listed.stdout
    assert secret not in listed.stdout
    assert account("password", "1001", text="chun-8-Yu\n").returncode == 0
    assert account("remove", "1001").returncode == 0
    assert account("remove", "1001").returncode == 2
    where = ("--config", str(settings))
    journal = kiosk_command("journal", "list", *where).stdout
    assert journal.count("maintenance.act") == 3
    assert kiosk_command("journal", "verify", *where).returncode == 0


def test_card_serve_presents_a_card_to_a_pcscd(tmp_path: Path) -> None:
    """Another process, another pcscd: what a developer would start by hand."""
    pcscd = PrivatePcscd(tmp_path / "pcscd").start()
    card = subprocess.Popen(
        [
            *(*KIOSK, "card", "serve", "--person", "wang-xiulan"),
            *("--port", str(pcscd.port), "--state", str(tmp_path / "cards")),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert card.stdout is not None
        assert "wang-xiulan" in card.stdout.readline()
        seen = subprocess.run(
            [sys.executable, "-c", _READ],
            env={"PATH": "/usr/bin:/bin", **pcscd.environment()},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert "A00031002" in seen.stdout, seen.stdout + seen.stderr
    finally:
        card.terminate()
        assert card.wait(PATIENCE) == 0
        assert card.stdout is not None
        card.stdout.close()
        pcscd.stop()


_READ = """
import asyncio
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.card.card_port import SlotState
from kiosk.session.dialog.card_session import read_card

async def main():
    slot = PcscSlot("Virtual PCD 00 00", 60.0)
    slot.start(lambda event: None)
    async with asyncio.timeout(60):
        while slot.now.state is not SlotState.CARD:
            await asyncio.sleep(0.05)
        look = await slot.run(slot.now.insertion, read_card)
    print(look.issuer.card_number, look.pin.attempts_remaining)
    slot.stop()

asyncio.run(main())
"""


def test_an_unknown_person_is_named(tmp_path: Path) -> None:
    done = kiosk_command("card", "serve", "--person", "nobody")
    assert done.returncode == 2
    assert "nobody" in done.stderr
    assert "wang-xiulan" in done.stderr
