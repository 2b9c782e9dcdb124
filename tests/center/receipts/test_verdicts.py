"""The page for phones: genuine, false, unknown; what it shows and hides."""

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.center.applications.applications_tables import act
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import put
from kiosk.center.identity.authority import Authority
from kiosk.center.receipts.receipts_routes import language_of
from kiosk.center.records.card_states import set_standing
from kiosk.center.server.operations import revoke_kiosk
from kiosk.devices.virtual.people.cast import load_people
from kiosk.domain.records import CardState
from kiosk.settings.texts import load_texts
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import HttpAnswer, HttpsLine
from kiosk.sync.wire.receipt_codes import (
    MAX_CODE,
    PATH,
    Printed,
    ReceiptCodes,
    build_code,
    digest_of,
    parse_code,
)
from tests.center.fixture import KIOSK, RunningCenter, enrolled, running_center

ACT = "0194f0a1b2c37d4e8f90a1b2c3d4e5f6"
PRINTED = dt.datetime(2025, 3, 4, 15, 59, 30, tzinfo=dt.UTC)
SERIAL = "0190A2B3C4D5"
LINES = ["缴费明细", "王** 990101********0427"]


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCenter]:
    with running_center(tmp_path_factory.mktemp("center")) as running:
        yield running


@pytest.fixture
async def kiosk(center: RunningCenter, tmp_path: Path) -> AsyncIterator[CenterClient]:
    async with enrolled(center, tmp_path) as client:
        yield client


def codes_of(client: CenterClient, kiosk: str = KIOSK) -> ReceiptCodes:
    return ReceiptCodes(kiosk, client._keys.sign)


async def look(center: RunningCenter, code: str, languages: str = "") -> HttpAnswer:
    """Ask as a phone does: with no certificate of ours."""
    authority = Authority.path(center.folder)
    line = HttpsLine(center.url, ssl.create_default_context(cafile=str(authority)))
    headers = {"accept-language": languages} if languages else None
    try:
        return await line.exchange("GET", PATH + code, 5, None, headers)
    finally:
        await line.close()


async def test_a_genuine_receipt(center: RunningCenter, kiosk: CenterClient) -> None:
    code = codes_of(kiosk)("contributions", SERIAL, PRINTED, LINES)
    answer = await look(center, code)
    page = answer.body.decode()
    assert answer.status == 200
    for shown in ("凭条是真的", "缴费明细", KIOSK, SERIAL, "2025-03-04 23:59:30"):
        assert shown in page
    letters = parse_code(code).printed.letters
    assert f"{letters[:4]} {letters[4:]}" in page
    assert "办理状态" not in page, "a query is no act"


async def test_it_speaks_english(center: RunningCenter, kiosk: CenterClient) -> None:
    code = codes_of(kiosk)("contributions", SERIAL, PRINTED, LINES)
    page = (await look(center, code, "en-GB,en;q=0.9,zh;q=0.8")).body.decode()
    assert '<html lang="en">' in page
    assert "This receipt is genuine" in page
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in page)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh-CN"),
        ("zh-CN,zh;q=0.9", "zh-CN"),
        ("en", "en"),
        ("EN-us", "en"),
        ("fr,en;q=0.5", "en"),
        ("fr", "zh-CN"),
        ("zh-TW", "zh-CN"),
        (";;,,", "zh-CN"),
    ],
)
def test_the_language_is_the_phones(accepted: str, language: str) -> None:
    assert language_of(accepted) == language


async def test_it_names_nobody(center: RunningCenter, kiosk: CenterClient) -> None:
    code = codes_of(kiosk)("loss_report", SERIAL, PRINTED, LINES, ACT, "accepted")
    answer = await look(center, code)
    for person in load_people().values():
        for private in (person.name, person.number, person.card.number):
            assert private.encode() not in answer.body
    assert ACT.encode() not in answer.body


