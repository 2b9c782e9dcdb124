"""The book of acts: each once, under its own id, with the answer it got for ever.

Receipt numbers, notices to people and the later fate of an act are here too; what an
act may do is decided in `losses.py`. Functions over the caller's transaction.
"""

import sqlite3
from datetime import UTC, datetime

import msgspec

from kiosk.center.applications.applicant import ActAtWork, Applicant
from kiosk.center.records.card_states import standing
from kiosk.center.records.own_records_answers import card_record
from kiosk.center.server.refusals import Refusal
from kiosk.domain.applications import ActAnswer, ActId, ActState, Reason
from kiosk.domain.china_time import CHINA
from kiosk.domain.own_records import PersonRecord
from kiosk.domain.records import CardState, masked_number

LOSSES = ("loss.temporary", "loss.formal")
_LOST = (CardState.TEMPORARY_LOSS, CardState.LOSS)


def answered(at_work: ActAtWork, kind: str) -> ActAnswer | None:
    """Return the answer this act got before; None when it is new.

    :raises Refusal: `other_kiosk` when another kiosk made the id.
    """
    row = at_work.db.execute("SELECT * FROM act WHERE id=?", [at_work.act]).fetchone()
    if row is None:
        return None
    if row["kiosk"] != at_work.kiosk:
        raise Refusal(403, "other_kiosk", "This is not your act.")
    if row["kind"] != kind:
        # One id, two things asked for: the second is nobody's act.
        return ActAnswer(act=at_work.act, state=ActState.REFUSED, reason=Reason.INVALID)
    return msgspec.json.decode(row["answer"], type=ActAnswer)


def write(
    at_work: ActAtWork, kind: str, answer: ActAnswer, person: Applicant | None = None
) -> ActAnswer:
    """Write an act with its answer, number and time, and return the answer."""
    number = answer.number or _next_number(at_work)
    done = msgspec.structs.replace(answer, number=number, decided=moment(at_work.now))
    undo = answer.undo_until.timestamp() if answer.undo_until else None
    text = msgspec.json.encode(done).decode()
    at_work.db.execute(
        "INSERT INTO act VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)",
        [
            *(at_work.act, at_work.kiosk, kind, at_work.now, done.state, text),
            *_who(person),
            undo,
            *_before(person),
        ],
    )
    return done


def _who(person: Applicant | None) -> tuple[str | None, ...]:
    if person is None:
        return None, None, None
    return person.card["id"], person.number, person.how


def _before(person: Applicant | None) -> tuple[str | None, float | None]:
    """Return the card's standing before the act, for taking it back."""
    if person is None:
        return None, None
    until = person.standing.loss_until
    return person.standing.state, until.timestamp() if until else None


def last_change(db: sqlite3.Connection, card: str) -> sqlite3.Row | None:
    """Return the act that last changed a card's standing; undone ones do not count."""
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM act WHERE card=? AND state=? AND undone IS NULL "
        "AND kind IN ('loss.temporary', 'loss.formal', 'release') "
        "ORDER BY decided DESC, id DESC LIMIT 1",
        [card, ActState.ACCEPTED],
    ).fetchone()
    return row


def report_in_force(at_work: ActAtWork, person: Applicant) -> ActAnswer | None:
    """Return the answer of the report that holds now; None: it came another way."""
    last = last_change(at_work.db, person.card["id"])
    if last is None or last["kind"] not in LOSSES:
        return None
    answer = msgspec.json.decode(last["answer"], type=ActAnswer)
    return (
        answer if answer.until is None or answer.until > moment(at_work.now) else None
    )


def freed_since(db: sqlite3.Connection, card: str, claimed: float) -> bool:
    """Tell whether a report of the card was released or taken back since a moment."""
    row = db.execute(
        "SELECT 1 FROM act WHERE card=? AND state=? AND "
        "(kind='release' OR kind LIKE 'undo.%') AND decided>=?",
        [card, ActState.ACCEPTED, claimed],
    ).fetchone()
    return row is not None


def state_of_act(
    db: sqlite3.Connection, act_id: ActId, now: float | None = None
) -> str | None:
    """Return how an act stands now, for whoever checks a receipt.

    `accepted`, `refused`, `undone`, `released` or `ended`; None: no such act, or its
    card is no longer in the register.
    """
    row = db.execute("SELECT * FROM act WHERE id=?", [act_id]).fetchone()
    if row is None:
        return None
    if row["undone"] is not None:
        return "undone"
    if row["state"] == ActState.REFUSED or row["kind"] not in LOSSES:
        return str(row["state"]) if row["state"] != ActState.ALREADY else "accepted"
    return _fate(db, row, datetime.now(UTC).timestamp() if now is None else now)


def _fate(db: sqlite3.Connection, row: sqlite3.Row, now: float) -> str | None:
    """Return what became of a report that was accepted.

    The next change of the card tells: a release ended this report, and a new report
    found the card either still stopped by it, or working again.
    """
    for later in _later_changes(db, row):
        if later["kind"] == "release":
            return "released"
        if later["before_state"] not in _LOST:
            return "ended"
    try:
        lost = standing(db, row["card"], now).state in _LOST
    except LookupError:
        return None
    return "accepted" if lost else "ended"


def _later_changes(db: sqlite3.Connection, row: sqlite3.Row) -> list[sqlite3.Row]:
    """Return what changed a report's card after it, undone ones left out."""
    return db.execute(
        "SELECT * FROM act WHERE card=? AND state=? AND undone IS NULL "
        "AND kind IN ('loss.temporary', 'loss.formal', 'release') "
        "AND (decided, id) > (?, ?) ORDER BY decided, id",
        [row["card"], ActState.ACCEPTED, row["decided"], row["id"]],
    ).fetchall()


def notify(
    at_work: ActAtWork,
    person_number: str,
    message: str,
    number: str,
    whole: bool = False,
) -> None:
    """Put a message to a person into the outbox, where a mobile number is known.

    A city sends them as short messages; the row holds the number masked, so a sender
    looks it up by the act.

    :param whole: keep the number as it is, where the register is about to forget it.
    """
    mobile = contact_of(at_work.db, person_number).mobile
    if mobile:
        shown = mobile if whole else masked_number(mobile, 3, 4)
        at_work.db.execute(
            "INSERT INTO notice(at, act, mobile, message, number) "
            "VALUES (?, ?, ?, ?, ?)",
            [at_work.now, at_work.act, shown, message, number],
        )


def contact_of(db: sqlite3.Connection, number: str) -> PersonRecord:
    """Return the register's entry of a person; empty where there is none."""
    row = db.execute("SELECT record FROM person WHERE number=?", [number]).fetchone()
    if row is None:
        return PersonRecord()
    return msgspec.json.decode(row["record"], type=PersonRecord)


def masked_card(at_work: ActAtWork, person: Applicant) -> str:
    """Return the card's number as a receipt may show it."""
    number = card_record(at_work.db, person.card, at_work.now).number
    return masked_number(number, 2, 2) if number else ""


def moment(seconds: float) -> datetime:
    """Return a time in seconds as the wire has it, whole seconds."""
    return datetime.fromtimestamp(int(seconds), UTC)


def _next_number(at_work: ActAtWork) -> str:
    """Return the next receipt number: the day in China and a count."""
    day = f"{datetime.fromtimestamp(at_work.now, CHINA):%y%m%d}"
    row = at_work.db.execute(
        "INSERT INTO act_number VALUES (?, 1) ON CONFLICT(day) "
        "DO UPDATE SET last=last+1 RETURNING last",
        [day],
    ).fetchone()
    return f"{day}{row['last']:05d}"
