"""Who may give a machine what: signed, for this machine, newer than all before."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.center.identity.authority import Authority
from kiosk.domain.faults import Fault
from kiosk.sync.downward import edition_desk
from kiosk.sync.downward.edition_desk import EditionDesk, EditionUnfit, NotBegun
from kiosk.sync.downward.edition_rows import MIGRATIONS, KeptEdition
from kiosk.sync.journal import journal as journal_module
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.downward.editions_wire import Edition, EditionMark
from kiosk.sync.wire.downward.signed_message import (
    Purpose,
    SignedMessage,
    machine_mark,
    signed,
)
from tests.sync.samples import KIOSK, HandClock, journal_in

KEY = Ed25519PrivateKey.generate()


class Taking:
    """Applies whatever it is told to, at once or after a trial."""

    tries = 2

    def __init__(self) -> None:
        self.replaced = False
        self.at_once, self.unfit, self.end = True, "", ""
        self.held: list[tuple[int, bytes]] = []
        self.begun: list[int] = []

    def apply(self, edition: KeptEdition) -> bool:
        if self.unfit:
            raise EditionUnfit(self.unfit)
        return self.at_once

    def begin(self, edition: KeptEdition) -> None:
        self.begun.append(edition.number)

    def outcome(self, edition: KeptEdition) -> str | None:
        if self.end == "not begun" or edition.number not in self.begun:
            raise NotBegun
        return None if self.end == "waits" else self.end

    def hold(self, number: int, content: bytes) -> None:
        self.held.append((number, content))


class Post:
    """A center that signs whatever a test wants."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        self.journal: Journal = journal_in(
            folder, HandClock(), (*journal_module.MIGRATIONS, *MIGRATIONS)
        )
        self.authority = authority
        self.trusted = [self.authority.certificate]
        self.mark = machine_mark(self.journal.keys.signing_public)
        self.applier, self.asked = Taking(), 0
        self.sent: Callable[[str, int], SignedMessage] = self.edition
        self.desk = self.anew()

    def anew(self) -> EditionDesk:
        """Return the desk as it is after a start."""

        async def fetch(kind: str, number: int) -> SignedMessage:
            self.asked += 1
            return self.sent(kind, number)

        one = {"notices": self.applier}
        return EditionDesk(self.journal, fetch, lambda: self.trusted, one)

    def edition(self, kind: str, number: int, **other: object) -> SignedMessage:
        """Return an edition as the center signs it, but for what a test wants."""
        told: dict[str, object] = {"kiosk": KIOSK, "machine": self.mark}
        told |= {"kind": kind, "number": number, "by": "desk1", "content": b"words"}
        told |= {"made": datetime(2026, 12, 1, tzinfo=UTC)}
        body = Edition(**(told | other))  # type: ignore[arg-type]
        return self.signed(msgspec.json.encode(body))

    def signed(
        self,
        body: bytes,
        key: Ed25519PrivateKey = KEY,
        purpose: Purpose = Purpose.EDITION,
    ) -> SignedMessage:
        paper = self.authority.issue_desk(KEY.public_key(), 400)
        pem = paper.public_bytes(Encoding.PEM).decode("ascii")
        return signed(key, pem, purpose, body)

    async def pulse(self, number: int = 5, kind: str = "notices") -> None:
        await self.desk.take([EditionMark(kind, number, 5)])

    @property
    def told(self) -> list[str]:
        found = []
        for entry in self.journal.entries():
            said = entry.payload
            found.append(f"{entry.kind} {said['number']} {said.get('why', '')}".strip())
        return found

    @property
    def places(self) -> tuple[list[int], list[int]]:
        applied, refused = self.desk.applied(), self.desk.refused()
        return [p.number for p in applied], [p.number for p in refused]


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> list[Authority]:
    """The center's authority and a stranger's."""
    folder = tmp_path_factory.mktemp("authorities")
    return [Authority.load_or_create(folder / name) for name in ("ours", "foreign")]


@pytest.fixture
def post(tmp_path: Path, authorities: list[Authority]) -> Post:
    return Post(tmp_path, authorities[0])


async def test_what_is_ours_is_applied_once_and_held_after_a_start(post: Post) -> None:
    await post.pulse()
    await post.pulse()
    await post.pulse(4)
    await post.pulse(9, "of tomorrow")
    assert post.asked == 1
    assert post.told == ["edition.applied 5"]
    assert post.places == ([5], [])
    post.anew().start()
    assert post.applier.held == [(5, b"words"), (5, b"words")]


