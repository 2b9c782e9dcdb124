"""The book of acts: each once, under its own id, with the answer it got for ever.

Receipt numbers, notices to people and the later fate of an act are here too; what an
act may do is decided in `losses.py`. Functions over the caller's transaction.
"""

import math
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import (
    Connection,
    Select,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from kiosk.center.applications.applicant import ActAtWork, Applicant
from kiosk.center.applications.applications_tables import act, act_number
from kiosk.center.applications.contact.messenger import ShortMessage
from kiosk.center.applications.evidence import NOTHING, ActEffect, ActEvidence, seal
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, one, put, upsert
from kiosk.center.records.card_states import standing
from kiosk.center.records.own_records_answers import card_record
from kiosk.center.records.records_tables import person as person_table
from kiosk.center.records.records_tables import person_mobile
from kiosk.center.server.refusals import Refusal
from kiosk.domain.applications import ActAnswer, ActId, ActState, Reason
from kiosk.domain.china_time import CHINA
from kiosk.domain.own_records import PersonRecord
from kiosk.domain.records import LOST, masked_number
from kiosk.sync.wire.sealing import REPLACEMENT

LOSSES = ("loss.temporary", "loss.formal")
RELEASE, UNDO = "release", "undo."


def answered(at_work: ActAtWork, kind: str) -> ActAnswer | None:
    """Return the answer this act got before; None when it is new.

    :raises Refusal: `other_kiosk` when another kiosk made the id.
    """
    row = act_row(at_work.db, at_work.act, at_work.kiosk)
    if row is None:
        return None
    if row["kiosk"] != at_work.kiosk:
        raise Refusal(403, "other_kiosk", "This is not your act.")
    if row["kind"] != kind:
        # One id, two things asked for: the second is nobody's act.
        return ActAnswer(act=at_work.act, state=ActState.REFUSED, reason=Reason.INVALID)
    return answer_of(row["answer"])


def write(
    at_work: ActAtWork,
    kind: str,
    answer: ActAnswer,
    person: Applicant | None = None,
    effect: ActEffect = NOTHING,
) -> ActAnswer:
    """Write an act with its answer, number and time, and return the answer.

    :param effect: what it has set already.
    """
    decided = _decided(at_work, person)
    # The day's count is held from here to the end, so it comes as late as it can.
    number = answer.number or _next_number(at_work)
    done = msgspec.structs.replace(answer, number=number, decided=moment(at_work.now))
    text = msgspec.json.encode(done).decode()
    row = {
        **{"kind": kind, "decided": decided, "state": str(done.state)},
        "answer": text,
        "undo_until": answer.undo_until.timestamp() if answer.undo_until else None,
        "changed": ",".join(effect.contact) if effect.contact else None,
        **_of_person(person),
    }
    key = {"kiosk": at_work.kiosk, "id": at_work.act}
    keys, evidence = at_work.rules.keys, ActEvidence(row, effect)
    sealed = seal(keys, at_work.kiosk, at_work.act, evidence)
    kept = with_evidence(text, sealed)
    at_work.db.execute(insert(act).values({**row, **key, "answer": kept}))
    return msgspec.structs.replace(done, evidence=sealed)


def changes_standing(kind: str, state: ActState) -> bool:
    """Tell whether an act has changed how its card stands."""
    changes = kind in (*LOSSES, RELEASE, REPLACEMENT) or kind.startswith(UNDO)
    return changes and state is ActState.ACCEPTED


def answer_of(text: str) -> ActAnswer:
    """Return an answer as it is kept."""
    return msgspec.json.decode(text, type=ActAnswer)


def with_evidence(text: str, sealed: bytes) -> str:
    """Return an answer to be kept, with its evidence."""
    answer = msgspec.structs.replace(answer_of(text), evidence=sealed)
    return msgspec.json.encode(answer).decode()


def _decided(at_work: ActAtWork, person: Applicant | None) -> float:
    """Return when an act is decided: after what the card has behind it.

    Two nodes have two clocks; the card is held, so this order is the true one.
    """
    if person is None:
        return at_work.now
    latest = select(func.max(act.c.decided)).where(act.c.card == person.card["id"])
    before: float | None = at_work.db.execute(latest).scalar_one()
    if before is None or before < at_work.now:
        return at_work.now
    return math.nextafter(before, math.inf)


def _of_person(person: Applicant | None) -> dict[str, str | float | None]:
    """Return who it was, and the card's standing before, for taking it back."""
    if person is None:
        return {}
    until = person.standing.loss_until
    return {
        **{"card": person.card["id"], "holder": person.number, "how": person.how},
        "before_state": str(person.standing.state),
        "before_until": until.timestamp() if until else None,
    }


def act_row(db: Connection, act_id: ActId, kiosk: str | None = None) -> Row | None:
    """Return an act; of two kiosks that made one id that of the kiosk named."""
    rows = every(db, select(act).filter_by(id=act_id).order_by(act.c.kiosk))
    return next((row for row in rows if row["kiosk"] == kiosk), next(iter(rows), None))


def _changes(card: str) -> Select[Any]:
    """Select what changed a card's standing; what was undone does not count."""
    own = act.c
    return (
        select(act)
        .where(own.card == card, own.state == ActState.ACCEPTED, own.undone.is_(None))
        .where(own.kind.in_((*LOSSES, RELEASE, REPLACEMENT)))
    )


def last_change(db: Connection, card: str) -> Row | None:
    """Return the act that last changed a card's standing; undone ones do not count."""
    newest = _changes(card).order_by(act.c.decided.desc(), act.c.id.desc())
    return one(db, newest.limit(1))


def report_in_force(at_work: ActAtWork, person: Applicant) -> ActAnswer | None:
    """Return the answer of the report that holds now; None: it came another way."""
    last = last_change(at_work.db, person.card["id"])
    if last is None or last["kind"] not in LOSSES:
        return None
    answer = answer_of(last["answer"])
    return (
        answer if answer.until is None or answer.until > moment(at_work.now) else None
    )


def freed_since(db: Connection, card: str, claimed: float) -> bool:
    """Tell whether a report of the card was released or taken back since a moment."""
    own = act.c
    freed = or_(own.kind == RELEASE, own.kind.startswith(UNDO, autoescape=True))
    of_card = select(own.id).where(own.card == card, own.decided >= claimed)
    since = of_card.where(own.state == ActState.ACCEPTED, freed).limit(1)
    return one(db, since) is not None


def state_of_act(
    db: Connection, act_id: ActId, now: float | None = None, kiosk: str | None = None
) -> str | None:
    """Return how an act stands now, for whoever checks a receipt.

    `accepted`, `refused`, `undone`, `released` or `ended`; None: no such act, or its
    card is no longer in the register.
    """
    row = act_row(db, act_id, kiosk)
    if row is None:
        return None
    if row["undone"] is not None:
        return "undone"
    if row["state"] == ActState.REFUSED or row["kind"] not in LOSSES:
        return str(row["state"]) if row["state"] != ActState.ALREADY else "accepted"
    return _fate(db, row, datetime.now(UTC).timestamp() if now is None else now)


def _fate(db: Connection, row: Row, now: float) -> str | None:
    """Return what became of a report that was accepted.

    The next change of the card tells: a release ended this report, and a new report
    found the card either still stopped by it, or working again.
    """
    for later in _later_changes(db, row):
        if later["kind"] == RELEASE:
            return "released"
        if later["before_state"] not in LOST:
            return "ended"
    try:
        lost = standing(db, row["card"], now).state in LOST
    except LookupError:
        return None
    return "accepted" if lost else "ended"


def _later_changes(db: Connection, row: Row) -> list[Row]:
    """Return what changed a report's card after it, undone ones left out."""
    place = act.c.decided, act.c.id
    later = tuple_(*place) > (row["decided"], row["id"])
    return every(db, _changes(row["card"]).where(later).order_by(*place))


def notify(
    at_work: ActAtWork,
    contact: PersonRecord,
    message: str,
    number: str,
    whole: bool = False,
) -> None:
    """Put a message to a person into the outbox, where a mobile number is known.

    A city sends them as short messages; the row holds the number masked, so a sender
    looks it up by the act.

    :param whole: keep the number as it is, where the register is about to forget it.
    """
    mobile = contact.mobile
    if mobile:
        shown = mobile if whole else masked_number(mobile, 3, 4)
        told = ShortMessage(at_work.act, message, shown, number)
        at_work.rules.messenger.send(at_work.db, told, at_work.now)


def contact_of(db: Connection, number: str) -> PersonRecord:
    """Return the register's entry of a person; empty where there is none."""
    row = one(db, select(person_table.c.record).filter_by(number=number))
    if row is None:
        return PersonRecord()
    return msgspec.json.decode(row["record"], type=PersonRecord)


def keep_contact(db: Connection, number: str, record: PersonRecord) -> None:
    """Write the register's entry of a person anew."""
    text = msgspec.json.encode(record).decode()
    db.execute(update(person_table).filter_by(number=number).values(record=text))
    put(db, person_mobile, number=number, mobile=record.mobile or "")


def masked_card(at_work: ActAtWork, person: Applicant) -> str:
    """Return the card's number as a receipt may show it."""
    number = card_record(at_work.db, person.card, at_work.now).number
    return masked_number(number, 2, 2) if number else ""


def moment(seconds: float) -> datetime:
    """Return a time in seconds as the wire has it, whole seconds."""
    return datetime.fromtimestamp(int(seconds), UTC)


def number_day(now: float) -> str:
    """Return by what day receipts are counted: that of China."""
    return f"{datetime.fromtimestamp(now, CHINA):%y%m%d}"


def _next_number(at_work: ActAtWork) -> str:
    """Return the next receipt number: the day in China and a count."""
    day = number_day(at_work.now)
    first = upsert(at_work.db, act_number).values(day=day, last=1)
    counted = first.on_conflict_do_update(
        index_elements=["day"], set_={"last": act_number.c.last + 1}
    )
    last = at_work.db.execute(counted.returning(act_number.c.last)).scalar_one()
    return f"{day}{last:05d}"
