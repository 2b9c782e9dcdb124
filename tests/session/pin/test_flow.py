"""Changing the PIN, a locked card, and the issuer's keys: scripted people."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.card.card_port import SlotState
from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.keys.authentication import Algorithm
from kiosk.devices.card.keys.key_provider import CardIdentity, KeyName, KeyRefused
from kiosk.devices.card.keys.psam import PsamProvider
from kiosk.devices.card.protocol.pinpad import PinpadRefused
from kiosk.devices.virtual.card.chip import VirtualCard
from kiosk.devices.virtual.card.issuing import card_from_person
from kiosk.devices.virtual.card.strange_cards import STRANGE
from kiosk.devices.virtual.reader.virtual_psam import VirtualPsam
from kiosk.domain.applications import ActAnswer, NewPin, Reason
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.region.region_rules import PinRules
from kiosk.domain.secret import Pin
from kiosk.session.pages.everywhere import FaultPage, GuidePage
from kiosk.session.pages.page import Answer, Page, PinEntered, ServiceChosen, Tap
from kiosk.session.paper.pages import PreviewPage
from kiosk.session.pin.pages import (
    CenterTold,
    ChangePinPage,
    InitialPinPage,
    LastTryPage,
    PinChangedPage,
    PinPage,
    PinStep,
    UnlockPage,
)
from kiosk.session.visit.card_visit import card_visit
from kiosk.session.visit.pages import HomePage, MenuPage, TakeCardPage
from kiosk.settings.config import KeySettings, TimeLimits
from kiosk.settings.state.store_errors import StoreFull
from tests.session.hall import PIN, REGION, Hall, OneSlot, Scene, person, scene
from tests.session.scripted import ScriptedActs, refused

NEW = "907163"
CARD_3 = {"generation": 3}


class Person:
    """Types what a test says at each step, and touches OK on what only informs."""

    def __init__(self, pin: str = PIN, change: bool = True, **typed: str) -> None:
        self.pin, self.change = pin, change
        self.looked = change
        self._typed: dict[PinStep, Iterator[str]] = {
            PinStep.CURRENT: iter(typed.get("current", pin).split()),
            PinStep.NEW: iter(typed.get("new", NEW).split()),
            PinStep.AGAIN: iter(typed.get("again", NEW).split()),
        }

    def __call__(self, page: Page) -> Answer | None:
        match page:
            case PinPage():
                return PinEntered(Pin(self.pin))
            case ChangePinPage(step=step):
                typed = next(self._typed[step], "")
                return PinEntered(Pin(typed)) if typed else Tap.BACK
            case HomePage():
                chosen, self.change = self.change, False
                return ServiceChosen("pin_change") if chosen else self.look(page)
            case MenuPage():
                return Tap.BACK
            case TakeCardPage():
                return None
            case PreviewPage():
                return Tap.PRINT
            case Page():
                return Tap.OK

    def look(self, page: HomePage) -> Answer:
        """Look once at what can be done with the card, then leave."""
        looked, self.looked = self.looked, True
        there = "card_services" in page.services
        return ServiceChosen("card_services") if there and not looked else Tap.FINISH


def card_services(place: Scene) -> tuple[str, ...]:
    """Return what the menu of the card offered; nothing when there was none."""
    menus = [page for page in place.who.shown if isinstance(page, MenuPage)]
    return menus[0].services if menus else ()


def ruled(place: Scene, center_keys: bool = False, **rules: object) -> Scene:
    """Give the scene other PIN rules, and the center's key service."""
    values = {**msgspec.structs.asdict(REGION.pin), **rules}
    region = msgspec.structs.replace(REGION, pin=PinRules(**values))
    config = place.parts.config
    config = msgspec.structs.replace(config, keys=KeySettings(center=center_keys))
    place.parts = replace(place.parts, region=region, config=config)
    return place


def chip(folder: Path, **card: object) -> VirtualCard:
    return card_from_person(person(**card), folder)


