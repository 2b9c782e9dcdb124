"""The desk's background task: each minute it looks for alerts and tells them."""

import asyncio
import logging
import secrets
from contextlib import suppress

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from kiosk.center.desk.desk_parts import DeskParts
from kiosk.center.desk.watching import alert_rounds, webhook
from kiosk.center.desk.watching.alert_rules import readings
from kiosk.center.desk.watching.fleet_figures import fleet_figures
from kiosk.center.desk.watching.webhook import Webhook
from kiosk.center.fleet.shown.wall import wall
from kiosk.center.server.refusals import Refusal

log = logging.getLogger(__name__)


async def watch(desk: DeskParts, hook: Webhook | None, every: float) -> None:
    """Look for ever; what fails now, a minute later may not."""
    node = secrets.token_hex(8)
    while True:
        await asyncio.sleep(every)
        with suppress(Refusal, DBAPIError):
            await round_of(desk, hook, node)


async def round_of(desk: DeskParts, hook: Webhook | None, node: str) -> bool:
    """Look once, if it is this node's turn; tell whether it was."""
    now = desk.now()
    if not await desk.line.run(lambda db: alert_rounds.lease(db, node, now)):
        return False
    await desk.line.run(lambda db: _look(db, now))
    if hook is not None:
        await _tell(desk, hook)
    return True


def _look(db: Connection, now: float) -> None:
    figures = fleet_figures(db, now)
    alert_rounds.look(db, readings(figures, wall(db, now).halls), now)


async def _tell(desk: DeskParts, hook: Webhook) -> None:
    now = desk.now()
    for row in await desk.line.run(lambda db: webhook.owed(db, now)):
        body = webhook.body_of(row)
        ok = await asyncio.to_thread(webhook.send, hook, body, desk.now)
        await _note(desk, row, ok)
        if not ok:
            return  # whoever does not answer is not asked twenty times in a minute


async def _note(desk: DeskParts, row: dict[str, object], ok: bool) -> None:
    now = desk.now()
    await desk.line.run(lambda db: webhook.told(db, row, ok, now))
