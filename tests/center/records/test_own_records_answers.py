"""A person's own rights from a real center over TLS, and every way to be refused."""

import datetime as dt
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import one
from kiosk.center.identity.authority import Authority
from kiosk.center.records.card_states import set_standing
from kiosk.center.records.proofs import SESSION_SECONDS
from kiosk.center.records.records_tables import card_record
from kiosk.devices.virtual.people.cast import load_people
from kiosk.devices.virtual.people.invented_records import LAST_BOOKED
from kiosk.domain.consistency import SumState, check_statements, check_visit
from kiosk.domain.faults import Fault
from kiosk.domain.own_records import CardStep, InsuredState, PayFailure
from kiosk.domain.records import CardState, VisitKind
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError, HttpsLine
from kiosk.sync.wire.contract import API
from kiosk.sync.wire.own_records_wire import RightsRequest
from kiosk.sync.wire.visit_wire import CardProof, Session
from tests.center.fixture import RunningCenter, enrolled, item_of, running_center

CAST = load_people()
CHINA = dt.timezone(dt.timedelta(hours=8))
JUST_BEFORE_MIDNIGHT = dt.datetime(2025, 3, 4, 23, 59, 30, tzinfo=CHINA).timestamp()


@dataclass
class Time:
    """The center's clock, moved by hand."""

    now: float = JUST_BEFORE_MIDNIGHT

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCenter]:
    with running_center(tmp_path_factory.mktemp("center")) as running:
        yield running


@pytest.fixture
async def client(shared: RunningCenter, tmp_path: Path) -> AsyncIterator[CenterClient]:
    async with enrolled(shared, tmp_path) as ready:
        yield ready


async def session_for(client: CenterClient, key: str) -> Session:
    card = CAST[key].card
    challenge = await client.challenge(card.id)
    answer = DemoKeys().answer(
        card.id, card.generation, challenge.factor, challenge.original
    )
    return await client.open_session(
        CardProof(challenge.id, card.id, answer, item_of(card))
    )


async def token_for(client: CenterClient, key: str) -> str:
    return (await session_for(client, key)).token


Ask = Callable[[CenterClient, str], Awaitable[object]]
ENDPOINTS: dict[str, Ask] = {
    "person": CenterClient.person,
    "statements": CenterClient.statements,
    "medical": CenterClient.medical,
    "visits": CenterClient.visits,
    "benefits": CenterClient.benefits,
}
EVERY = pytest.mark.parametrize("ask", ENDPOINTS.values(), ids=ENDPOINTS.keys())


async def refused(ask: Ask, client: CenterClient, token: str) -> tuple[Fault, str]:
    with pytest.raises(CenterError) as caught:
        await ask(client, token)
    assert token not in str(caught.value)
    return caught.value.fault, caught.value.code


async def test_person_and_card(client: CenterClient) -> None:
    answer = await client.person(await token_for(client, "wang-xiulan"))
    who, card = answer.person, answer.card
    assert answer.as_of == LAST_BOOKED
    assert (who.name, who.number) == ("王秀兰", CAST["wang-xiulan"].number)
    assert (who.mobile, who.postcode) == ("10000001000", "990000")
    assert who.employer == "甬江示例制造有限公司"
    assert [i.state for i in who.insured] == [InsuredState.PAYING] * 5
    assert [i.months for i in who.insured] == [221, *[120] * 4], "older years too"
    assert (card.state, card.number) == (CardState.NORMAL, "A00031002")
    assert (card.bank, card.financial_active) == ("宁波银行", True)
    assert card.loss_until is None
    assert card.valid_until == dt.date(2036, 3, 12)


async def test_statements_add_up(client: CenterClient) -> None:
    answer = await client.statements(await token_for(client, "chen-jianhua"))
    assert answer.holder_name == "陈建华"
    assert [s.year for s in answer.statements] == list(range(2016, 2025))
    found = check_statements(answer.statements, answer.as_of)
    assert all(each.consistent for each in found)
    assert answer.account is not None
    assert answer.account.balance == answer.statements[-1].closing
    assert answer.account.opened == "1998-07"


