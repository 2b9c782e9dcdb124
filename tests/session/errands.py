"""A machine and people for errands without a card, and for acts with one."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from kiosk.devices.idcard.idcard_port import IdCard, IdReaderFault
from kiosk.domain.region.errand_rules import ContactRules
from kiosk.domain.region.places import Bank, Guide, Office, RegionName
from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import (
    Channel,
    FeeRules,
    Hotlines,
    LossRules,
    PinRules,
    Procedure,
)
from kiosk.domain.secret import Pin
from kiosk.session.guides.pages import ReadPage
from kiosk.session.loss.pages import (
    ActDonePage,
    ActRefusedPage,
    ActUnknownPage,
    IdCardPage,
    LossConfirmPage,
    LossDonePage,
    LossImpossiblePage,
    LossWaitingPage,
    NumberPage,
    ProgressPage,
    ServicePinPage,
    WithdrawalWaitingPage,
)
from kiosk.session.pages.everywhere import FaultPage, PrintedPage
from kiosk.session.pages.page import Answer, NumberEntered, Page, PinEntered, Tap
from kiosk.session.paper.pages import PreviewPage
from kiosk.session.visit.idle import serve_people
from kiosk.session.visit.no_card import errand_without_card
from kiosk.settings.config import TimeLimits
from tests.session.hall import Mind, Scene, scene
from tests.session.scripted import ScriptedActs

NUMBER = "990101195603070029"
"""An invented number with its right check character."""
PIN = "739156"
RULES = LossRules(
    kiosk=True,
    without_card=True,
    temporary_days=15,
    releases_itself=True,
    covers="social",
    bank_note="银行功能请找银行。",
    undo_minutes=10,
    channels=(Channel("电话", "12333", "24小时"),),
    agent="可以请人代办。",
    agent_needs=("双方证件",),
    source="资料",
    as_of=("2015-05",),
)
REGION = Region(
    region=RegionName("testland", "测试市", "测试省"),
    hotlines=Hotlines(consultation="12333", loss=("12333", "87290000"), hours="24小时"),
    pin=PinRules(kind="社保功能密码"),
    loss=RULES,
    contact=ContactRules(kiosk=True, fields=("mobile", "phone", "address")),
    fees=FeeRules(replacement=25),
    procedures={
        "release": Procedure(
            kiosk=True, where=("经办机构",), needs=("证件",), source="资料"
        ),
        "replacement": Procedure(where=("经办机构",), source="资料"),
        "data_change": Procedure(kiosk=True, where=("经办机构",), source="资料"),
    },
    banks=(Bank("甲银行", "95000"), Bank("乙银行")),
    offices=(
        Office("甲区", ("甲路1号",), ("1111111",)),
        Office("乙区", ("乙路2号", "丙路3号")),
    ),
    guides=(Guide("loss", "卡丢了怎么办", ("打电话。",), "资料"),),
)
_ENDS = (
    *(LossDonePage, LossWaitingPage, LossImpossiblePage, WithdrawalWaitingPage),
    *(ActDonePage, ActRefusedPage, ActUnknownPage, ProgressPage),
)
HASTY = TimeLimits(
    idle=0.05, idle_pin=0.05, idle_reading=0.05, idle_answer=0.5, message=0.05
)
"""Nobody is waited for, and no second is counted down."""


def region(**changed: object) -> Region:
    """Return the region with some tables changed."""
    return msgspec.structs.replace(REGION, **changed)


def loss(**changed: object) -> LossRules:
    """Return the rules for a loss with some of them changed."""
    return msgspec.structs.replace(RULES, **changed)


@dataclass
class OneIdReader:
    """A reader that gives these cards or troubles, then waits for ever."""

    cards: list[IdCard | IdReaderFault] = field(default_factory=list)

    async def read(self) -> IdCard:
        await asyncio.sleep(0)
        if not self.cards:
            await asyncio.Event().wait()
        card = self.cards.pop(0)
        if isinstance(card, IdReaderFault):
            raise card
        return card

    def close(self) -> None:
        pass


@dataclass
class Kiosk:
    """One machine with one person, and the desk for acts that a test scripts."""

    place: Scene
    acts: ScriptedActs

    async def errand(self, service: str) -> None:
        """Run one errand to its end."""
        async with asyncio.timeout(60):
            await errand_without_card(self.place.parts, service)

    async def serve(self, until: Callable[[], bool]) -> None:
        """Run the default flow until something is so."""
        task = asyncio.ensure_future(serve_people(self.place.parts))
        try:
            async with asyncio.timeout(60):
                while not until():
                    await asyncio.sleep(0.005)
                    assert not task.done(), "the default flow must never end"
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    @property
    def reasons(self) -> list[object]:
        """Return how visits and errands ended."""
        events = self.place.journal.events
        return [event["reason"] for kind, event in events if kind == "visit.end"]


def kiosk(
    folder: Path,
    mind: Mind,
    rules: Region = REGION,
    reader: OneIdReader | None = None,
    times: TimeLimits | None = None,
    online: bool | None = True,
) -> Kiosk:
    """Build a machine; call it inside a running loop."""
    place = scene(folder, mind, times=times)
    place.parts = replace(place.parts, region=rules, id_reader=reader)
    place.parts.uploader.online = online  # type: ignore[misc]
    acts = place.parts.acts
    assert isinstance(acts, ScriptedActs)
    return Kiosk(place, acts)


def person(then: Mind | None = None, number: str = NUMBER, pin: str = PIN) -> Mind:
    """Return somebody who reports a loss, takes the paper and goes."""
    printed = False

    def mind(page: Page) -> Answer | None:
        nonlocal printed
        chosen = then(page) if then is not None else None
        if chosen is not None:
            return chosen
        match page:
            case NumberPage():
                return NumberEntered(number)
            case ServicePinPage():
                return PinEntered(Pin(pin))
            case LossConfirmPage() | PrintedPage() | FaultPage():
                return Tap.OK
            case PreviewPage():
                return Tap.PRINT
            case IdCardPage(failed=True):
                return Tap.RETRY
            case ReadPage():
                return Tap.BACK
        if isinstance(page, _ENDS):
            paper = getattr(page, "can_print", False) and not printed
            printed = True
            return Tap.PRINT if paper else Tap.FINISH
        return None

    return mind


def first(kind: type[Page], answer: Answer) -> Mind:
    """Return somebody who gives this answer to the first page of a kind."""
    given = False

    def mind(page: Page) -> Answer | None:
        nonlocal given
        if given or not isinstance(page, kind):
            return None
        given = True
        return answer

    return mind
