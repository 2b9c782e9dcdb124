"""Acts that this center does not know any more, given back by the kiosks' journals.

A center that was put back from a backup gets the events since once more; those that
say how an act ended carry the center's own evidence. The act is written again and takes
effect, unless a later one for the same card or person is known: so it does not matter
in which order the kiosks come. Functions over the caller's transaction.
"""

import re
from base64 import b64decode
from binascii import Error
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, delete, insert, or_, select, tuple_, update

from kiosk.center.applications import book
from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.applications.applications_tables import act, act_number, service_pin
from kiosk.center.applications.evidence import (
    ActEffect,
    ActEvidence,
    EvidenceUnreadable,
    open_evidence,
)
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, hold, insert_new, one, put
from kiosk.center.identity import identity_tables
from kiosk.center.records.card_states import set_standing
from kiosk.center.records.records_tables import card as card_table
from kiosk.center.records.records_tables import person as person_table
from kiosk.center.server import alarms
from kiosk.center.services.eligibility_register import certified_again
from kiosk.center.services.work_tables import work_sign_in
from kiosk.domain.applications import CONTACT_FIELDS, ActId, ActState
from kiosk.domain.records import CardState
from kiosk.sync.wire.sealing import CONTACT, PIN, REPLACEMENT, undo_purpose

FORGED = "act.evidence"
"""What a kiosk has too much of whose evidence does not open."""
_CANCELLED = (CardState.CANCELLED, CardState.CANCELLED_AFTER_LOSS)
_NUMBER = re.compile(r"([0-9]{6})([0-9]{5,9})")


def give_back(
    db: Connection, keys: ActKeys, kiosk: str, act_id: ActId, told: str, now: float
) -> None:
    """Write an act again from its evidence, once; what does not open is an alarm."""
    key = {"kiosk": kiosk, "id": act_id}
    if _accepted(_known(db, key)):
        return  # as it nearly always is; nothing is held for that
    hold(db, identity_tables.kiosk, id=kiosk)
    before = _known(db, key)
    if _accepted(before):
        return
    try:
        sealed = b64decode(told, validate=True)
        evidence = open_evidence(keys, kiosk, act_id, sealed)
    except (Error, ValueError, EvidenceUnreadable):
        alarms.sound(db, kiosk, FORGED, now)
        return
    if before is not None:
        if evidence.row["state"] != ActState.ACCEPTED:
            return
        # The person was told that it was done. A request that came late, to a center
        # that had lost what it did, was decided otherwise and nobody heard of it.
        db.execute(delete(act).filter_by(**key))
    _write(db, key, evidence, sealed)


def _known(db: Connection, key: dict[str, str]) -> Row | None:
    return one(db, select(act.c.state).filter_by(**key))


def _accepted(row: Row | None) -> bool:
    return row is not None and row["state"] == ActState.ACCEPTED


def _write(
    db: Connection, key: dict[str, str], evidence: ActEvidence, sealed: bytes
) -> None:
    # A newer program's row may say more than this one's table has.
    known = {name: value for name, value in evidence.row.items() if name in act.c}
    row = {**known, **key}
    if row.get("card") is not None:
        hold(db, card_table, id=row["card"])
        hold(db, person_table, number=row["holder"])
    row["answer"] = book.with_evidence(row["answer"], sealed)
    db.execute(insert(act).values({**row, "undone": _undone(db, row)}))
    _count_on(db, row["answer"])
    if row["state"] == ActState.ACCEPTED:
        _take_back_its_report(db, row)
        _take_effect(db, row, evidence.effect)


def _undone(db: Connection, row: dict[str, Any]) -> float | None:
    """Return when a report was taken back, where that is known already."""
    of_card = select(act.c.decided).filter_by(card=row.get("card"), kiosk=row["kiosk"])
    taken = of_card.filter_by(kind=undo_purpose(row["id"]), state=ActState.ACCEPTED)
    found = one(db, taken)
    return None if found is None else float(found["decided"])


def _take_back_its_report(db: Connection, row: dict[str, Any]) -> None:
    if row["kind"].startswith(book.UNDO):
        of = row["kind"].removeprefix(book.UNDO)
        report = update(act).filter_by(kiosk=row["kiosk"], id=of)
        db.execute(report.values(undone=row["decided"]))


def _take_effect(db: Connection, row: dict[str, Any], effect: ActEffect) -> None:
    if effect.state is not None:
        _stand(db, row, CardState(effect.state), effect.loss_until)
    certified_again(db, row["holder"], book.answer_of(row["answer"]))
    if effect.contact is not None:
        _change_contact(db, row, effect.contact)
    if effect.verifier is not None and not every(db, _later_of(row, PIN)):
        pin = {"verifier": effect.verifier, "changed": int(effect.pin_changed)}
        put(db, service_pin, number=row["holder"], **pin)
    if effect.signed is not None:
        number = book.answer_of(row["answer"]).number
        of = {"kiosk": row["kiosk"], "act": row["id"], "number": number}
        key = {"holder": row["holder"], "day": effect.signed}
        insert_new(db, work_sign_in, [{**key, **of}])


def _stand(
    db: Connection, row: dict[str, Any], state: CardState, until: float | None
) -> None:
    """Set how the card stands; what a desk has ended for ever stays ended."""
    own = act.c
    changes = or_(
        own.kind.in_((*book.LOSSES, book.RELEASE, REPLACEMENT)),
        own.kind.startswith(book.UNDO, autoescape=True),
    )
    later = select(own.id).where(own.card == row["card"], _behind(row), changes)
    card = one(db, select(card_table.c.state).filter_by(id=row["card"]))
    ended = card is not None and card["state"] in _CANCELLED
    if not ended and one(db, later.limit(1)) is None:
        set_standing(db, row["card"], state, until)


def _change_contact(db: Connection, row: dict[str, Any], given: dict[str, str]) -> None:
    """Change what no later change of the same person's data has changed."""
    later: set[str] = set()
    for each in every(db, _later_of(row, CONTACT)):
        # One of an older program does not say what: it may have been all.
        later.update((each["changed"] or ",".join(CONTACT_FIELDS)).split(","))
    rest = {name: text for name, text in given.items() if name not in later}
    if rest:
        record = msgspec.structs.replace(book.contact_of(db, row["holder"]), **rest)
        book.keep_contact(db, row["holder"], record)


def _later_of(row: dict[str, Any], kind: str) -> Select[Any]:
    """Select what was done later of one kind for the same person."""
    theirs = select(act.c.id, act.c.changed).filter_by(holder=row["holder"], kind=kind)
    return theirs.where(_behind(row))


def _behind(row: dict[str, Any]) -> Any:
    place = tuple_(act.c.decided, act.c.id) > (row["decided"], row["id"])
    return place & (act.c.state == ActState.ACCEPTED)


def _count_on(db: Connection, answer: str) -> None:
    """Let no receipt get a number that was given before."""
    number = _NUMBER.fullmatch(book.answer_of(answer).number)
    if number is None:
        return
    day, count = number[1], int(number[2])
    insert_new(db, act_number, [{"day": day, "last": count}])
    own = act_number.c
    behind = update(act_number).where(own.day == day, own.last < count)
    db.execute(behind.values(last=count))