async def test_the_medical_account(client: CenterClient) -> None:
    answer = await client.medical(await token_for(client, "wang-xiulan"))
    assert answer.account is not None
    assert answer.account.prior_years == Decimal("1630.25")
    assert answer.account.balance == Decimal("2314.60")
    assert answer.movements[0].balance_after == Decimal("2314.60")
    times = [m.time for m in answer.movements if m.time is not None]
    assert times == sorted(times, reverse=True)


async def test_visits(client: CenterClient) -> None:
    answer = await client.visits(await token_for(client, "zhou-yuzhen"))
    assert len(answer.visits) == 10
    assert all(check_visit(v, answer.as_of).consistent for v in answer.visits)
    assert [v.id for v in answer.visits if v.cancelled] == ["202406030930000003"]
    assert any(v.outside_city for v in answer.visits)
    stay = next(v for v in answer.visits if v.kind is VisitKind.INPATIENT)
    assert stay.began is not None
    assert stay.ended is not None
    assert (stay.ended - stay.began).days == 9
    assert len(stay.fund_parts) == 2


async def test_benefits(client: CenterClient) -> None:
    out = await client.benefits(await token_for(client, "liang-haibo"))
    assert out.benefits.unemployment is not None
    assert out.benefits.unemployment.months_left == 4
    retired = await client.benefits(await token_for(client, "zhou-yuzhen"))
    assert retired.benefits.pension is not None
    assert retired.benefits.pension.amount == Decimal("3486.20")
    mother = await client.benefits(await token_for(client, "huang-lili"))
    failures = [p.failure for p in mother.benefits.maternity]
    assert PayFailure.NAME_DIFFERS in failures


async def test_nothing_recorded_is_an_answer(client: CenterClient) -> None:
    token = await token_for(client, "wu-tong")
    assert (await client.statements(token)).account is None
    medical = await client.medical(token)
    assert (medical.account, medical.movements) == (None, ())
    assert (await client.visits(token)).visits == ()
    assert (await client.benefits(token)).benefits.pension is None
    assert len((await client.person(token)).person.insured) == 1


async def test_contradictions_and_gaps_arrive_as_they_are(
    client: CenterClient,
) -> None:
    token = await token_for(client, "gao-xinyu")
    years = await client.statements(token)
    verdicts = [f.verdict for f in check_statements(years.statements, years.as_of)]
    assert verdicts[-1] is SumState.INCONSISTENT
    assert SumState.INCOMPLETE in verdicts
    visits = await client.visits(token)
    ahead, off, gaps = (check_visit(v, visits.as_of) for v in visits.visits)
    assert ahead.ahead
    assert off.verdict is SumState.INCONSISTENT
    assert gaps.verdict is SumState.INCOMPLETE
    assert visits.visits[2].institution is None
    assert (await client.medical(token)).movements[-1].balance_after is None


@EVERY
async def test_no_answer_tells_whose_it_is(client: CenterClient, ask: Ask) -> None:
    token = await token_for(client, "wang-xiulan")
    text = repr(await ask(client, token))
    assert "王秀兰" not in text
    assert CAST["wang-xiulan"].number not in text


@EVERY
async def test_a_token_is_for_one_kiosk(
    shared: RunningCenter, client: CenterClient, tmp_path: Path, ask: Ask
) -> None:
    token = await token_for(client, "wang-xiulan")
    async with enrolled(shared, tmp_path / "other", "hall-2") as other:
        assert await refused(ask, other, token) == (
            Fault.CENTER_PROOF,
            "session_ended",
        )
    assert await ask(client, token)


@pytest.mark.parametrize("name", ENDPOINTS)
async def test_no_certificate_no_answer(
    shared: RunningCenter, client: CenterClient, name: str
) -> None:
    token = await token_for(client, "wang-xiulan")
    authority = str(Authority.path(shared.folder))
    line = HttpsLine(shared.url, ssl.create_default_context(cafile=authority))
    body = msgspec.json.encode(RightsRequest(token))
    headers = {"content-type": "application/json"}
    answer = await line.exchange("POST", f"{API}/records/{name}", 5, body, headers)
    await line.close()
    assert answer.status == 401
    assert "王秀兰".encode() not in answer.body