async def run(place: Scene) -> list[str]:
    mind = place.who.mind

    def with_card(page: Page) -> Answer | None:
        if isinstance(page, TakeCardPage):
            asyncio.get_running_loop().call_soon(place.slot.become, SlotState.EMPTY)
        return mind(page)

    place.who.mind = with_card
    await place.visit(card_visit)
    assert place.slot.released == 1
    for _, payload in place.journal.events:
        assert PIN not in str(payload)
        assert NEW not in str(payload)
    return place.journal.kinds()


def mistakes(place: Scene) -> list[tuple[PinStep, str]]:
    pages = place.who.saw(ChangePinPage)
    return [(p.step, p.mistake) for p in pages if isinstance(p, ChangePinPage)]


def tries_of(card: VirtualCard, pin: str) -> str:
    card.reset()
    return card.answer(bytes.fromhex(f"0020000003{pin}")).hex()


# -- changing it ---------------------------------------------------------------


async def test_a_pin_is_changed(tmp_path: Path) -> None:
    card = chip(tmp_path)
    place = scene(tmp_path, Person(), card)
    kinds = await run(place)
    assert kinds == [
        "visit.begin",
        "card.state",
        "pin.ok",
        "card.pin_proof",
        "pin.change_begin",
        "pin.changed",
        "visit.end",
    ]
    assert len(place.who.saw(PinChangedPage)) == 1
    assert tries_of(card, PIN) == "63c5"
    assert tries_of(card, NEW) == "9000"


async def test_the_home_page_has_six_choices_at_most(tmp_path: Path) -> None:
    place = scene(tmp_path, Person(change=False))
    await run(place)
    home = place.who.saw(HomePage)[0]
    assert isinstance(home, HomePage)
    assert len(home.services) == 6
    assert "pin_change" in card_services(place)
    assert len(card_services(place)) <= 6


async def test_a_region_may_forbid_it(tmp_path: Path) -> None:
    place = ruled(scene(tmp_path, Person(change=False)), change_on_kiosk=False)
    await run(place)
    assert place.who.saw(HomePage)
    assert "pin_change" not in card_services(place)


async def test_weak_pins_are_refused_with_their_reason(tmp_path: Path) -> None:
    card = chip(tmp_path)
    weak = f"000000 123456 560307 070023 12345X {PIN} 482915 {NEW}"
    place = scene(tmp_path, Person(new=weak), card)
    ruled(place, initial="482915", initial_rule="fixed")
    await run(place)
    said = [mistake for step, mistake in mistakes(place) if step is PinStep.NEW]
    assert said == [
        *("", "all_equal", "run", "birth_date", "number_tail", "not_digits"),
        *("same_as_old", "initial"),
    ]
    assert tries_of(card, NEW) == "9000"


async def test_a_differing_second_entry_begins_anew(tmp_path: Path) -> None:
    card = chip(tmp_path)
    someone = Person(new=f"{NEW} {NEW}", again=f"907164 {NEW}")
    place = scene(tmp_path, someone, card)
    await run(place)
    assert (PinStep.NEW, "differs") in mistakes(place)
    assert tries_of(card, NEW) == "9000"


async def test_a_wrong_old_pin_is_counted_by_the_card(tmp_path: Path) -> None:
    card = chip(tmp_path)
    place = scene(tmp_path, Person(current=f"111222 12345X {PIN}"), card)
    kinds = await run(place)
    pages = [
        (p.attempts_remaining, p.mistake)
        for p in place.who.saw(ChangePinPage)
        if isinstance(p, ChangePinPage) and p.step is PinStep.CURRENT
    ]
    assert pages == [(6, ""), (5, "wrong"), (5, "not_digits")]
    assert kinds.count("pin.wrong") == 1
    assert "pin.changed" in kinds


async def test_the_last_try_is_asked_for_and_then_it_is_locked(tmp_path: Path) -> None:
    card = chip(tmp_path, tries=2)
    place = scene(tmp_path, Person(current="111222 111222"), card)
    kinds = await run(place)
    assert len(place.who.saw(LastTryPage)) == 1
    assert kinds[-3:] == ["pin.wrong", "pin.locked", "visit.end"]
    assert place.who.saw(GuidePage)
    assert tries_of(card, PIN) == "6983"


