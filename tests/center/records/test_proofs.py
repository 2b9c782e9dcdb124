"""Records only against a fresh proof, bound to one kiosk and one card."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import every as rows
from kiosk.center.identity.registry import change_key
from kiosk.center.records import records_tables as tables
from kiosk.center.records.card_states import set_standing, standing
from kiosk.center.records.proofs import (
    CHALLENGE_SECONDS,
    SESSION_SECONDS,
    contributions,
    make_challenge,
    open_session,
)
from kiosk.center.server.refusals import Refusal
from kiosk.devices.virtual.people.cast import load_people
from kiosk.domain.records import CardState, Insurance
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.machine.demo.demo_registers import write_registers
from kiosk.sync.wire.visit_wire import (
    CardItem,
    CardProof,
    Challenge,
    ContributionsRequest,
    PinKnown,
    Session,
)
from tests.center.applications.direct_acts import at_once
from tests.center.engines import engines
from tests.every import every

CAST, DEMO = load_people(), DemoKeys()
WANG, CHEN = CAST["wang-xiulan"].card, CAST["chen-jianhua"].card
KIOSK, OTHER = "hall-1", "hall-2"


@pytest.fixture(scope="module")
def db(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Give a connection to a center that knows the people, once for all tests here."""
    folder = engines.give(tmp_path_factory.mktemp("center"))
    with closing(connect(folder)) as connection:
        write_registers(connection, CAST, time.time())
        yield connection
    engines.take_back(folder)


def proof(challenge: Challenge, key: str) -> CardProof:
    card = CAST[key].card
    answer = DEMO.answer(card.id, card.generation, challenge.factor, challenge.original)
    return CardProof(challenge.id, card.id, answer)


def right_pin(db: Connection, card: str, item: CardItem | None) -> PinKnown:
    return PinKnown.PROVED


def session(db: Connection, key: str = "wang-xiulan", now: float = 0) -> Session:
    challenge = make_challenge(db, KIOSK, CAST[key].card.id, now)
    return open_session(
        db, KIOSK, proof(challenge, key), now, DEMO.answer, judge=right_pin
    )


def pension(token: str) -> ContributionsRequest:
    return ContributionsRequest(token, Insurance.PENSION)


def code_of(caught: pytest.ExceptionInfo[Refusal]) -> str:
    return caught.value.code


@pytest.mark.parametrize("key", CAST)
def test_every_card_can_prove_itself(db: Connection, key: str) -> None:
    assert session(db, key).state is CAST[key].card.state


def test_a_challenge_is_good_once(db: Connection) -> None:
    challenge = make_challenge(db, KIOSK, WANG.id, 0)
    good = proof(challenge, "wang-xiulan")
    open_session(db, KIOSK, good, 1, DEMO.answer)
    with pytest.raises(Refusal) as caught:
        open_session(db, KIOSK, good, 2, DEMO.answer)
    assert code_of(caught) == "challenge_ended"


def test_a_wrong_answer_uses_the_challenge_up(db: Connection) -> None:
    challenge = make_challenge(db, KIOSK, WANG.id, 0)
    good = proof(challenge, "wang-xiulan")
    wrong = CardProof(good.challenge_id, good.card_id, bytes(8))
    for attempt, code in ((wrong, "proof_refused"), (good, "challenge_ended")):
        with pytest.raises(Refusal) as caught:
            open_session(db, KIOSK, attempt, 1, DEMO.answer)
        assert code_of(caught) == code


def test_a_challenge_is_for_one_kiosk_one_card_and_minutes(
    db: Connection,
) -> None:
    for kiosk, key, now in (
        (OTHER, "wang-xiulan", 1),
        (KIOSK, "chen-jianhua", 1),
        (KIOSK, "wang-xiulan", CHALLENGE_SECONDS + 1),
    ):
        challenge = make_challenge(db, KIOSK, WANG.id, 0)
        with pytest.raises(Refusal) as caught:
            open_session(db, kiosk, proof(challenge, key), now, DEMO.answer)
        assert code_of(caught) == "challenge_ended"