async def test_an_act_is_told_as_it_stands_now(
    center: RunningCenter, kiosk: CenterClient
) -> None:
    code = codes_of(kiosk)("loss_report", SERIAL, PRINTED, LINES, ACT, "waiting")
    page = (await look(center, code)).body.decode()
    assert "等待上传，尚未生效" in page
    assert "中心尚未收到" in page
    card = load_people()["he-mingyuan"].card.id
    db = connect(center.folder)
    key, told = {"kiosk": KIOSK, "id": ACT}, {"kind": "loss.temporary", "card": card}
    put(db, act, **key, **told, decided=0, state="accepted", answer="")
    set_standing(db, card, CardState.TEMPORARY_LOSS)
    page = (await look(center, code)).body.decode()
    assert "已受理" in page
    assert "中心尚未收到" not in page
    db.execute(act.update().values(undone=1))
    page = (await look(center, code)).body.decode()
    assert "已撤销" in page
    db.execute(act.delete())
    db.close()


async def test_a_false_receipt(
    center: RunningCenter, kiosk: CenterClient, tmp_path: Path
) -> None:
    stranger = DeviceKeys.load_or_create(tmp_path / "stranger")
    forged = ReceiptCodes(KIOSK, stranger.sign)
    code = forged("contributions", SERIAL, PRINTED, LINES)
    answer = await look(center, code)
    assert answer.status == 404
    assert "不是真凭条" in answer.body.decode()
    assert SERIAL.encode() not in answer.body, "what is not proved is not shown"


async def test_a_kiosk_that_got_another_key(
    center: RunningCenter, tmp_path: Path
) -> None:
    """Whoever has the old key dates back as he likes: it proves nothing any more."""
    async with enrolled(center, tmp_path / "old", "hall-7") as first:
        old = codes_of(first, "hall-7")
    before = old("contributions", SERIAL, PRINTED, LINES)
    assert (await look(center, before)).status == 200
    async with enrolled(center, tmp_path / "new", "hall-7") as second:
        new = codes_of(second, "hall-7")
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    assert (await look(center, new("test", SERIAL, later, LINES))).status == 200
    for code in (before, old("test", SERIAL, later, LINES)):
        answer = await look(center, code)
        page = answer.body.decode()
        assert answer.status == 404
        assert "无法证明真假" in page
        assert 'class="genuine"' not in page
        assert SERIAL not in page, "what is not proved is not shown"


