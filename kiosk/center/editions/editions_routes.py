"""The routes of what travels down: one edition, signed for who asks; a package."""

from datetime import UTC, datetime

import msgspec
from litestar import Response, get
from litestar.openapi import ResponseSpec
from litestar.params import FromPath
from sqlalchemy import Connection, select

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import one
from kiosk.center.editions import editions_tables as tables
from kiosk.center.editions import packages
from kiosk.center.editions.staff_roll import sealed_for
from kiosk.center.fleet.editions import newest_of_machine
from kiosk.center.fleet.fleet_tables import machine
from kiosk.center.identity.identity_tables import kiosk as kiosk_table
from kiosk.center.server.refusals import Refusal
from kiosk.center.server.route_parts import (
    PROBLEM,
    REFUSALS,
    CenterParts,
    TheCenter,
    TheKiosk,
)
from kiosk.sync.wire.downward.edition_contents import RELEASE_BLOCK
from kiosk.sync.wire.downward.editions_wire import Edition, EditionKind
from kiosk.sync.wire.downward.signed_message import (
    Purpose,
    SignedMessage,
    machine_mark,
)


@get(
    "/editions/{kind:str}/{number:int}",
    summary="An edition, signed for the machine that asks",
    opt={"queue": True},
    responses={**REFUSALS, 404: PROBLEM},
)
async def edition(
    kind: FromPath[str], number: FromPath[int], kiosk: TheKiosk, center: TheCenter
) -> SignedMessage:
    """Give what a machine was told of; nobody gets what is for another."""
    now = center.now()
    return await center.uploads.run(
        lambda db: signed_edition(db, center, kiosk, kind, number, now)
    )


def signed_edition(
    db: Connection, center: CenterParts, kiosk: str, kind: str, number: int, now: float
) -> SignedMessage:
    """Return an edition for one machine.

    :raises Refusal: `no_edition` when there is none, it is not for this machine, or
        there is a newer one.
    """
    site = db.execute(select(machine.c.site).where(machine.c.kiosk == kiosk)).scalar()
    if newest_of_machine(db, kiosk, site or "").get(kind) != number:
        raise Refusal(404, "no_edition", "There is no such edition for you.")
    row = one(db, select(tables.edition).filter_by(kind=kind, number=number))
    key = select(kiosk_table.c.signing_key).where(kiosk_table.c.id == kiosk)
    own = bytes(db.execute(key).scalar_one())
    assert row is not None, "the newest is there"
    body = Edition(
        kiosk=kiosk,
        machine=machine_mark(own),
        kind=kind,
        number=number,
        made=datetime.fromtimestamp(row["made"], UTC),
        by=row["by"],
        content=_content(db, center, row, kiosk, own),
    )
    return center.desk.sign(db, Purpose.EDITION, msgspec.json.encode(body), now)


def _content(
    db: Connection, center: CenterParts, row: Row, kiosk: str, own: bytes
) -> bytes:
    if row["kind"] == EditionKind.ACCOUNTS:
        return sealed_for(db, center.secrets, center.rules.keys, kiosk, own)
    return bytes(row["content"])


@get(
    "/releases/{sha512:str}/{number:int}",
    summary="One block of a package",
    opt={"queue": True},
    responses={
        **REFUSALS,
        200: ResponseSpec(
            bytes,
            description=f"{RELEASE_BLOCK} bytes of it; the last block may be shorter.",
            media_type="application/octet-stream",
            generate_examples=False,
        ),
        404: PROBLEM,
    },
    media_type="application/octet-stream",
)
async def release_block(
    sha512: FromPath[str], number: FromPath[int], kiosk: TheKiosk, center: TheCenter
) -> Response[bytes]:
    """Give bytes that the machine judges by what the office signed."""
    data = await center.uploads.run(lambda db: packages.block(db, sha512, number))
    if data is None:
        raise Refusal(404, "no_block", "There is no such block.")
    return Response(data, media_type="application/octet-stream")


DOWNWARD = (edition, release_block)
