"""The center's keys for acts: kept with the database, never silently made anew."""

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from kiosk.center.applications.application_keys import FILE
from kiosk.center.database.connecting import connect
from kiosk.center.server.backup import backup
from kiosk.center.server.serve import KeysGone, act_rules
from kiosk.domain.records import HolderData
from kiosk.domain.region.region_rules import PinRules
from kiosk.machine.demo.demo_registers import write_pins
from kiosk.machine.shell.doctor.doctor_center import region_seen
from kiosk.session.pin.pin_rules import initial_digits
from kiosk.session.staff.pages import PartHealth
from tests.center.engines import asked, force
from tests.center.fixture import enrolled, running_center
from tests.sync.applications.hall import CAST, REGION, scene
from tests.wording import english


def with_pin(folder: Path) -> Path:
    """Make a center that keeps one person's PIN."""
    act_rules(folder, REGION)
    connection = connect(folder)
    force(connection, "INSERT INTO service_pin VALUES ('990100', 'x', 0)")
    connection.close()
    return folder


def test_without_its_keys_a_center_does_not_start(tmp_path: Path) -> None:
    folder = with_pin(tmp_path / "center")
    kept = (folder / FILE).read_bytes()
    (folder / FILE).unlink()
    with pytest.raises(KeysGone, match="backup"):
        act_rules(folder, REGION)
    assert not (folder / FILE).exists(), "none were made in their place"
    (folder / FILE).write_bytes(kept)
    act_rules(folder, REGION)


def test_the_operator_reads_one_sentence(tmp_path: Path) -> None:
    folder = with_pin(tmp_path / "center")
    (folder / FILE).unlink()
    command = [sys.executable, "-m", "kiosk", "center", "serve", "--port", "0"]
    done = subprocess.run(
        [*command, "--folder", str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert FILE in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_center_makes_its_keys(tmp_path: Path) -> None:
    connect(tmp_path).close()
    act_rules(tmp_path, REGION)
    assert (tmp_path / FILE).exists()


def test_a_backup_holds_the_keys_for_its_owner_only(tmp_path: Path) -> None:
    folder = with_pin(tmp_path / "center")
    old = os.umask(0)
    try:
        backup(folder, tmp_path / "copy")
    finally:
        os.umask(old)
    copy = tmp_path / "copy" / FILE
    assert copy.read_bytes() == (folder / FILE).read_bytes()
    assert copy.stat().st_mode & 0o777 == 0o600
    act_rules(tmp_path / "copy", REGION)


async def test_a_center_says_whose_rules_it_judges_by(tmp_path: Path) -> None:
    async with scene(tmp_path) as (_, one, _):
        assert (await one.line.client.health()).region == "testland"


async def test_without_a_choice_it_is_the_default_region(tmp_path: Path) -> None:
    few = {"wang-xiulan": CAST["wang-xiulan"]}
    with running_center(tmp_path / "center", people=few) as center:
        async with enrolled(center, tmp_path / "kiosk") as client:
            assert (await client.health()).region == "ningbo"


@pytest.mark.parametrize(
    ("rules", "number", "initial"),
    [
        (PinRules(initial_rule="last6_of_number"), "990101198403120427", "120427"),
        (PinRules(initial_rule="last6_of_number"), "99010119840312042X", None),
        (PinRules(initial_rule="last6_of_number"), "427", None),
        (PinRules(initial_rule="fixed", initial="000000"), "42X", "000000"),
        (PinRules(initial_rule="fixed"), "990101198403120427", None),
        (PinRules(), "990101198403120427", None),
    ],
)
def test_center_and_kiosk_know_one_initial_pin(
    rules: PinRules, number: str, initial: str | None
) -> None:
    assert rules.initial_for(number) == initial
    assert initial_digits(rules, HolderData(number=number)) == initial


def test_an_initial_pin_nobody_knows_is_not_taken_over(tmp_path: Path) -> None:
    wang = CAST["wang-xiulan"]
    card = msgspec.structs.replace(wang.card, pin="")
    odd = msgspec.structs.replace(wang, number="99010119840312042X", card=card)
    own = PinRules(initial_rule="last6_of_number")
    rules = act_rules(tmp_path, msgspec.structs.replace(REGION, pin=own))
    connection = connect(tmp_path)
    try:
        write_pins(connection, {"odd": odd, "wang": wang}, rules)
        rows = asked(connection, "SELECT number FROM service_pin")
    finally:
        connection.close()
    assert [row["number"] for row in rows] == [wang.number]


@pytest.mark.parametrize(
    ("own", "centers", "health"),
    [
        ("ningbo", "ningbo", PartHealth.OK),
        ("beijing", "ningbo", PartHealth.BAD),
        ("ningbo", "", PartHealth.UNKNOWN),
    ],
)
def test_the_doctor_compares_regions(
    own: str, centers: str, health: PartHealth
) -> None:
    line = region_seen(own, centers)
    assert line.health is health
    assert own in english(line.seen)
    advice = json.loads(Path("assets/locales/en/doctor.json").read_text("utf-8"))
    known = f"doctor__region__{health}" in advice
    assert known is (health is not PartHealth.OK)
