"""Codes to the number on record: good once, for some minutes, for a few tries.

Whoever asks has proved card and PIN. The answer is the same whether a number is on
record or not, and sendings are counted for the person and for the kiosk.
"""

import hmac
import secrets

from sqlalchemy import Connection, delete, select, update

from kiosk.center.applications import book, kiosk_tries, tries
from kiosk.center.applications.applicant import ActAtWork, ActRefused, ActRules
from kiosk.center.applications.contact.contact_tables import contact_code
from kiosk.center.applications.contact.messenger import CONTACT_CODE, ShortMessage
from kiosk.center.database.expiry import BLOCK
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, hold, put, transaction
from kiosk.center.records.proofs import PROVED, card_of_session
from kiosk.domain.applications import CodeAnswer, CodeState, Reason
from kiosk.sync.wire.applications_wire import CodeRequest

VALID = 300
"""Seconds for which a code is good."""
_SKEW = 60.0
"""By so many seconds two nodes' clocks may differ."""
MISSES = 3
"""So many wrong tries end a code."""


def send_code(
    db: Connection, rules: ActRules, kiosk: str, request: CodeRequest, now: float
) -> CodeAnswer:
    """Send a code to the number on record; asked twice for one act, only once.

    :raises Refusal: `session_ended`, or what the card's state forbids.
    """
    at_work = ActAtWork(db, rules, kiosk, request.act, now)
    with transaction(db):
        wait = kiosk_tries.kiosk_wait(db, tries.CONTACT_CODE, kiosk, now)
        card = card_of_session(db, kiosk, request.token, now, PROVED)
        contact = rules.region.contact
        if not contact.kiosk or "code_to_old_number" not in contact.proof:
            return CodeAnswer(state=CodeState.NOT_ALLOWED)
        holder = card["holder"]
        row = hold(db, contact_code, holder=holder)
        if row is not None and _good(at_work, row) and row["act"] == request.act:
            return CodeAnswer(state=CodeState.SENT, seconds=VALID)
        tried = tries.TriedNumber(
            tries.CONTACT_CODE, rules.keys.tag("number", holder), kiosk
        )
        wait = wait or tries.number_wait(db, tried, now)
        if wait is not None:
            return CodeAnswer(state=CodeState.LOCKED, retry_after=wait)
        tries.number_missed(db, tried, now)
        kiosk_tries.kiosk_tried(db, tries.CONTACT_CODE, kiosk, now)
        if row is not None:
            _forget(at_work.db, at_work.rules, row)
        _send(at_work, holder)
    return CodeAnswer(state=CodeState.SENT, seconds=VALID)


def _send(at_work: ActAtWork, holder: str) -> None:
    """Make a code, keep its hash, and hand it to the messenger where it can go."""
    db, now = at_work.db, at_work.now
    code = f"{secrets.randbelow(10**6):06d}"
    row = {"kiosk": at_work.kiosk, "act": at_work.act, "code": _hash(at_work, code)}
    put(db, contact_code, holder=holder, **row, misses=0, expires=now + VALID)
    mobile = book.contact_of(db, holder).mobile
    if mobile:
        told = ShortMessage(at_work.act, CONTACT_CODE, mobile, code)
        at_work.rules.messenger.send(db, told, now)


def check_code(at_work: ActAtWork, holder: str, code: str) -> None:
    """Check the code of a person; it is used up by the change alone.

    :raises ActRefused: `wrong_code`, or `code_expired` when there is none to try.
    """
    row = hold(at_work.db, contact_code, holder=holder)
    if row is None or not _good(at_work, row) or row["kiosk"] != at_work.kiosk:
        raise ActRefused(Reason.CODE_EXPIRED)
    if not hmac.compare_digest(row["code"], _hash(at_work, code, row["act"])):
        _missed(at_work, row)


def use_up(at_work: ActAtWork, holder: str) -> None:
    """Forget the code that vouched for a change."""
    row = hold(at_work.db, contact_code, holder=holder)
    if row is not None:
        _forget(at_work.db, at_work.rules, row)


def forget_old_codes(db: Connection, rules: ActRules, now: float) -> None:
    """Forget a block of codes that are over, with the messages that carried them.

    Called each minute: a code that nobody typed stands readable in a message.
    """
    old = contact_code.c.expires < now - _SKEW
    block = select(contact_code).where(old).limit(BLOCK)
    with transaction(db):
        for row in every(db, block.with_for_update(skip_locked=True)):
            _forget(db, rules, row)


def _forget(db: Connection, rules: ActRules, row: Row) -> None:
    db.execute(delete(contact_code).filter_by(holder=row["holder"]))
    rules.messenger.forget_code(db, row["act"])


def _missed(at_work: ActAtWork, row: Row) -> None:
    misses = row["misses"] + 1
    own = update(contact_code).filter_by(holder=row["holder"])
    at_work.db.execute(own.values(misses=misses))
    raise ActRefused(Reason.WRONG_CODE if misses < MISSES else Reason.CODE_EXPIRED)


def _good(at_work: ActAtWork, row: Row) -> bool:
    """Tell whether a code may be tried: neither old, nor of a clock that was ahead."""
    left: float = row["expires"] - at_work.now
    return 0.0 <= left <= VALID + _SKEW and row["misses"] < MISSES


def _hash(at_work: ActAtWork, code: str, act: str | None = None) -> bytes:
    """Return a code's keyed hash; it is bound to the act that sent it."""
    return at_work.rules.keys.tag("contact-code", f"{act or at_work.act}\0{code}")