@pytest.mark.parametrize(
    "someone",
    [Person(current=""), Person(new=""), Person(again=""), Person(new="123456")],
)
async def test_going_back_changes_nothing(tmp_path: Path, someone: Person) -> None:
    card = chip(tmp_path)
    place = scene(tmp_path, someone, card)
    kinds = await run(place)
    assert "pin.changed" not in kinds
    assert len(place.who.saw(HomePage)) == 2
    assert tries_of(card, PIN) == "9000"


async def test_a_card_that_refuses_the_new_pin_is_asked_again(tmp_path: Path) -> None:
    card = chip(tmp_path)
    answer, refusals = card.answer, [b"\x6a\x80"]

    def once_refusing(command: bytes) -> bytes:
        if command[:2] == b"\x80\x5e" and refusals:
            return refusals.pop()
        return answer(command)

    card.answer = once_refusing  # type: ignore[method-assign]
    place = scene(tmp_path, Person(new=f"{NEW} {NEW}", again=f"{NEW} {NEW}"), card)
    kinds = await run(place)
    assert (PinStep.NEW, "card_refused") in mistakes(place)
    assert [k for k in kinds if k.startswith("pin.change")] == [
        "pin.change_begin",
        "pin.change_refused",
        "pin.change_begin",
        "pin.changed",
    ]


