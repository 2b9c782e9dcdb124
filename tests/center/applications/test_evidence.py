"""Evidence opens for its center, kiosk and act alone, and fits into every answer."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.center.applications.evidence import (
    ActEffect,
    ActEvidence,
    EvidenceUnreadable,
    open_evidence,
    seal,
)
from kiosk.domain.applications import MAX_EVIDENCE, ActState, Contact
from kiosk.domain.records import CardState
from tests.center.applications.direct_acts import (
    KIOSKS,
    WANG,
    DirectCenter,
    new_act,
)
from tests.sync.applications.hall import START

NOW = START.timestamp()
SAID = ActEvidence({"kind": "release", "decided": NOW}, ActEffect(verifier="secret"))


@pytest.fixture
def center(center_folder: Path) -> DirectCenter:
    return DirectCenter(center_folder)


def test_what_was_sealed_opens_and_nothing_else(
    center: DirectCenter, tmp_path: Path
) -> None:
    keys, act = center.rules.keys, new_act()
    sealed = seal(keys, KIOSKS[0], act, SAID)
    assert open_evidence(keys, KIOSKS[0], act, sealed) == SAID
    assert seal(keys, KIOSKS[0], act, SAID) != sealed
    assert b"secret" not in sealed
    stranger = DirectCenter(tmp_path / "another").rules.keys
    for others in (
        (keys, KIOSKS[1], act, sealed),
        (keys, KIOSKS[0], new_act(), sealed),
        (stranger, KIOSKS[0], act, sealed),
        *((keys, KIOSKS[0], act, bad) for bad in spoilt(sealed)),
    ):
        with pytest.raises(EvidenceUnreadable):
            open_evidence(*others)


def spoilt(sealed: bytes) -> list[bytes]:
    flipped = [
        sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        for at in range(0, len(sealed), 7)
    ]
    return [b"", b"\1", sealed[:-1], sealed + b"\0", b"\2" + sealed[1:], *flipped]


def test_it_names_nobody(center: DirectCenter, db: Connection) -> None:
    evidence = ActEvidence({"holder": WANG.number}, ActEffect(verifier="secret"))
    assert WANG.number not in repr(evidence)
    assert "secret" not in repr(evidence)
    sealed = center.loss(db, NOW).evidence
    assert WANG.number.encode() not in sealed


def test_a_report_carries_its_row_and_how_the_card_stands(
    center: DirectCenter, db: Connection
) -> None:
    answer = center.loss(db, NOW)
    found = open_evidence(center.rules.keys, KIOSKS[0], answer.act, answer.evidence)
    assert found.effect.state == CardState.TEMPORARY_LOSS
    assert answer.until is not None
    assert found.effect.loss_until == answer.until.timestamp()
    assert found.row["holder"] == WANG.number
    assert found.row["before_state"] == CardState.NORMAL
    again = center.loss(db, NOW + 1)
    told = open_evidence(center.rules.keys, KIOSKS[0], again.act, again.evidence)
    assert (again.state, told.effect) == (ActState.ALREADY, ActEffect())


def test_the_longest_act_fits(center: DirectCenter, db: Connection) -> None:
    longest = Contact(
        mobile="1" + "9" * 10,
        phone="0999-88888888-123456",
        address="\U00020000" * 100,
        postcode="999999",
    )
    answer = center.contact(db, NOW, longest)
    assert answer.state is ActState.ACCEPTED
    assert 0 < len(answer.evidence) <= MAX_EVIDENCE
    changed = center.pin(db, NOW + 1, WANG.card.pin, "864209")
    assert 0 < len(changed.evidence) <= MAX_EVIDENCE
    with pytest.raises(ValueError, match="too much"):
        row = {"answer": "x" * MAX_EVIDENCE}
        seal(center.rules.keys, KIOSKS[0], new_act(), ActEvidence(row, ActEffect()))


def test_the_same_act_asked_again_has_the_same_evidence(
    center: DirectCenter, db: Connection
) -> None:
    act = new_act()
    first = center.loss(db, NOW, act=act)
    assert center.loss(db, NOW + 60, act=act) == first
