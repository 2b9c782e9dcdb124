"""Reports that wait: durable, first in line, answered once, whatever breaks between."""

import asyncio
import logging
import os
import sys
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import msgspec
import pytest

from kiosk.center.applications import application_keys
from kiosk.center.applications.application_keys import NAME, rotate
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.identity.sealed_secrets import SealedSecrets
from kiosk.center.records.card_states import set_standing
from kiosk.center.server.operations import allow_part
from kiosk.domain.applications import (
    STALE_DAYS,
    ActAnswer,
    ActState,
    ByIdCard,
    ByNumber,
    Lodged,
    LossKind,
    Reason,
)
from kiosk.domain.faults import Fault
from kiosk.domain.records import CardState
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.applications.application_desk import NoSealingKey
from kiosk.sync.applications.pending import MAX_OF_ONE, MAX_WAITING, QueueFull
from kiosk.sync.line.https import CenterError
from tests.center.engines import asked, force
from tests.center.fixture import KIOSK, RunningCenter, enrolled, running_center
from tests.sync.applications.hall import (
    CAST,
    Hall,
    TestClock,
    database,
    hall,
    open_hall,
    scene,
    who,
)
from tests.sync.applications.hall import REGION as RULES
from tests.whole import whole

WANG, LI = CAST["wang-xiulan"], CAST["li-guoqiang"]
TEMPORARY = LossKind.TEMPORARY
Scene = tuple[RunningCenter, Hall, TestClock]


@asynccontextmanager
async def known(folder: Path) -> AsyncIterator[Scene]:
    """Give a scene in which the kiosk has been online once."""
    async with scene(folder) as (center, one, clock):
        await one.acts.delivery.deliver()
        yield center, one, clock


async def queued(one: Hall, person: ByNumber | None = None) -> Lodged:
    """Report a loss while there is no line."""
    one.line.down = True
    lodged = await one.acts.report_loss(TEMPORARY, person or who(WANG))
    one.line.down = False
    assert lodged.state is ActState.WAITING
    assert lodged.answer is None
    return lodged


def acts_at(center: RunningCenter) -> list[str]:
    with database(center) as db:
        return [row["state"] for row in asked(db, "SELECT state FROM act")]


async def test_offline_it_waits_and_later_it_is_answered(tmp_path: Path) -> None:
    async with known(tmp_path) as (center, one, clock):
        lodged = await queued(one)
        assert one.acts.numbers().waiting == 1
        assert one.acts.lodged(lodged.act) == lodged
        assert one.acts.delivery.next_in() == 0
        assert [e.payload["how"] for e in one.events("loss.asked")] == ["number"]
        assert acts_at(center) == []
        clock.at += 3600
        await one.acts.delivery.deliver()
        settled = one.acts.lodged(lodged.act)
        assert settled is not None
        assert settled.state is ActState.ACCEPTED
        assert one.acts.numbers().waiting == 0
        assert one.acts.delivery.next_in() is None
        (event,) = one.events("loss.answered")
        assert event.payload["state"] == "accepted"
        assert event.payload["act"] == lodged.act
        await one.acts.delivery.deliver()
        assert len(one.events("loss.answered")) == 1
        assert acts_at(center) == ["accepted"]


