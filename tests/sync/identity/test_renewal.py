"""When a certificate is renewed, and what a failure of it does: waits, never ends."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from kiosk.center.identity.authority import Authority
from kiosk.domain.faults import Fault
from kiosk.machine.running_kiosk import MIGRATIONS
from kiosk.machine.shell.cli import main
from kiosk.machine.shell.doctor.doctor_center import ending_soon
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.identity.certificates import (
    CERTIFICATE_FILE,
    CertificateLife,
    Certificates,
)
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.renewal import (
    LOOK_EVERY,
    CertificateEvent,
    Renewer,
    is_due,
    renew_at,
    spread_of,
)
from kiosk.sync.identity.returning import Waiting
from kiosk.sync.line.backoff import LONGEST_PAUSE
from kiosk.sync.line.https import CenterError
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.wire.chain import EventPlace
from kiosk.sync.wire.identity_wire import Enrolled, Renewal, TrustedAuthorities
from kiosk.sync.wire.upload_wire import RejectedEvent
from tests.sync.lines import NoLine
from tests.sync.samples import KIOSK, HandClock, filled, journal_in
from tests.wording import english

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
LIFE = CertificateLife(BEGIN, BEGIN + timedelta(days=90), "1f")


@pytest.mark.parametrize(
    ("days", "spread", "due_after"),
    [(90, 0.0, 60), (90, 1.0, 69), (90, 0.5, 64.5), (30, 0.0, 20), (3, 1.0, 2.3)],
)
def test_two_thirds_and_a_little(days: float, spread: float, due_after: float) -> None:
    life = CertificateLife(BEGIN, BEGIN + timedelta(days=days), "1")
    late = renew_at(life, spread) - BEGIN - timedelta(days=due_after)
    assert abs(late) < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("day", "due"),
    [(-400, False), (0, False), (59.9, False), (69.1, True), (89, True), (400, True)],
)
def test_due_or_not(day: float, due: bool) -> None:
    assert is_due(LIFE, KIOSK, BEGIN + timedelta(days=day)) is due


def test_without_a_certificate_nothing_is_due() -> None:
    assert not is_due(None, KIOSK, BEGIN + timedelta(days=400))


@given(st.text(max_size=32), st.text("0123456789abcdef", max_size=40))
def test_a_kiosk_draws_the_same_again(kiosk: str, serial: str) -> None:
    spread = spread_of(kiosk, serial)
    assert 0 <= spread < 1
    assert spread == spread_of(kiosk, serial)


def test_kiosks_of_one_day_do_not_come_at_once() -> None:
    drawn = sorted(spread_of(f"hall-{n}", "1f") for n in range(1000))
    for tenth in range(10):
        inside = [s for s in drawn if tenth / 10 <= s < (tenth + 1) / 10]
        assert 50 < len(inside) < 150


class Line(NoLine):
    """A center's client that does what it is told."""

    def __init__(self, *answers: Exception | Enrolled) -> None:
        super().__init__()
        self.answers = list(answers)
        self.waiting = Waiting(Path("nowhere"))

    async def authorities(self) -> TrustedAuthorities | None:
        """Be an older center."""
        return None

    async def renew(self, request: Renewal) -> Enrolled:
        """Give the next answer."""
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def papers_in(folder: Path, days: float) -> tuple[Certificates, Authority, str]:
    """Return papers with a certificate, its authority, and a next certificate."""
    keys = DeviceKeys.load_or_create(folder / "keys")
    papers = Certificates(folder / "keys", keys)
    authority = Authority.load_or_create(folder / "center")
    first, then = (
        authority.issue_kiosk(papers.request(KIOSK), KIOSK, d)
        .public_bytes(Encoding.PEM)
        .decode()
        for d in (days, 90)
    )
    papers.keep_first(first, authority.pem)
    return papers, authority, then


def note_nothing(event: CertificateEvent) -> None:
    raise AssertionError(event)


def clock_at(day: float) -> HandClock:
    clock = HandClock()
    clock.wall = datetime.now(UTC).timestamp() + day * 86400
    return clock


