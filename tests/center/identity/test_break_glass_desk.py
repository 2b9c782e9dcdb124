"""The desk's code opens the real machine's door; what it gave is kept."""

from pathlib import Path

import pytest

from kiosk.center.applications.application_keys import ActKeys, rotate
from kiosk.center.database.transactions import every
from kiosk.center.identity.identity_tables import break_glass as break_glass_table
from kiosk.machine.shell.cli import main
from kiosk.session.staff.door import break_glass
from kiosk.session.staff.door.break_glass import BreakGlass
from kiosk.settings.state.store import Store
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.wire.phone_code import (
    center_secret,
    challenge_of,
    machine_secret,
    phone_code,
)
from tests.center.fixture import KIOSK
from tests.sync.applications.hall import database, scene


def newest_secret(folder: Path, machine: bytes) -> bytes:
    """Return the center's secret with a machine under its present key."""
    return center_secret(ActKeys(folder).all()[0], machine)


def codes_in(said: str) -> list[str]:
    """Return the codes that stand on the desk's terminal, in their order."""
    lines = (line.split("(")[0].rpartition(":")[2] for line in said.splitlines())
    return ["".join(line.split()) for line in lines]


async def test_a_number_that_fits_two_keys_has_both_codes_the_newest_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with scene(tmp_path) as (center, one, _):
        machine = DeviceKeys.load(one.journal.store.path.parent).signing_public
        old = newest_secret(center.folder, machine)
        rotate(center.folder)
        new = newest_secret(center.folder, machine)
        # One number in a hundred: two digits tell the keys apart.
        at = next(n for n in range(10**6) if shown(old, n) == shown(new, n))
        where = ("--folder", str(center.folder), "--language", "en")
        assert main(["center", "break-glass", KIOSK, shown(old, at), *where]) == 0
        wanted = [phone_code(secret, KIOSK, at) for secret in (new, old)]
        assert codes_in(capsys.readouterr().out) == wanted


def shown(secret: bytes, counter: int) -> str:
    """Return the number on the machine's screen."""
    return challenge_of(secret, KIOSK, counter)


async def test_a_code_is_given_kept_and_opens_also_after_a_rotation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with scene(tmp_path) as (center, one, _):
        await one.acts.delivery.agree()
        await one.acts._keys.fetch()
        key = one.acts.sealing_key
        assert key is not None
        keys = DeviceKeys.load(one.journal.store.path.parent)
        secret = machine_secret(keys.signing, key.public)
        store = Store(tmp_path / "glass.sqlite", break_glass.MIGRATIONS)
        glass = BreakGlass(store, KIOSK, "boot-1", lambda: secret)
        challenge = glass.challenge(1000.0)
        assert challenge is not None
        rotate(center.folder)

        def ask(number: str, kiosk: str = KIOSK) -> tuple[int, str, str]:
            where = ("--folder", str(center.folder), "--language", "en")
            status = main(
                ["center", "break-glass", kiosk, number, "--by", "desk", *where]
            )
            return (status, *capsys.readouterr())

        assert ask(challenge, "nobody")[0] == 2
        # The number's own check lets one of a hundred others pass.
        others = [f"{(int(challenge) + by) % 10**8:08}" for by in range(100, 500, 100)]
        assert any(ask(other)[0] == 2 for other in others)
        status, out, err = ask(f"{challenge[:4]} {challenge[4:]}")
        assert (status, err) == (0, "")
        assert any(glass.fits(code) for code in codes_in(out))
        assert glass.spend(challenge, 1000.0)
        assert "before" in ask(challenge)[2]
        with database(center) as db:
            rows = every(db, break_glass_table.select())
        found = [(row["kiosk"], row["challenge"], row["by"]) for row in rows]
        own = [row for row in found if row[1] == challenge]
        assert own == [(KIOSK, challenge, "desk")] * 2
        store.close()
