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
from kiosk.sync.wire.phone_code import center_secret, counter_in, machine_secret
from tests.center.fixture import KIOSK
from tests.sync.applications.hall import database, scene


def newest_secret(folder: Path, keys: DeviceKeys) -> bytes:
    """Return the center's secret with a machine under its present key."""
    return center_secret(ActKeys(folder).all()[0], keys.signing_public)


def _is_taken(challenge: str, secret: bytes) -> bool:
    return counter_in(challenge, secret, KIOSK) is not None


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
        # One key in a hundred takes the number for its own: two digits tell them apart.
        while _is_taken(challenge, newest_secret(center.folder, keys)):
            rotate(center.folder)

        def ask(number: str, kiosk: str = KIOSK) -> tuple[int, str, str]:
            where = ("--folder", str(center.folder), "--language", "en")
            status = main(
                ["center", "break-glass", kiosk, number, "--by", "desk", *where]
            )
            return (status, *capsys.readouterr())

        assert ask(challenge, "nobody")[0] == 2
        assert ask(f"{int(challenge) + 100:08}")[0] == 2
        status, out, err = ask(f"{challenge[:4]} {challenge[4:]}")
        assert (status, err) == (0, "")
        code = out.split("(")[0].partition(":")[2].replace(" ", "").strip()
        assert glass.fits(code)
        assert glass.spend(challenge, 1000.0)
        assert "before" in ask(challenge)[2]
        with database(center) as db:
            rows = every(db, break_glass_table.select())
        found = [(row["kiosk"], row["challenge"], row["by"]) for row in rows]
        assert found == [(KIOSK, challenge, "desk")] * 2
        store.close()
