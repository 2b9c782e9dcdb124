"""Editions over real TLS: signed for the machine that asks, and for no other."""

from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.editions import staff_roll
from kiosk.center.editions.packages import PackageFacts, add_package
from kiosk.center.editions.shelf import publish
from kiosk.center.identity.sealed_secrets import SealedSecrets
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.downward.edition_contents import NoticesContent
from kiosk.sync.wire.downward.editions_wire import Edition
from kiosk.sync.wire.downward.sealed_accounts import (
    AccountsContent,
    CenterAccount,
    open_accounts,
)
from kiosk.sync.wire.downward.signed_message import Purpose, machine_mark, opened
from kiosk.sync.wire.phone_code import machine_secret
from tests.center.editions.test_shelf import NOTICES
from tests.center.fixture import KIOSK, enrolled, running_center
from tests.sync.release.releases import DATA, manifest

NOW = 1_800_000_000.0


async def test_each_machine_gets_its_own_newest_signed(tmp_path: Path) -> None:
    with running_center(tmp_path / "center") as center:
        async with (
            enrolled(center, tmp_path / "one") as one,
            enrolled(center, tmp_path / "two", "hall-2") as two,
        ):
            secrets = SealedSecrets(center.folder)
            account = CenterAccount("2001", 2, "$argon2id$x", b"S" * 20)
            with closing(connect(center.folder)) as db:
                old = publish(db, "notices", NOTICES, "all", "d", NOW).number
                own = f"kiosk:{KIOSK}"
                new = publish(db, "notices", b"", own, "d", NOW).number
                staff = staff_roll.add_member(db, secrets, account, "d", NOW)
            keys = DeviceKeys.load(tmp_path / "one")
            trusted = Certificates(tmp_path / "one", keys).authorities()

            async def fetched(kind: str, number: int) -> Edition:
                message = await one.edition(kind, number)
                body = opened(message, Purpose.EDITION, trusted, None)
                return msgspec.json.decode(body, type=Edition)

            found = await fetched("notices", new)
            mark = machine_mark(keys.signing_public)
            assert (found.kiosk, found.machine, found.number) == (KIOSK, mark, new)
            content = msgspec.json.decode(found.content, type=NoticesContent)
            assert content == NoticesContent()
            sealed = msgspec.json.decode(
                (await fetched("accounts", staff)).content, type=AccountsContent
            )
            secret = machine_secret(keys.signing, sealed.center)
            assert open_accounts(secret, KIOSK, sealed) == (account,)
            assert b"hall-2" in (await two.edition("notices", old)).body
            for client, kind, number in (
                (one, "notices", old),
                (two, "notices", new),
                (one, "notices", new + 1),
                (one, "settings", 1),
                (one, "no-kind", 1),
            ):
                with pytest.raises(CenterError):
                    await client.edition(kind, number)


async def test_a_package_comes_in_blocks(tmp_path: Path) -> None:
    told = manifest()
    facts = PackageFacts(
        *(told.version, told.serial, told.architecture, told.size, told.sha512)
    )
    with running_center(tmp_path / "center") as center:
        async with enrolled(center, tmp_path / "one") as one:
            with closing(connect(center.folder)) as db:
                halves = [DATA[: len(DATA) // 2], DATA[len(DATA) // 2 :]]
                cut = iter([halves[0][:-1], halves[1]])
                with pytest.raises(Exception, match="not the one that was signed"):
                    add_package(db, facts, b"signed", cut, "d", NOW)
                with pytest.raises(CenterError):
                    await one.release_block(told.sha512, 0)
                add_package(db, facts, b"signed", halves, "d", NOW)
            assert await one.release_block(told.sha512, 1) == halves[1]
            for sha512, number in ((told.sha512, 2), ("0" * 128, 0)):
                with pytest.raises(CenterError):
                    await one.release_block(sha512, number)