@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"token":1}', b'{"token":"x","who":"y"}']
)
async def test_a_request_in_another_form(
    client: CenterClient, name: str, body: bytes
) -> None:
    headers = {"content-type": "application/json"}
    answer = await client.exchange("POST", f"/records/{name}", 5, body, headers)
    assert answer.status == 400
    assert msgspec.json.decode(answer.body)["code"] == "bad_request"


@EVERY
async def test_nobodys_token(client: CenterClient, ask: Ask) -> None:
    for token in ("x", "A" * 43):
        assert (await refused(ask, client, token))[1] == "session_ended"


@EVERY
@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("feng-juan", "card_lost"),
        ("ma-yulan", "card_lost"),
        ("tian-shufen", "card_lost"),
        ("du-haifeng", "card_lost"),
        ("xu-dehua", "card_lost"),
        ("zheng-wei", "card_not_enabled"),
        ("jiang-siyu", "card_not_enabled"),
        ("pan-yiran", "card_not_enabled"),
    ],
)
async def test_the_cards_state_decides(
    client: CenterClient, ask: Ask, key: str, code: str
) -> None:
    session = await session_for(client, key)
    assert session.state is CAST[key].card.state
    assert (await refused(ask, client, session.token))[1] == code


async def test_a_card_reported_lost_meanwhile(
    shared: RunningCenter, client: CenterClient
) -> None:
    token = await token_for(client, "li-ji")
    assert await client.visits(token)
    db = connect(shared.folder)
    set_standing(db, CAST["li-ji"].card.id, CardState.LOSS)
    db.close()
    for ask in ENDPOINTS.values():
        assert await refused(ask, client, token) == (
            Fault.CARD_REPORTED_LOST,
            "card_lost",
        )


async def test_a_temporary_loss_ends_by_itself(tmp_path: Path, time: Time) -> None:
    with running_center(tmp_path / "center", time) as center:
        async with enrolled(center, tmp_path / "kiosk") as client:
            ended = await session_for(client, "guo-zhiqiang")
            assert ended.state is CardState.NORMAL
            card = (await client.person(ended.token)).card
            assert (card.state, card.loss_until) == (CardState.NORMAL, None)

            early = await session_for(client, "ma-yulan")
            assert early.state is CardState.TEMPORARY_LOSS
            time.now += 3599
            still = await session_for(client, "ma-yulan")
            assert still.state is CardState.TEMPORARY_LOSS
            time.now += 2
            found = await session_for(client, "ma-yulan")
            assert found.state is CardState.NORMAL
            assert (await client.person(found.token)).person.name == "马玉兰"


@EVERY
async def test_a_session_outlives_midnight_and_ends_on_time(
    tmp_path: Path, time: Time, ask: Ask
) -> None:
    with running_center(tmp_path / "center", time) as center:
        async with enrolled(center, tmp_path / "kiosk") as client:
            session = await session_for(client, "wang-xiulan")
            expires = session.expires.astimezone(CHINA)
            assert f"{expires:%d %H:%M:%S}" == "05 00:14:30"
            assert await ask(client, session.token)
            time.now = JUST_BEFORE_MIDNIGHT + 30
            assert await ask(client, session.token), "at 00:00:00"
            time.now = JUST_BEFORE_MIDNIGHT + SESSION_SECONDS
            assert await ask(client, session.token), "the last second"
            time.now += 1
            assert (await refused(ask, client, session.token))[1] == "session_ended"


async def test_progress_is_in_the_register(shared: RunningCenter) -> None:
    """The card is not made yet, so nobody can ask with it; who asks by name can."""
    db = connect(shared.folder)
    query = card_record.select().filter_by(number=CAST["jiang-siyu"].card.number)
    row = one(db, query)
    db.close()
    assert row is not None
    steps = [step["step"] for step in msgspec.json.decode(row["record"])["progress"]]
    assert steps == [CardStep.APPLIED, CardStep.BANK_OPENED]