async def test_what_a_newer_program_cannot_read_stops_no_start(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unfit(number: int, content: bytes) -> None:
        raise EditionUnfit("unreadable")

    await post.pulse()
    monkeypatch.setattr(post.applier, "hold", unfit)
    post.anew().start()
    assert post.places == ([5], [])


@pytest.mark.parametrize(
    ("why", "wrong"),
    [
        ("other_machine", {"kiosk": "other"}),
        ("other_machine", {"machine": bytes(32)}),
        ("other_kind", {"kind": "region"}),
        ("older", {"number": 4}),
        ("other_number", {"number": 6}),
    ],
)
async def test_what_is_not_ours_is_noted_once_and_the_true_one_taken_later(
    post: Post, why: str, wrong: dict[str, object]
) -> None:
    post.sent = lambda kind, number: post.edition(
        **({"kind": kind, "number": number} | wrong)  # type: ignore[arg-type]
    )
    await post.pulse()
    await post.pulse()
    assert post.asked == 1
    later(post)
    await post.pulse()
    assert post.asked == 2
    assert post.told == [f"edition.refused 5 {why}"]
    assert post.places == ([], [])
    post.sent = post.edition
    later(post)
    await post.pulse()
    assert post.places == ([5], [])


async def test_other_numbers_with_each_pulse_fill_no_journal(post: Post) -> None:
    good, post.trusted = post.trusted, []
    for number in range(5, 25):
        await post.pulse(number)
    assert post.told == ["edition.refused 5 unsigned"]
    post.trusted = good
    await post.pulse(30)
    assert post.places == ([30], []), "the true one is taken all the same"


def later(post: Post) -> None:
    clock = post.journal.time
    moved = clock.monotonic() + edition_desk.LATER_S + 1
    post.desk._noted.clear()
    post.desk._later = {k: v - moved for k, v in post.desk._later.items()}


async def test_who_may_not_sign_says_nothing(
    post: Post, authorities: list[Authority]
) -> None:
    body = post.edition("notices", 5).body
    good = post.signed(body)
    for wrong in (
        post.signed(body, Ed25519PrivateKey.generate()),
        post.signed(body, purpose=Purpose.ORDER),
        msgspec.structs.replace(good, body=body.replace(b"desk1", b"desk2")),
        msgspec.structs.replace(good, certificate="none"),
        post.signed(b"[1]"),
        post.signed(b"\xff"),
    ):
        post.sent = lambda kind, number, wrong=wrong: wrong  # type: ignore[misc]
        later(post)
        await post.pulse()
    post.trusted, post.sent = [authorities[1].certificate], post.edition
    later(post)
    await post.pulse()
    assert post.asked == 7
    assert post.places == ([], [])
    assert post.applier.held == []
    assert post.told == ["edition.refused 5 unsigned"]


async def test_a_trial_ends_well_or_not_and_is_begun_a_few_times_only(
    post: Post,
) -> None:
    post.applier.at_once, post.applier.end = False, "waits"
    await post.pulse()
    assert post.desk.trial == "notices"
    await post.pulse(6)
    assert post.asked == 1
    post.applier.end = ""
    post.desk.work()
    assert post.places == ([5], [])
    post.applier.end = "waits"
    await post.pulse(6)
    post.applier.end = "printer"
    post.desk.work()
    assert post.places == ([5], [6])
    post.applier.end = "not begun"
    await post.pulse(7)
    for _ in range(5):
        post.desk.work()
    assert post.applier.begun.count(7) == 2
    assert post.told == [
        "edition.applied 5",
        "edition.refused 6 printer",
        "edition.refused 7 restart",
    ]
    await post.pulse(7)
    assert post.asked == 3


async def test_a_newer_one_takes_the_place_of_what_may_be_replaced(post: Post) -> None:
    post.applier.at_once, post.applier.end = False, "waits"
    post.applier.replaced = True
    await post.pulse()
    await post.pulse(6)
    post.applier.end = ""
    post.desk.work()
    assert post.told == ["edition.refused 5 ended", "edition.applied 6"]
    post.desk.take_back("notices", "changed")
    post.desk.take_back("notices", "changed")
    assert post.places == ([6], [6])
    assert post.told[2:] == ["edition.refused 6 changed"]


async def test_a_center_that_is_away_is_asked_again(post: Post) -> None:
    def away(kind: str, number: int) -> SignedMessage:
        raise CenterError("away", Fault.CENTER_UNREACHABLE)

    post.sent = away
    await post.pulse()
    post.sent = post.edition
    await post.pulse()
    assert post.places == ([5], [])
    post.applier.unfit = "mistake"
    await post.pulse(6)
    await post.pulse(6)
    assert post.places == ([5], [6])
    assert post.asked == 3