async def test_the_card_pulled_at_every_step_of_a_change(tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    whole = scene(tmp_path / "all", Person())
    await run(whole)
    assert whole.hall.steps > 20
    seen = set()
    for step in range(whole.hall.steps):
        folder = tmp_path / str(step)
        folder.mkdir()
        card = chip(folder)
        place = scene(folder, Person(), card, pull_at=step)
        kinds = await run(place)
        if "visit.begin" in kinds:
            assert kinds[-1] == "visit.end", (step, kinds)
        assert place.parts.dialog.insertion is None
        changed = tries_of(card, NEW) == "9000"
        assert tries_of(card, PIN) == ("63c5" if changed else "9000"), step
        told = {"pin.changed", "pin.change_unknown"} & set(kinds)
        assert bool(told) >= changed, (step, kinds)
        seen |= told
    assert seen == {"pin.changed", "pin.change_unknown"}


async def test_a_readers_own_keypad_leaves_no_pin_to_the_screen(
    tmp_path: Path,
) -> None:
    place = ruled(
        scene(tmp_path, Person(change=False)), initial=PIN, initial_rule="fixed"
    )
    place.slot.keypad = lambda chip, _: SocialSecurityCard(chip).verify_pin(Pin(PIN))
    await run(place)
    assert place.who.saw(HomePage)
    assert "pin_change" not in card_services(place)
    assert not place.who.saw(PinPage)
    assert not place.who.saw(InitialPinPage)


async def test_a_keypad_that_refuses_leaves_the_pin_to_the_screen(
    tmp_path: Path,
) -> None:
    place = scene(tmp_path, Person(change=False))

    def refuse(chip: object, entry: object) -> None:
        # The reader learnt it, and tells of no keypad any more.
        place.slot.keypad = None
        raise PinpadRefused("no keypad")

    place.slot.keypad = refuse
    kinds = await run(place)
    (asked,) = place.who.saw(PinPage)
    assert isinstance(asked, PinPage)
    assert asked.attempts_remaining == 6, "the card was asked what the attempt cost"
    assert "pin.ok" in kinds
    assert place.who.saw(HomePage)


# -- the initial PIN -----------------------------------------------------------


async def test_who_typed_the_initial_pin_is_advised(tmp_path: Path) -> None:
    card = chip(tmp_path)
    place = ruled(
        scene(tmp_path, Person(change=False), card), initial=PIN, initial_rule="fixed"
    )
    kinds = await run(place)
    assert len(place.who.saw(InitialPinPage)) == 1
    assert kinds[-5:-3] == ["pin.ok", "card.pin_proof"]
    assert kinds[-3:] == ["pin.change_begin", "pin.changed", "visit.end"]
    # It was typed a moment ago, so it is not asked for once more.
    assert [step for step, _ in mistakes(place)] == [PinStep.NEW, PinStep.AGAIN]
    assert tries_of(card, NEW) == "9000"


async def test_later_is_an_answer(tmp_path: Path) -> None:
    someone = Person(change=False)

    def later(page: Page) -> Answer | None:
        return Tap.BACK if isinstance(page, InitialPinPage) else someone(page)

    card = chip(tmp_path)
    place = ruled(scene(tmp_path, later, card), initial=PIN, initial_rule="fixed")
    await run(place)
    assert place.who.saw(HomePage)
    assert tries_of(card, PIN) == "9000"


async def test_where_it_cannot_be_changed_the_advice_says_so(tmp_path: Path) -> None:
    place = ruled(
        scene(tmp_path, Person(change=False)),
        initial=PIN,
        initial_rule="fixed",
        change_on_kiosk=False,
    )
    await run(place)
    advice = place.who.saw(InitialPinPage)[0]
    assert isinstance(advice, InitialPinPage)
    assert not advice.can_change
    assert not place.who.saw(ChangePinPage)


async def test_the_card_is_never_asked_about_the_initial_pin(tmp_path: Path) -> None:
    card = chip(tmp_path)
    answer, verified = card.answer, []

    def watched(command: bytes) -> bytes:
        if command[:2] == b"\x00\x20" and len(command) > 5:
            verified.append(command[5:].hex())
        return answer(command)

    card.answer = watched  # type: ignore[method-assign]
    place = ruled(
        scene(tmp_path, Person(change=False), card),
        initial="482915",
        initial_rule="fixed",
    )
    await run(place)
    assert not place.who.saw(InitialPinPage)
    assert verified == [PIN]


# -- a locked card -------------------------------------------------------------


def locked(folder: Path, **card: object) -> VirtualCard:
    made = chip(folder, tries=1, **card)
    made.answer(bytes.fromhex("0020000003111222"))
    return made


@pytest.mark.parametrize("generation", [2, 3])
async def test_a_released_card_gets_a_new_pin_here(
    tmp_path: Path, generation: int
) -> None:
    card = locked(tmp_path, generation=generation)
    place = scene(tmp_path, Person(change=False), card)
    ruled(place, center_keys=True, unlock_on_kiosk=True)
    place.center.released = True
    place.center.algorithm = Algorithm.SM4 if generation == 3 else Algorithm.DES
    kinds = await run(place)
    assert kinds[2:6] == [
        "pin.locked",
        "pin.unlock_begin",
        "pin.unlocked",
        "pin.ok",
    ]
    page = place.who.saw(PinChangedPage)[0]
    assert isinstance(page, PinChangedPage)
    assert page.unlocked
    assert place.who.saw(HomePage)
    assert tries_of(card, NEW) == "9000"


async def test_a_card_nobody_released_stays_locked(tmp_path: Path) -> None:
    card = locked(tmp_path)
    place = scene(tmp_path, Person(), card)
    ruled(place, center_keys=True, unlock_on_kiosk=True)
    kinds = await run(place)
    assert kinds[2:] == [
        "pin.locked",
        "pin.unlock_begin",
        "pin.unlock_refused",
        "visit.end",
    ]
    assert place.who.saw(GuidePage)
    assert tries_of(card, NEW) == "6983"


async def test_a_psam_alone_unlocks_nobody(tmp_path: Path) -> None:
    """Whoever found the card could ask for a new PIN; the PSAM cannot tell."""
    card = locked(tmp_path)
    place = ruled(scene(tmp_path, Person(), card), unlock_on_kiosk=True)
    with_psam(place)
    await run(place)
    assert not place.who.saw(UnlockPage)
    assert tries_of(card, NEW) == "6983"


@pytest.mark.parametrize(
    ("keys", "allowed"), [(True, False), (False, True), (False, False)]
)
async def test_without_leave_or_keys_the_page_says_where(
    tmp_path: Path, keys: bool, allowed: bool
) -> None:
    place = scene(tmp_path, Person(), locked(tmp_path))
    ruled(place, center_keys=keys, unlock_on_kiosk=allowed)
    place.center.released = True
    await run(place)
    assert not place.who.saw(UnlockPage)
    assert place.who.saw(GuidePage)


async def test_the_card_pulled_at_every_step_of_an_unlocking(tmp_path: Path) -> None:
    def prepared(folder: Path, pull_at: int | None) -> tuple[Scene, VirtualCard]:
        folder.mkdir()
        card = locked(folder)
        place = scene(folder, Person(change=False), card, pull_at=pull_at)
        place.center.released = True
        return ruled(place, center_keys=True, unlock_on_kiosk=True), card

    whole, _ = prepared(tmp_path / "all", None)
    await run(whole)
    for step in range(whole.hall.steps):
        place, card = prepared(tmp_path / str(step), step)
        kinds = await run(place)
        if "visit.begin" in kinds:
            assert kinds[-1] == "visit.end", (step, kinds)
        assert tries_of(card, NEW) in ("9000", "6983")


# -- the issuer's keys ---------------------------------------------------------


def with_psam(place: Scene) -> OneSlot:
    """Put a PSAM into a slot of its own."""
    slot = OneSlot(Hall(), VirtualPsam())
    slot.become(SlotState.CARD)
    provider = PsamProvider(slot, ("region", "card_id"))
    place.parts = replace(place.parts, psam=provider)
    return slot


def holder_name(place: Scene) -> str:
    home = place.who.saw(HomePage)[0]
    assert isinstance(home, HomePage)
    return home.holder


async def test_the_center_opens_a_third_generation_card(tmp_path: Path) -> None:
    place = scene(tmp_path, Person(change=False), chip(tmp_path, **CARD_3))
    place.center.algorithm = Algorithm.SM4
    await run(ruled(place, center_keys=True))
    assert holder_name(place) == "王**"


async def test_a_psam_opens_it_without_the_center(tmp_path: Path) -> None:
    place = scene(tmp_path, Person(change=False), chip(tmp_path, **CARD_3))
    place.center.fault = Fault.CENTER_UNREACHABLE
    with_psam(place)
    kinds = await run(place)
    assert "card.genuine" in kinds
    assert holder_name(place) == "王**"


@pytest.mark.parametrize("fault", [Fault.CENTER_UNREACHABLE, Fault.CENTER_TIMEOUT])
async def test_without_its_keys_the_name_stays_unknown(
    tmp_path: Path, fault: Fault
) -> None:
    place = scene(tmp_path, Person(change=False), chip(tmp_path, **CARD_3))
    place.center.fault = fault
    kinds = await run(ruled(place, center_keys=True))
    assert "holder.unknown" in kinds
    assert holder_name(place) == ""


async def test_a_slow_key_service_blocks_nobody(tmp_path: Path) -> None:
    times = TimeLimits(card_query=0.05, message=0.05)
    card = chip(tmp_path, **CARD_3)
    place = scene(tmp_path, Person(change=False), card, times=times)
    place.center.hangs = True
    kinds = await run(ruled(place, center_keys=True))
    assert "holder.unknown" in kinds
    assert holder_name(place) == ""


class Refusing:
    """A PSAM that has no key for anybody."""

    present = True

    async def external_authentication(
        self, card: CardIdentity, key: KeyName, challenge: bytes
    ) -> bytes:
        raise KeyRefused("PSAM, PSAM_LOAD_KEY: status word 6A88")

    async def internal_answer_is_right(
        self, card: CardIdentity, factor: bytes, original: bytes, answer: bytes
    ) -> bool:
        raise KeyRefused("PSAM, PSAM_LOAD_KEY: status word 6A88")

    async def pin_reload(
        self, card: CardIdentity, challenge: bytes, pin: Pin | None
    ) -> bytes:
        raise KeyRefused("PSAM, PSAM_LOAD_KEY: status word 6A88")


async def test_a_psam_without_the_key_ends_nothing(tmp_path: Path) -> None:
    place = scene(tmp_path, Person(change=False), chip(tmp_path, **CARD_3))
    place.center.fault = Fault.CENTER_UNREACHABLE
    place.parts = replace(place.parts, psam=Refusing())
    kinds = await run(place)
    assert "card.not_checked" in kinds
    assert "holder.unknown" in kinds
    assert place.who.saw(HomePage)


async def test_a_pulled_psam_is_no_pulled_card(tmp_path: Path) -> None:
    place = scene(tmp_path, Person(change=False), chip(tmp_path, **CARD_3))
    place.center.fault = Fault.CENTER_UNREACHABLE
    with_psam(place).fails = True
    kinds = await run(place)
    assert "card.not_checked" in kinds
    assert kinds[-1] == "visit.end"
    assert place.journal.events[-1][1]["reason"] == "finished"


@pytest.mark.parametrize("online", [True, False])
async def test_a_copied_card_is_refused_online_and_offline(
    tmp_path: Path, online: bool
) -> None:
    place = scene(tmp_path, Person())
    place.slot.card = STRANGE["clone"]()
    if not online:
        place.center.fault = Fault.CENTER_UNREACHABLE
        with_psam(place)
    kinds = await run(place)
    assert kinds[1:] == ["card.not_genuine", "visit.end", "visit.trouble"]
    fault_page = place.who.saw(FaultPage)[0]
    assert isinstance(fault_page, FaultPage)
    assert fault_page.fault is Fault.CARD_NOT_GENUINE
    assert not place.who.saw(PinPage)


async def test_a_card_without_any_key_is_no_genuine_one(tmp_path: Path) -> None:
    card = card_from_person(person(), tmp_path, keys={})
    place = scene(tmp_path, Person(), card)
    assert "card.not_genuine" in await run(place)


async def test_the_card_pulled_at_every_step_of_opening(tmp_path: Path) -> None:
    def prepared(folder: Path, pull_at: int | None) -> Scene:
        folder.mkdir()
        card = chip(folder, **CARD_3)
        place = scene(folder, Person(change=False), card, pull_at=pull_at)
        place.center.algorithm = Algorithm.SM4
        return ruled(place, center_keys=True)

    whole = prepared(tmp_path / "all", None)
    await run(whole)
    for step in range(whole.hall.steps):
        place = prepared(tmp_path / str(step), step)
        kinds = await run(place)
        if "visit.begin" in kinds:
            assert kinds[-1] == "visit.end", (step, kinds)
        assert place.parts.dialog.insertion is None


async def told(place: Scene) -> tuple[CenterTold, bool]:
    """Change the PIN; return what page and journal say of the center."""
    kinds = await run(place)
    page = place.who.saw(PinChangedPage)[0]
    assert isinstance(page, PinChangedPage)
    return page.center, "pin.center_not_told" not in kinds


async def test_a_session_that_ended_meanwhile_hides_no_new_pin(tmp_path: Path) -> None:
    place = scene(tmp_path, Person(), chip(tmp_path))
    acts = ScriptedActs([KioskError("ended", Fault.CENTER_PROOF)])
    place.parts = replace(place.parts, acts=acts)
    assert await told(place) == (CenterTold.TOLD, True)
    assert [asked[0] for asked in acts.asked] == ["pin", "pin"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (KioskError("away", Fault.CENTER_UNREACHABLE), CenterTold.AWAY),
        (refused(Reason.NOT_RECOGNISED), CenterTold.REFUSED),
        (StoreFull("scripted"), CenterTold.AWAY),
    ],
)
async def test_a_center_that_keeps_the_old_pin_is_said_to(
    tmp_path: Path, answer: ActAnswer | KioskError | StoreFull, said: CenterTold
) -> None:
    async def change_pin(token: str, new: NewPin) -> ActAnswer:
        if isinstance(answer, ActAnswer):
            return answer
        raise answer

    place = scene(tmp_path, Person(), chip(tmp_path))
    acts = ScriptedActs()
    acts.change_pin = change_pin  # type: ignore[method-assign]
    place.parts = replace(place.parts, acts=acts)
    assert await told(place) == (said, False)


@pytest.mark.parametrize(("room", "changed"), [(4, False), (5, True)])
async def test_a_full_disk_never_hides_a_changed_pin(
    tmp_path: Path, room: int, changed: bool
) -> None:
    """Before the card is touched it stops the change; after that the person is told."""
    place = scene(tmp_path, Person(), chip(tmp_path))
    place.journal.room = room
    await run(place)
    assert bool(place.who.saw(PinChangedPage)) is changed
    assert place.who.saw(FaultPage)