async def test_a_revoked_kiosk_signs_nothing_that_is_believed(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with enrolled(center, tmp_path, "hall-8") as client:
        code = codes_of(client, "hall-8")("contributions", SERIAL, PRINTED, LINES)
    assert revoke_kiosk(center.folder, "hall-8")
    answer = await look(center, code)
    assert answer.status == 404
    assert "无法证明真假" in answer.body.decode()


async def test_an_unknown_kiosk(center: RunningCenter, kiosk: CenterClient) -> None:
    code = codes_of(kiosk, "hall-99")("contributions", SERIAL, PRINTED, LINES)
    answer = await look(center, code)
    assert answer.status == 404
    assert "没有这台自助机" in answer.body.decode()


@pytest.mark.parametrize("cut", [0, 1, 20, 65, -1])
async def test_a_damaged_code(
    center: RunningCenter, kiosk: CenterClient, cut: int
) -> None:
    whole = codes_of(kiosk)("contributions", SERIAL, PRINTED, LINES)
    code = whole[:cut] if cut > 0 else whole[:-5] if cut else "!"
    answer = await look(center, code)
    page = answer.body.decode()
    assert answer.status == 404
    assert "读不出核验码" in page or "不是真凭条" in page


async def test_every_bit_is_signed(center: RunningCenter, kiosk: CenterClient) -> None:
    whole = codes_of(kiosk)("contributions", SERIAL, PRINTED, LINES)
    for place in range(2, len(whole), 17):
        letter = "A" if whole[place] != "A" else "B"
        changed = whole[:place] + letter + whole[place + 1 :]
        assert (await look(center, changed)).status == 404, place


async def test_nothing_is_written_into_the_page(
    center: RunningCenter, kiosk: CenterClient
) -> None:
    """A kind that this center has no words for, and markup in the path."""
    newer = codes_of(kiosk)("brand_new", SERIAL, PRINTED, LINES)
    assert "自助服务凭条" in (await look(center, newer)).body.decode()
    answer = await look(center, "%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert b"<script" not in answer.body
    assert b"alert" not in answer.body


async def test_a_page_needs_nothing_from_elsewhere(
    center: RunningCenter, kiosk: CenterClient
) -> None:
    code = codes_of(kiosk)("contributions", SERIAL, PRINTED, LINES)
    context = ssl.create_default_context(cafile=str(Authority.path(center.folder)))
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", center.port, ssl=context, server_hostname="localhost"
    )
    head = f"GET {PATH}{code} HTTP/1.1\r\nhost: localhost\r\nconnection: close"
    writer.write(f"{head}\r\n\r\n".encode())
    whole = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    head, _, body = whole.partition("\r\n\r\n")
    assert "cache-control: no-store" in head.lower()
    assert "default-src 'none'" in head
    assert "text/html; charset=utf-8" in head.lower()
    assert "src=" not in body
    assert "http" not in body


def test_every_state_of_an_act_has_words() -> None:
    for language in ("zh-CN", "en"):
        texts = load_texts(language)
        for state in ("accepted", "refused", "undone", "released", "ended", "waiting"):
            assert texts.has(f"verify__state__{state}")


def test_the_same_content_and_only_that_has_the_same_letters() -> None:
    assert digest_of(LINES) == digest_of(list(LINES))
    assert digest_of(LINES) != digest_of([*LINES, ""])
    assert digest_of(["ab", "c"]) != digest_of(["a", "bc"])


@given(
    kiosk=st.from_regex(r"[A-Za-z0-9_-]{1,32}", fullmatch=True),
    kind=st.from_regex(r"[a-z][a-z0-9_]{0,19}", fullmatch=True),
    serial=st.from_regex(r"[A-Za-z0-9-]{1,16}", fullmatch=True),
    seconds=st.integers(0, 2**32 - 1),
    act=st.none() | st.binary(min_size=16, max_size=16),
    state=st.none() | st.from_regex(r"[a-z][a-z0-9_]{0,11}", fullmatch=True),
    host=st.from_regex(r"[a-z.]{4,40}", fullmatch=True),
)
def test_a_code_comes_back_and_stays_short(
    kiosk: str,
    kind: str,
    serial: str,
    seconds: int,
    act: bytes | None,
    state: str | None,
    host: str,
) -> None:
    printed = Printed(kiosk, kind, serial, seconds, b"abcde", act, state)
    code = build_code(printed, lambda data: data[:64].ljust(64), f"https://{host}")
    assert len(code) <= MAX_CODE
    assert parse_code(code).printed == printed


def test_the_longest_code() -> None:
    longest = Printed(
        "K" * 32, "k" * 20, "S" * 16, 2**32 - 1, b"abcde", bytes(16), "s" * 12
    )
    code = build_code(longest, lambda data: bytes(64), "https://" + "h" * 40)
    assert 280 <= len(code) <= MAX_CODE


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "Loss"},
        {"kind": "x" * 21},
        {"serial": "a b"},
        {"state": "s" * 13},
        {"kiosk": "王"},
    ],
)
def test_what_the_center_could_not_read_is_not_printed(changed: dict[str, str]) -> None:
    fields = {"kiosk": KIOSK, "kind": "test", "serial": "1", "state": "done"} | changed
    printed = Printed(
        fields["kiosk"],
        fields["kind"],
        fields["serial"],
        0,
        bytes(5),
        None,
        fields["state"],
    )
    with pytest.raises(ValueError, match="no code"):
        build_code(printed, lambda data: bytes(64))


@given(st.text(max_size=120) | st.binary(max_size=120).map(lambda b: b.hex()))
def test_no_text_ends_in_another_error(text: str) -> None:
    """What somebody types is no code, but for a chance that nobody has."""
    with pytest.raises(ValueError, match="This is no code of a receipt") as caught:
        parse_code(text)
    assert caught.value.__cause__ is None