async def test_failures_wait_longer_and_longer_but_not_for_ever(tmp_path: Path) -> None:
    papers, _, _ = papers_in(tmp_path, 90)
    faults: list[Exception] = [
        CenterError("no line", Fault.CENTER_UNREACHABLE),
        OSError(28, "full"),
        ValueError("a mistake of ours"),
    ]
    line = Line(*(faults * 10))
    renewer = Renewer(papers, line, note_nothing, clock_at(80), Random(1))
    pauses = [await renewer.look() for _ in range(30)]
    assert all(0 <= pause <= LONGEST_PAUSE for pause in pauses)
    assert pauses[0] <= 2
    assert max(pauses) > 60


async def test_a_busy_center_says_how_long(tmp_path: Path) -> None:
    papers, _, _ = papers_in(tmp_path, 90)
    line = Line(CenterError("busy", Fault.CENTER_ERROR, retry_after=600))
    renewer = Renewer(papers, line, note_nothing, clock_at(80), Random(1))
    assert 300 <= await renewer.look() <= 900


async def test_not_due_is_looked_at_every_hour(tmp_path: Path) -> None:
    papers, _, _ = papers_in(tmp_path, 90)
    renewer = Renewer(papers, Line(), note_nothing, clock_at(1))
    assert await renewer.look() == LOOK_EVERY
    (tmp_path / "keys" / CERTIFICATE_FILE).unlink()
    assert await renewer.look() == LOOK_EVERY


async def test_a_renewal_that_cannot_be_noted_stands(tmp_path: Path) -> None:
    papers, authority, then = papers_in(tmp_path, 90)

    def full(event: CertificateEvent) -> None:
        raise StoreError("full")

    line = Line(Enrolled(then, authority.pem))
    renewer = Renewer(papers, line, full, clock_at(80))
    assert await renewer.look() == LOOK_EVERY
    assert (tmp_path / "keys" / CERTIFICATE_FILE).read_text("ascii") == then


async def test_the_loop_outlives_its_failures(tmp_path: Path) -> None:
    papers, authority, then = papers_in(tmp_path, 90)
    noted = asyncio.Event()

    def note(event: CertificateEvent) -> None:
        noted.set()

    line = Line(
        CenterError("off", Fault.CENTER_UNREACHABLE), Enrolled(then, authority.pem)
    )
    renewer = Renewer(papers, line, note, clock_at(80), Random(1))
    task = asyncio.create_task(renewer.run())
    async with asyncio.timeout(30):
        await noted.wait()
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(
    ("left", "said"),
    [(30, ""), (14.1, ""), (13.9, "ends"), (0.1, "ends"), (-0.1, "ended")],
)
def test_the_doctor_warns_of_the_end(tmp_path: Path, left: float, said: str) -> None:
    papers, _, _ = papers_in(tmp_path, 60)
    life = papers.life()
    assert life is not None
    sentence = ending_soon(papers, life.ends - timedelta(days=left))
    assert bool(sentence) is bool(said)
    assert sentence is None or f"certificate {said} " in english(sentence)


def test_the_doctor_says_nothing_without_a_certificate(tmp_path: Path) -> None:
    papers = Certificates(tmp_path, DeviceKeys.load_or_create(tmp_path))
    assert ending_soon(papers, datetime.now(UTC)) is None


def test_refused_events_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(
        f'[machine]\nid = "{KIOSK}"\nregion = "ningbo"\nstate = "{tmp_path}"\n', "utf-8"
    )
    journal = journal_in(tmp_path, migrations=MIGRATIONS)
    filled(journal, 3)
    command = ["journal", "rejected", "--config", str(path)]
    assert main(command) == 0
    refused = [RejectedEvent(2, "bad_payload", "No\x1b[2J object.")]
    Outbox(journal).acked(EventPlace(1, 3), EventPlace(0, 0), refused)
    assert main(command) == 1
    assert capsys.readouterr().out == "1:2 print.done bad_payload No?[2J object.\n"
    journal.store.close()