async def test_evidence_goes_into_the_journal_and_into_no_text(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with known(tmp_path) as (_, one, _):
        one.line.evidence = bytes(range(200)) * 10
        text = b64encode(one.line.evidence).decode()
        lodged = await queued(one)
        await one.acts.delivery.deliver()
        undone = await one.acts.undo(lodged.act, who(WANG, "864209"))
        await one.acts.release(who(WANG))
        kinds = ("loss.answered", "undo.answered", "release.answered")
        told = [one.events(kind)[0].payload for kind in kinds]
        assert [payload["evidence"] for payload in told] == [text] * 3
        assert one.acts.lodged(lodged.act) is not None
        shown = repr((undone, one.acts.lodged(lodged.act))) + caplog.text
        assert text[:20] not in shown
        assert "\\x02\\x03" not in shown


async def test_a_repeated_answer_has_the_same_evidence_and_an_old_kiosk_none(
    tmp_path: Path,
) -> None:
    async with known(tmp_path) as (center, one, _):
        one.line.lose = ["/acts/loss", "/acts/status"]
        lodged = await one.acts.report_loss(TEMPORARY, who(WANG))
        with database(center) as db:
            (row,) = asked(db, "SELECT answer FROM act")
            answer = msgspec.json.decode(row["answer"], type=ActAnswer)
            answer = msgspec.structs.replace(answer, evidence=b"sealed")
            text = msgspec.json.encode(answer).decode()
            force(db, "UPDATE act SET answer=:answer", answer=text)
        await one.acts.delivery.deliver()
        assert one.events("loss.answered")[0].payload["evidence"] == "c2VhbGVk"
        body = msgspec.json.encode({"act": lodged.act})
        head = {"content-type": "application/json"}
        client = one.line.client
        old = await client.exchange("POST", "/acts/status", 5.0, body, head)
        assert b"accepted" in old.body
        assert b"evidence" not in old.body


async def test_a_refusal_reaches_the_kiosk_and_the_person(tmp_path: Path) -> None:
    async with known(tmp_path) as (center, one, _):
        lodged = await queued(one)
        with database(center) as db:
            set_standing(db, WANG.card.id, CardState.CANCELLED)
        await one.acts.delivery.deliver()
        settled = one.acts.lodged(lodged.act)
        assert settled is not None
        assert settled.answer is not None
        assert settled.answer.reason is Reason.CANCELLED
        assert one.events("loss.answered")[0].payload["reason"] == "cancelled"
        with database(center) as db:
            (notice,) = asked(db, "SELECT * FROM notice")
        assert notice["message"] == "loss_refused"
        assert notice["act"] == lodged.act


async def test_reports_go_before_the_batches(tmp_path: Path) -> None:
    async with known(tmp_path) as (_, one, _):
        lodged = await queued(one)
        assert one.journal.numbers().acked_seq == 0
        assert await one.uploader._try() == 0.0, "there is more to send"
        assert one.acts.lodged(lodged.act) != lodged, "before the first batch"
        assert one.journal.numbers().acked_seq == 0
        assert await one.uploader._try() > 0.0
        assert one.journal.numbers().waiting == 0, "with the event of the answer"


async def test_a_line_that_is_down_stops_the_upload_too(tmp_path: Path) -> None:
    async with known(tmp_path) as (_, one, _):
        await queued(one)
        one.line.down = True
        with pytest.raises(CenterError):
            await one.acts.delivery.deliver()
        assert one.acts.numbers().waiting == 1


@pytest.mark.parametrize("path", ["/acts/loss"])
async def test_a_lost_answer_is_asked_for(tmp_path: Path, path: str) -> None:
    async with known(tmp_path) as (center, one, _):
        one.line.lose = [path]
        lodged = await one.acts.report_loss(TEMPORARY, who(WANG))
        assert lodged.state is ActState.ACCEPTED
        assert one.line.posted == ["/acts/loss", "/acts/status"]
        assert acts_at(center) == ["accepted"]


async def test_lost_twice_it_waits_and_is_still_one(tmp_path: Path) -> None:
    async with known(tmp_path) as (center, one, _):
        one.line.lose = ["/acts/loss", "/acts/status"]
        lodged = await one.acts.report_loss(TEMPORARY, who(WANG))
        assert lodged.state is ActState.WAITING, "nobody knows, so nothing is said"
        assert acts_at(center) == ["accepted"]
        await one.acts.delivery.deliver()
        settled = one.acts.lodged(lodged.act)
        assert settled is not None
        assert settled.state is ActState.ACCEPTED, "not `already`: it is the same act"
        assert acts_at(center) == ["accepted"]


class Relay:
    """A line that can let a request through and break its answer off."""

    def __init__(self, port: int) -> None:
        self._target, self.cut = port, False
        self.served = asyncio.Event()

    async def serve(
        self, near: asyncio.StreamReader, out: asyncio.StreamWriter
    ) -> None:
        far, far_out = await asyncio.open_connection("127.0.0.1", self._target)
        ways = (
            asyncio.create_task(self._pass(near, far_out, False)),
            asyncio.create_task(self._pass(far, out, True)),
        )
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for writer in (out, far_out):
                writer.transport.abort()
            await asyncio.gather(*ways, return_exceptions=True)
            self.served.set()

    async def _pass(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, answers: bool
    ) -> None:
        while (data := await source.read(65536)) and not (answers and self.cut):
            sink.write(data)
            await sink.drain()


async def test_a_line_cut_after_the_center_acted(tmp_path: Path) -> None:
    clock = TestClock()
    with running_center(tmp_path / "center", clock.seconds, region=RULES) as center:
        relay = Relay(center.port)
        server = await asyncio.start_server(relay.serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with enrolled(center, tmp_path / "kiosk", port=port) as client:
            one = open_hall(client, tmp_path / "kiosk", clock)
            try:
                await one.acts.delivery.deliver()
                relay.cut = True
                lodged = await one.acts.report_loss(TEMPORARY, who(WANG))
                assert lodged.state is ActState.WAITING, "nobody knows"
                assert acts_at(center) == ["accepted"]
                relay.cut = False
                await one.acts.delivery.deliver()
                settled = one.acts.lodged(lodged.act)
                assert settled is not None
                assert settled.state is ActState.ACCEPTED
                assert acts_at(center) == ["accepted"]
            finally:
                one.store.close()
                relay.served.clear()
        await relay.served.wait()
        server.close()


async def test_an_undo_whose_answer_is_lost(tmp_path: Path) -> None:
    async with known(tmp_path) as (_, one, _):
        first = await one.acts.report_loss(TEMPORARY, who(WANG))
        one.line.lose = ["/acts/undo"]
        undone = await one.acts.undo(first.act, who(WANG))
        assert undone.state is ActState.ACCEPTED
        one.line.lose = ["/acts/undo", "/acts/status"]
        with pytest.raises(CenterError):
            await one.acts.undo(first.act, who(WANG))
        states = [e.payload["state"] for e in one.events("undo.answered")]
        assert states == ["accepted", "unknown"]
        assert len(one.events("undo.asked")) == 2


async def test_a_restart_keeps_what_waits(tmp_path: Path) -> None:
    async with known(tmp_path) as (center, one, clock):
        lodged = await queued(one)
        one.store.close()
        again = open_hall(one.line.client, tmp_path / "kiosk", clock)
        try:
            assert again.acts.can_seal
            assert again.acts.lodged(lodged.act) == lodged
            await again.acts.delivery.deliver()
            settled = again.acts.lodged(lodged.act)
            assert settled is not None
            assert settled.state is ActState.ACCEPTED
            assert acts_at(center) == ["accepted"]
        finally:
            again.store.close()


async def test_killed_after_the_center_acted(tmp_path: Path) -> None:
    """A process dies between the center's commit and the kiosk's; one act remains."""
    clock = TestClock()
    with running_center(tmp_path / "center", clock.seconds, region=RULES) as center:
        async with enrolled(center, tmp_path / "kiosk") as client:
            killed = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", _DIES, center.url, str(tmp_path / "kiosk"))
            )
            assert await killed.wait() == 9
            assert acts_at(center) == ["accepted"]
            one = open_hall(client, tmp_path / "kiosk", clock)
            try:
                (waiting,) = one.acts._pending.waiting()
                await one.acts.delivery.deliver()
                settled = one.acts.lodged(waiting.act)
                assert settled is not None
                assert settled.state is ActState.ACCEPTED
                assert acts_at(center) == ["accepted"]
            finally:
                one.store.close()


_DIES = f"""
import asyncio, os, sys
from pathlib import Path
from kiosk.domain.applications import LossKind
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.identity.device_keys import DeviceKeys
from tests.sync.applications.hall import CAST, TestClock, open_hall, who

folder = Path(sys.argv[2])
client = CenterClient(sys.argv[1], {KIOSK!r}, DeviceKeys.load_or_create(folder), folder)
one = open_hall(client, folder, TestClock())
post = one.line.post

async def dies(path, request, kind):
    await post(path, request, kind)
    os._exit(9)

one.line.post = dies
asyncio.run(one.acts.report_loss(LossKind.TEMPORARY, who(CAST["wang-xiulan"])))
"""


async def test_cancelled_in_the_middle_it_goes_on_by_itself(tmp_path: Path) -> None:
    async with known(tmp_path) as (center, one, _):
        kicked: list[bool] = []
        one.acts.kick = lambda: kicked.append(True)
        sent, post = asyncio.Event(), one.line.post

        async def slow(path: str, request: msgspec.Struct, kind: type) -> object:
            sent.set()
            return await post(path, request, kind)

        one.line.post = slow  # type: ignore[assignment]
        task = asyncio.create_task(one.acts.report_loss(TEMPORARY, who(WANG)))
        await sent.wait()
        assert one.acts.numbers().waiting == 1, "durable before it is sent"
        assert one.acts.delivery.next_in() is None, "somebody still waits for it"
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert kicked
        await one.acts.delivery.deliver()
        assert one.acts.numbers().waiting == 0
        assert acts_at(center) == ["accepted"]


async def test_a_disk_that_fills_does_not_hide_what_the_center_did(
    tmp_path: Path,
) -> None:
    async with known(tmp_path) as (_, one, _):
        lodged = await one.acts.report_loss(TEMPORARY, who(WANG))
        post = one.line.post

        async def then_full(path: str, request: msgspec.Struct, kind: type) -> object:
            answer: object = await post(path, request, kind)
            one.store.execute("PRAGMA query_only=1")
            return answer

        one.line.post = then_full  # type: ignore[assignment]
        answer = await one.acts.undo(lodged.act, who(WANG))
        one.store.execute("PRAGMA query_only=0")
        assert answer.state is ActState.ACCEPTED
        assert one.events("undo.answered") == []


async def test_a_full_disk_takes_no_report(tmp_path: Path) -> None:
    async with known(tmp_path) as (center, one, _):
        one.store.execute("PRAGMA query_only=1")
        with pytest.raises(StoreError):
            await one.acts.report_loss(TEMPORARY, who(WANG))
        assert acts_at(center) == [], "nothing was sent that is not kept"
        one.store.execute("PRAGMA query_only=0")
        assert one.acts.numbers().waiting == 0
        assert one.events("loss.asked") == []


async def test_without_a_key_nothing_can_be_taken_offline(tmp_path: Path) -> None:
    clock = TestClock()
    with running_center(tmp_path / "center", clock.seconds, region=RULES) as center:
        async with hall(center, tmp_path / "kiosk", clock) as one:
            assert not one.acts.can_seal
            one.line.down = True
            with pytest.raises(NoSealingKey) as caught:
                await one.acts.report_loss(TEMPORARY, who(WANG))
            assert caught.value.fault is Fault.CENTER_UNREACHABLE
            assert one.acts.numbers().waiting == 0
            one.line.down = False
            lodged = await one.acts.report_loss(TEMPORARY, who(WANG))
            assert lodged.state is ActState.ACCEPTED
            assert one.acts.can_seal


async def test_a_damaged_key_is_neither_kept_nor_used(tmp_path: Path) -> None:
    async with known(tmp_path) as (_, one, _):
        good, get = one.acts._keys.key(), one.line.get
        assert good is not None
        bad = msgspec.structs.replace(good, id="0" * 16)

        async def damaged(path: str, kind: type) -> object:
            return bad

        one.line.get = damaged  # type: ignore[assignment]
        with pytest.raises(CenterError) as caught:
            await one.acts._keys.fetch()
        assert caught.value.fault is Fault.CENTER_BAD_ANSWER
        assert one.acts._keys.key() == good
        one.store.execute("UPDATE sealing_key SET key=?", [msgspec.json.encode(bad)])
        assert not one.acts.can_seal
        with pytest.raises(NoSealingKey):
            await one.acts.report_loss(TEMPORARY, who(WANG))
        one.line.get = get  # type: ignore[method-assign]
        lodged = await one.acts.report_loss(TEMPORARY, who(WANG))
        assert lodged.state is ActState.ACCEPTED, "a whole one is fetched by itself"


async def test_a_new_key_is_fetched_and_the_old_one_still_opens(
    tmp_path: Path,
) -> None:
    async with known(tmp_path) as (center, one, clock):
        first = one.acts._keys.key()
        lodged = await queued(one)
        rotated = rotate(center.folder)
        assert one.acts._keys.key() == first
        clock.at += 86400
        await one.acts.delivery.deliver()
        settled = one.acts.lodged(lodged.act)
        assert settled is not None
        assert settled.state is ActState.ACCEPTED, "sealed with the key before"
        key = one.acts._keys.key()
        assert key is not None
        assert key.id == rotated
        accepted = await one.acts.report_loss(TEMPORARY, who(LI))
        assert accepted.state is ActState.ACCEPTED


@pytest.fixture(autouse=True)
def looks_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a center look at once whether its keys were changed."""
    monkeypatch.setattr(application_keys, "LOOK", 0.0)


def other_keys(folder: Path, plain: bytes = b"") -> bytes:
    """Give a center other keys, new ones or these; return those before."""
    fresh = {"tags": os.urandom(32), "derived": 1}
    secrets = SealedSecrets(folder)
    with closing(connect(folder)) as db:
        before = secrets.read(db, NAME)
        with transaction(db):
            secrets.write(db, NAME, plain or msgspec.json.encode(fresh))
    assert before is not None
    return before.plain


async def test_a_key_of_another_center_is_replaced(tmp_path: Path) -> None:
    async with known(tmp_path) as (center, one, _):
        other_keys(center.folder)
    # The center has other keys; the kiosk still has the old one in its store.
    clock = TestClock()
    with running_center(center.folder, clock.seconds, region=RULES) as again:
        async with enrolled(again, one.store.path.parent) as client:
            kiosk = open_hall(client, one.store.path.parent, clock)
            try:
                lodged = await kiosk.acts.report_loss(TEMPORARY, who(WANG))
                assert lodged.state is ActState.ACCEPTED
                reasons = [e.payload["reason"] for e in kiosk.events("loss.answered")]
                assert reasons == ["unreadable", None]
            finally:
                kiosk.store.close()


async def test_a_waiting_report_outlives_the_loss_of_the_key_file(
    tmp_path: Path,
) -> None:
    async with known(tmp_path) as (center, one, clock):
        lodged = await queued(one)
        kept = other_keys(center.folder)
        await one.acts.delivery.deliver()
        assert one.acts.lodged(lodged.act) == lodged, "nobody can seal it anew"
        assert one.acts.numbers().waiting == 1
        assert one.acts.delivery.next_in() != 0, "with a pause of its own"
        assert acts_at(center) == [], "it is not written down for ever"
        other_keys(center.folder, kept)
        clock.at += 3600
        await one.acts.delivery.deliver()
        settled = one.acts.lodged(lodged.act)
        assert settled is not None
        assert settled.state is ActState.ACCEPTED


async def test_what_never_opens_waits_until_it_would_be_stale(tmp_path: Path) -> None:
    async with known(tmp_path) as (center, one, clock):
        lodged = await queued(one)
        other_keys(center.folder)
        clock.at += STALE_DAYS * 86400
        await one.acts.delivery.deliver()
        assert one.acts.lodged(lodged.act) == lodged
        clock.at += 3600
        await one.acts.delivery.deliver()
        settled = one.acts.lodged(lodged.act)
        assert settled is not None
        assert settled.answer is not None
        assert settled.answer.reason is Reason.UNREADABLE
        assert one.events("loss.answered")[0].payload["reason"] == "unreadable"


async def test_what_was_answered_meanwhile_is_not_sent_again(tmp_path: Path) -> None:
    async with known(tmp_path) as (_, one, _):
        first, second = await queued(one), await queued(one, who(LI))
        post, sent = one.line.post, []

        async def meanwhile(path: str, request: msgspec.Struct, kind: type) -> object:
            sent.append(getattr(request, "act", ""))
            if sent == [first.act]:
                answer = ActAnswer(
                    act=second.act, state=ActState.REFUSED, reason=Reason.LOCKED
                )
                one.acts._pending.settle(answer)
            return await post(path, request, kind)

        one.line.post = meanwhile  # type: ignore[assignment]
        await one.acts.delivery.deliver()
        assert sent == [first.act]


async def test_a_few_reports_of_one_number_may_wait(tmp_path: Path) -> None:
    async with known(tmp_path) as (center, one, clock):
        allow_part(center.folder, KIOSK, "id_card")
        for place in range(MAX_OF_ONE):
            await queued(one, who(WANG, f"77777{place}"))
        one.line.down = True
        with pytest.raises(QueueFull):
            await one.acts.report_loss(TEMPORARY, who(WANG, "777779"))
        assert one.acts.numbers().waiting == MAX_OF_ONE
        shown = ByIdCard(WANG.number, WANG.name)
        by_card = await one.acts.report_loss(TEMPORARY, shown)
        assert by_card.state is ActState.WAITING, "who has the ID card is no guesser"
        one.line.down = False
        for other in (LI, CAST["chen-jianhua"]):
            await queued(one, who(other))
        await one.acts.delivery.deliver()
        clock.at += 3600
        await one.acts.delivery.deliver()
        assert one.acts.numbers().waiting == 0
        tags = one.store.all("SELECT DISTINCT tag FROM pending_act")
        assert [row["tag"] for row in tags] == [""]
        assert (await queued(one)).state is ActState.WAITING


async def test_a_report_the_center_chokes_on_holds_up_nobody(tmp_path: Path) -> None:
    async with known(tmp_path) as (center, one, clock):
        first, second = await queued(one), await queued(one, who(LI))
        post, choked = one.line.post, []

        async def chokes(path: str, request: msgspec.Struct, kind: type) -> object:
            if getattr(request, "act", "") == first.act:
                choked.append(path)
                raise CenterError("status 500", Fault.CENTER_ERROR)
            return await post(path, request, kind)

        one.line.post = chokes  # type: ignore[assignment]
        for _ in range(3):
            await one.acts.delivery.deliver()
            clock.at += 600
        assert len(choked) == 3, "asked again, for ever"
        assert one.acts.lodged(second.act) != second
        assert one.acts.lodged(first.act) == first
        assert one.acts.numbers().waiting == 1
        one.line.post = post  # type: ignore[method-assign]
        await one.acts.delivery.deliver()
        assert one.acts.numbers().waiting == 0
        assert acts_at(center) == ["accepted", "accepted"]


async def test_locked_in_the_queue_is_not_the_end(tmp_path: Path) -> None:
    async with known(tmp_path) as (_, one, clock):
        for _ in range(3):
            await one.acts.report_loss(TEMPORARY, who(WANG, "777777"))
        lodged = await queued(one)
        await one.acts.delivery.deliver()
        assert one.acts.lodged(lodged.act) == lodged
        wait = one.acts.delivery.next_in()
        assert wait is not None
        assert 30 <= wait <= 90, "what the center asked for, within a half"
        clock.at += 90
        await one.acts.delivery.deliver()
        settled = one.acts.lodged(lodged.act)
        assert settled is not None
        assert settled.state is ActState.ACCEPTED


async def test_the_queue_has_an_end_and_forgets_in_time(tmp_path: Path) -> None:
    async with known(tmp_path) as (_, one, clock):
        lodged = await queued(one)
        await one.acts.delivery.deliver()
        row = one.store.one("SELECT * FROM pending_act")
        assert row is not None
        assert row["request"] is None, "the sealed identity has done its work"
        pending = one.acts._pending
        clock.at += 180 * 86400
        assert pending.prune(180) == 0
        clock.at += 1
        assert pending.prune(180) == 1
        assert one.acts.lodged(lodged.act) is None
        one.store.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT ?) "
            "INSERT INTO pending_act(act, asked_us, state) "
            "SELECT i, 1, 'waiting' FROM n",
            [MAX_WAITING],
        )
        with pytest.raises(QueueFull):
            await one.acts.report_loss(TEMPORARY, who(WANG))


async def test_neither_pin_nor_number_is_anywhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with known(tmp_path) as (center, one, _):
        await queued(one)
        await one.acts.report_loss(TEMPORARY, who(WANG, "975318"))
        one.line.lose = ["/acts/loss", "/acts/status"]
        await one.acts.report_loss(TEMPORARY, who(LI))
        secrets = [WANG.number, LI.number, WANG.card.pin, LI.card.pin, "975318"]
        kiosk = b"".join(p.read_bytes() for p in (tmp_path / "kiosk").iterdir())
        stored = b"".join(
            p.read_bytes() for p in center.folder.iterdir() if p.is_file()
        )
        for secret in secrets:
            assert secret.encode() not in kiosk
            assert secret not in caplog.text
            assert secret not in whole(one.journal.entries())
        for pin in (WANG.card.pin, LI.card.pin, "975318"):
            assert pin.encode() not in stored
