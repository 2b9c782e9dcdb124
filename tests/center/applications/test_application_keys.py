"""The center's keys for acts: kept with the database, never silently made anew."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from kiosk.center.applications.application_keys import (
    BEYOND,
    FILE,
    NAME,
    ActKeys,
    rotate,
)
from kiosk.center.copies.restoring import GivenKey, restore
from kiosk.center.copies.whole_backup import back_up
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import every, put
from kiosk.center.identity.identity_tables import secret
from kiosk.center.identity.root_key import FILE as ROOT_KEY
from kiosk.center.identity.root_key import KeysGone
from kiosk.center.identity.sealed_secrets import SealedSecrets
from kiosk.center.server.serve import act_rules
from kiosk.domain.records import HolderData
from kiosk.domain.region.region_rules import PinRules
from kiosk.machine.demo.demo_registers import write_pins
from kiosk.machine.shell.doctor.doctor_center import region_seen
from kiosk.session.pin.pin_rules import initial_digits
from kiosk.session.staff.pages import PartHealth
from kiosk.sync.wire.sealing import SealUnreadable
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


def as_before(folder: Path) -> bytes:
    """Leave a center as an older one was: its keys in a file; they are returned."""
    db = connect(folder)
    found = SealedSecrets(folder).read(db, NAME)
    force(db, "DELETE FROM secret")
    db.close()
    (folder / ROOT_KEY).unlink()
    assert found is not None
    old = msgspec.json.decode(found.plain)
    pair = {"tags": old["tags"], "sealing": [old["tags"]]}
    (folder / FILE).write_bytes(msgspec.json.encode(pair))
    return (folder / FILE).read_bytes()


def test_without_its_keys_a_center_does_not_start(center_folder: Path) -> None:
    folder = with_pin(center_folder)
    kept = as_before(folder)
    (folder / FILE).unlink()
    with pytest.raises(KeysGone, match="backup"):
        act_rules(folder, REGION)
    assert not (folder / FILE).exists(), "none were made in their place"
    (folder / FILE).write_bytes(kept)
    assert len(ActKeys(folder).all()) == 1
    assert not (folder / FILE).exists(), "they are in the database now"
    assert len(ActKeys(folder).all()) == 1


def test_a_broken_file_of_an_older_center_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"{}")
    with pytest.raises(ValueError, match="not the file"):
        ActKeys(tmp_path)
    assert (tmp_path / FILE).read_bytes() == b"{}"


def test_a_key_made_after_the_copy_that_was_put_back_still_opens(
    center_folder: Path,
) -> None:
    first = ActKeys(center_folder).present.id
    with closing(connect(center_folder)) as db:
        (copy,) = every(db, select(secret).filter_by(name=NAME))
        later = [rotate(center_folder) for _ in range(3)]
        keys = ActKeys(center_folder)
        assert keys.present.id == later[-1]
        put(db, secret, **copy)
        again = ActKeys(center_folder)
        assert again.present.id == first
        assert again.private(later[-1])
        with pytest.raises(SealUnreadable):
            again.private("0" * len(first))
        # And it is counted, so that the next one is none of those before.
        assert again.given(db).id == later[-1]
    assert rotate(center_folder) not in {first, *later}
    assert BEYOND >= 32


def test_another_node_sees_a_rotation_without_a_restart(center_folder: Path) -> None:
    node = ActKeys(center_folder)
    before = node.present.id
    rotated = rotate(center_folder)
    assert node.private(rotated), "an unknown one is looked for at once"
    assert node.present.id == rotated
    assert node.private(before)


def test_the_operator_reads_one_sentence(tmp_path: Path) -> None:
    folder = with_pin(tmp_path / "center")
    as_before(folder)
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
    assert not (tmp_path / FILE).exists()
    assert len(ActKeys(tmp_path).all()) == 1


@pytest.mark.engine("sqlite")
def test_a_backup_holds_the_keys_for_its_owner_only(tmp_path: Path) -> None:
    folder, phrase = with_pin(tmp_path / "center"), b"correct horse battery"
    old = os.umask(0)
    try:
        back_up(folder, tmp_path / "copy", phrase)
        restore(tmp_path / "copy", tmp_path / "again", GivenKey(phrase))
    finally:
        os.umask(old)
    copy = tmp_path / "again" / ROOT_KEY
    assert copy.read_bytes() == (folder / ROOT_KEY).read_bytes()
    assert copy.stat().st_mode & 0o777 == 0o600
    act_rules(tmp_path / "again", REGION)


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