def test_challenges_are_never_alike(db: Connection) -> None:
    made = [make_challenge(db, KIOSK, WANG.id, 0) for _ in range(20)]
    assert len({c.factor for c in made} | {c.original for c in made}) == 40
    assert len({c.id for c in made}) == 20


def test_nobody_has_this_card(db: Connection) -> None:
    with pytest.raises(Refusal) as caught:
        make_challenge(db, KIOSK, "0" * 32, 0)
    assert (caught.value.status, code_of(caught)) == (404, "no_record")


def test_a_card_id_in_small_letters_is_the_same_card(db: Connection) -> None:
    challenge = make_challenge(db, KIOSK, WANG.id.lower(), 0)
    good = proof(challenge, "wang-xiulan")
    small = CardProof(good.challenge_id, WANG.id.lower(), good.answer)
    assert open_session(db, KIOSK, small, 1, DEMO.answer).state is CardState.NORMAL


def test_a_token_opens_one_persons_records(db: Connection) -> None:
    token = session(db).token
    answer = contributions(db, KIOSK, pension(token), 1)
    assert answer.holder_name == "王秀兰"
    assert len(answer.contributions) == 120


@pytest.mark.parametrize(
    ("kiosk", "now", "suffix"),
    [(OTHER, 1, ""), (KIOSK, SESSION_SECONDS + 1, ""), (KIOSK, 1, "x")],
)
def test_a_token_ends_and_is_bound(
    db: Connection, kiosk: str, now: float, suffix: str
) -> None:
    token = session(db).token + suffix
    with pytest.raises(Refusal) as caught:
        contributions(db, kiosk, pension(token), now)
    assert code_of(caught) == "session_ended"


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("feng-juan", "card_lost"),
        ("xu-dehua", "card_lost"),
        ("zheng-wei", "card_not_enabled"),
    ],
)
def test_the_cards_state_decides(db: Connection, key: str, code: str) -> None:
    token = session(db, key).token
    with pytest.raises(Refusal) as caught:
        contributions(db, KIOSK, pension(token), 1)
    assert code_of(caught) == code


def test_an_empty_record_is_an_answer(db: Connection) -> None:
    token = session(db, "wu-tong").token
    for insurance in every(Insurance):
        asked = ContributionsRequest(token, insurance)
        assert contributions(db, KIOSK, asked, 1).contributions == []


def test_no_token_is_kept_readable(db: Connection) -> None:
    token = session(db).token
    kept = [
        value for row in rows(db, tables.session.select()) for value in row.values()
    ]
    assert kept
    assert token not in kept
    assert token.encode() not in kept


def test_seeding_twice_changes_nothing(center_folder: Path) -> None:
    with closing(connect(center_folder)) as db:
        write_registers(db, CAST, 0)
        seed_again(db)


def seed_again(db: Connection) -> None:
    set_standing(db, WANG.id, CardState.LOSS)
    write_registers(db, CAST, 0)
    now = standing(db, WANG.id, 0).state
    assert now is CardState.LOSS, "what happened since is kept"
    fewer = {key: CAST[key] for key in ("wang-xiulan", "li-guoqiang")}
    write_registers(db, fewer, 0)
    assert len(rows(db, tables.card.select())) == 2


def test_unknown_cards_at_once_are_counted_one_after_the_other(
    center_folder: Path,
) -> None:
    with closing(connect(center_folder)) as db:
        write_registers(db, {}, 0)
        change_key(db, KIOSK, b"1" * 32, 0)
        for _ in range(28):
            with pytest.raises(Refusal):
                make_challenge(db, KIOSK, "0" * 32, 100)

    def work(db: Connection, place: int) -> str:
        with pytest.raises(Refusal) as caught:
            make_challenge(db, KIOSK, "0" * 32, 100)
        return code_of(caught)

    found = at_once(center_folder, 8, work)
    assert sorted(found) == ["busy"] * 6 + ["no_record"] * 2


def test_what_ended_is_forgotten_a_block_at_a_time(db: Connection) -> None:
    for n in range(5):
        make_challenge(db, KIOSK, WANG.id, n)
        session(db, now=n)
    make_challenge(db, KIOSK, WANG.id, 1_000_000)
    assert len(rows(db, tables.challenge.select())) == 1
    assert rows(db, tables.session.select()) == []
