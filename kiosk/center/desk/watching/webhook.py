"""Tells another program of alerts: a signed POST, a few tries, nothing personal in it.

The address and the secret come from a file: `{"url": "https://...", "secret": "..."}`.
"""

import hmac
import logging
import urllib.error
import urllib.request
from collections.abc import Callable
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Connection, select, update

from kiosk.center.database.transactions import every, transaction
from kiosk.center.desk.watching.alert_tables import desk_alert
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.told import Told

log = logging.getLogger(__name__)
SIGNATURE, STAMP = "X-Kiosk-Signature", "X-Kiosk-Time"
TIMEOUT = 10.0
MOST_TRIES, FIRST_PAUSE, LONGEST_PAUSE = 10, 30.0, 3600.0
AT_ONCE = 20
_HERE = ("localhost", "127.0.0.1", "::1")
_MOST_BYTES = 4096


class NoWebhook(Told, SetupError):
    """The file of the webhook cannot be used."""


class Webhook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where alerts are told, and what signs them."""

    url: str
    secret: str

    def __repr__(self) -> str:
        return "Webhook(hidden)"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The address was chosen by an operator; whoever answers there chooses none."""

    def redirect_request(self, *args: Any, **options: Any) -> None:
        return None


def webhook_of(path: Path) -> Webhook:
    """Return what a file says.

    :raises NoWebhook: when it is unreadable, or leads over an open line.
    """
    try:
        data = path.read_bytes()[:_MOST_BYTES]
        hook = msgspec.json.decode(data, type=Webhook)
        parts = urlsplit(hook.url)
        safe = parts.scheme == "https" or parts.hostname in _HERE
        fits = parts.scheme in ("http", "https") and parts.hostname and safe
    except (OSError, ValueError, msgspec.MsgspecError):
        fits = None
    if not fits or len(hook.secret) < 16:
        raise NoWebhook(Message("desk__no_webhook", path=str(path)))
    return hook


def owed(db: Connection, now: float) -> list[dict[str, Any]]:
    """Return what is to be told now, the oldest first."""
    own = desk_alert.c
    due = select(desk_alert).where(own.owed != "", own.next_try <= now)
    return [dict(row) for row in every(db, due.order_by(own.next_try).limit(AT_ONCE))]


def told(db: Connection, row: dict[str, Any], ok: bool, now: float) -> None:
    """Note how a telling went; after the last try nobody tries again."""
    tries = row["tries"] + 1
    given_up = not ok and tries >= MOST_TRIES
    if given_up:
        log.error("an alert was told to nobody: %s", row["rule"])
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**tries)
    values = {"tries": tries, "next_try": now + pause}
    values["owed"] = "" if ok or given_up else row["owed"]
    own = desk_alert.c.id == row["id"], desk_alert.c.owed == row["owed"]
    with transaction(db):
        db.execute(update(desk_alert).where(*own).values(**values))


def body_of(row: dict[str, Any]) -> bytes:
    """Return what is told of an alert."""
    names = "id", "rule", "subject", "value", "begun", "opened", "ended"
    return msgspec.json.encode({"state": row["owed"], **{n: row[n] for n in names}})


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return what proves that a body is ours, and of when it is."""
    said = stamp.encode("ascii") + b"." + body
    return "sha256=" + hmac.digest(secret.encode(), said, sha256).hex()


def send(hook: Webhook, body: bytes, now: Callable[[], float]) -> bool:
    """Post a body, blocking; tell whether it was taken."""
    stamp = str(int(now()))
    headers = {
        "Content-Type": "application/json",
        STAMP: stamp,
        SIGNATURE: signature(hook.secret, stamp, body),
    }
    request = urllib.request.Request(hook.url, body, headers, method="POST")  # noqa: S310
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            return int(answer.status) // 100 == 2
    except (OSError, HTTPException, ValueError) as error:
        log.warning("the webhook did not take an alert: %s", type(error).__name__)
        return False
