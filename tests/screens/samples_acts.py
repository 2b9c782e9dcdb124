"""Samples of the pages for loss reports, other acts and services without a card."""

from datetime import date, datetime

from msgspec.structs import replace

from kiosk.domain.applications import ContactField, Reason
from kiosk.domain.faults import Fault
from kiosk.domain.own_records import CardProgress, CardStep
from kiosk.domain.records import CardState
from kiosk.domain.region.places import GUIDE_GROUPS
from kiosk.session.contact.pages import ContactReviewPage
from kiosk.session.guides.pages import (
    ListItem,
    ListPage,
    MapSpot,
    ReadPage,
    ReadSection,
    Way,
)
from kiosk.session.loss.pages import (
    Act,
    ActDonePage,
    ActRefusedPage,
    ActUnknownPage,
    IdCardPage,
    LossConfirmPage,
    LossDonePage,
    LossImpossiblePage,
    LossWaitingPage,
    LostCardPage,
    NextStep,
    NumberKind,
    NumberPage,
    ProgressPage,
    ServicePinPage,
    WithdrawalWaitingPage,
)
from kiosk.session.pages.everywhere import (
    AttractPage,
    FaultPage,
    PrintedPage,
    PrintEnd,
    StillTherePage,
)
from kiosk.session.pages.page import Page

HOTLINE = "12333"
HOLDER = "990101********0023"
TODAY = date(2024, 12, 31)
NOON = datetime(2024, 12, 31, 12, 0, 30)
END = datetime(2025, 1, 15, 12, 0, 30)
CODE = "https://shebao.example.invalid/kiosk/verify/" + "AZaK4uMx" * 20
"""As long as a real one; signed by nobody."""
LINES = ("12333", "000-1234567")
BANK_NOTE = "银行账户不会一起挂失，请另外拨打发卡银行的客服电话。"
ERRANDS = (
    *("loss", "release", "formal_loss", "replacement", "enabling", "pin_reset"),
    *("data_change", "cancel", "application", "bank_change"),
)
DISTRICTS = tuple(
    ListItem(f"云川第{n}区", f"云川第{n}区", "云川市人民路 100 号政务服务中心二楼")
    for n in range(1, 17)
)


def confirm(**changed: object) -> LossConfirmPage:
    """Return the question before a report, with some things changed."""
    values: dict[str, object] = {
        "act": Act.LOSS,
        "holder": HOLDER,
        "covers": "social",
        "bank_note": BANK_NOTE,
        "banks": (),
        "days": None,
        "until": None,
        "releases_itself": False,
        "undo_minutes": 10,
        "online": True,
        "hotlines": LINES,
        "kind": "临时挂失",
    }
    return LossConfirmPage(**(values | changed))  # type: ignore[arg-type]


STEPS = (
    NextStep(
        "replacement",
        ("发卡合作银行服务网点",),
        ("本人有效身份证件原件",),
        ("线上4个工作日内（不含邮寄），即时制卡网点约10分钟", "不收费"),
    ),
    NextStep("release", (), (), ()),
)


def done(**changed: object) -> LossDonePage:
    """Return a report that holds, with some things changed."""
    values: dict[str, object] = {
        "act": Act.LOSS,
        "already": False,
        "number": "L24-0731",
        "holder": HOLDER,
        "card_number": "X0*****19",
        "since": NOON,
        "until": END,
        "undo_until": datetime(2024, 12, 31, 12, 10, 30),
        "undo_minutes": 10,
        "covers": "social_and_bank",
        "bank_note": "银行功能会一起暂停，暂停多久由发卡银行规定。",
        "releases_itself": True,
        "next_steps": STEPS,
        "hotline": HOTLINE,
        "can_print": True,
        "kind": "临时挂失",
    }
    return LossDonePage(**(values | changed))  # type: ignore[arg-type]


def refused(reason: Reason, act: Act = Act.LOSS) -> ActRefusedPage:
    """Return one refusal."""
    again = reason in (Reason.NOT_RECOGNISED, Reason.UNREADABLE, Reason.INVALID)
    minutes = 16 if reason is Reason.LOCKED else 0
    page = ActRefusedPage(
        *(act, reason, HOTLINE, "正常工作时间", minutes, again, reason != "locked")
    )
    if reason is Reason.SUSPENDED:
        where, needs = ("任一社保经办网点",), ("有效身份证件原件", "社保卡")
        return replace(page, act=Act.CERTIFY, where=where, needs=needs)
    return page


def finished(act: Act, *changes: tuple[ContactField, str]) -> ActDonePage:
    """Return another act that was done."""
    card = act in (Act.RELEASE, Act.CONTACT)
    return ActDonePage(
        *(act, False, "U24-0009", "X0*****19", NOON, changes, True), card=card
    )


OFFICE = ReadPage(
    kind="office",
    topic="",
    title="云川第三区",
    sections=(
        ReadSection("address", ("云川市人民路 100 号政务服务中心二楼",)),
        ReadSection("phone", ("000-1234567",)),
    ),
    hotline=HOTLINE,
    as_of=("2015-05",),
    code="云川市　云川第三区\n云川市人民路 100 号政务服务中心二楼\n000-1234567",
    can_print=True,
)
NEAR_DISTRICTS = tuple(
    replace(item, metres=metres)
    for item, metres in zip(DISTRICTS, (420, 1234, 9600, None, None), strict=False)
)
NEAR_OFFICE = replace(
    OFFICE,
    sections=(
        OFFICE.sections[0],
        ReadSection("distance", (), ways=(Way(1234, "north_east"),)),
        ReadSection("hours", ("工作日 9:00—17:00",)),
        OFFICE.sections[1],
    ),
    map=(
        MapSpot(950, 788, True),
        MapSpot(-700, 400, False),
        MapSpot(1500, -300, False),
        MapSpot(9000, 9000, False),
    ),
)
GUIDE = ReadPage(
    kind="guide",
    topic="",
    title="卡丢了怎么办",
    sections=(
        ReadSection(
            "",
            (
                "社保功能：打 12333 自助挂失，24 小时都行。",
                "银行功能：另外拨打发卡银行的客服电话。",
                "找到了：带身份证件原件和社保卡，到就近经办机构解除挂失。",
                "找不到：带身份证件原件，到就近经办机构补卡。",
            ),
        ),
    ),
    hotline=HOTLINE,
    as_of=("2015-05", "2016-06"),
    can_print=True,
)
ERRAND = ReadPage(
    kind="errand",
    topic="replacement",
    title="",
    sections=(
        ReadSection("where", ("发卡合作银行服务网点",)),
        ReadSection("needs", ("本人有效身份证件原件", "卡损坏的，带上损坏的社保卡")),
        ReadSection("time", ("线上 4 个工作日（不含邮寄），即时制卡网点约 10 分钟",)),
        ReadSection("fee", ("不收费",)),
        ReadSection(
            "notes",
            (
                "区、街网点不办理补卡换卡。",
                "改了姓名或身份证号，先改业务信息，再换新卡。",
            ),
        ),
        ReadSection("online", ("市人力资源和社会保障局官网", "云川人社 APP")),
    ),
    hotline=HOTLINE,
    can_print=True,
)
UNKNOWN = ReadPage(
    kind="errand",
    topic="cancel",
    title="",
    sections=(ReadSection("where", ()),),
    hotline=HOTLINE,
    as_of=None,
)


def instead(page: PrintedPage) -> PrintedPage:
    """Return a page with what stands on it where there is no paper to hold."""
    return replace(page, receipt="5F0A1C3E-103000", code=CODE)


ACTS: dict[str, Page] = {
    "attract-all": AttractPage(
        "云川市政务服务中心",
        "云川市",
        HOTLINE,
        ("000-12345", "000-67890"),
        None,
        True,
        loss_here=True,
        hours="工作日 9 点到 17 点",
        notice="本周六上午自助区停电检修，请到二楼窗口办理。",
    ),
    "list-errands": ListPage("errands", tuple(map(ListItem, ERRANDS))),
    "list-districts": ListPage("districts", DISTRICTS),
    "list-districts-near": ListPage("districts", NEAR_DISTRICTS),
    "list-identify": ListPage("identify", (ListItem("id_card"), ListItem("number"))),
    "list-loss": ListPage("loss", (ListItem("loss"), ListItem("formal_loss"))),
    "list-losses": ListPage("losses", (ListItem("report"), ListItem("withdraw"))),
    "list-more": ListPage(
        "more", tuple(map(ListItem, ("offices", "progress", "guides")))
    ),
    "list-places": ListPage("places", (ListItem("offices"), ListItem("banks"))),
    "list-help": ListPage("help", (ListItem("errands"), ListItem("questions"))),
    "list-contact": ListPage(
        "contact",
        tuple(map(ListItem, ("mobile", "phone", "address", "postcode"))),
        card=True,
    ),
    "list-groups": ListPage("groups", tuple(map(ListItem, GUIDE_GROUPS))),
    "list-questions": ListPage(
        "questions",
        (
            ListItem("a", "社保卡有什么用"),
            ListItem("b", "两个密码分别管什么"),
            ListItem("c", "银行账户怎么激活"),
        ),
    ),
    "read-office": OFFICE,
    "read-office-map": NEAR_OFFICE,
    "read-guide": GUIDE,
    "read-errand": ERRAND,
    "read-unknown": UNKNOWN,
    "number": NumberPage(Act.LOSS, NumberKind.SOCIAL, TODAY),
    "number-mobile": NumberPage(Act.CONTACT, NumberKind.MOBILE, TODAY, card=True),
    "number-differs": NumberPage(
        Act.CONTACT, NumberKind.PHONE, TODAY, differs=True, card=True
    ),
    "number-again": NumberPage(
        Act.CONTACT, NumberKind.POSTCODE, TODAY, again=True, card=True
    ),
    "service_pin": ServicePinPage(Act.LOSS, "社会保障卡社保功能密码", 6, HOLDER),
    "id_card": IdCardPage(Act.LOSS),
    "id_card-failed": IdCardPage(Act.PROGRESS, failed=True),
    "loss_confirm": confirm(),
    "loss_confirm-days": confirm(
        covers="social_and_bank",
        bank_note="银行功能会一起暂停，暂停多久由发卡银行规定，不受 15 天限制。",
        days=15,
        until=END,
        releases_itself=True,
    ),
    "loss_confirm-unknown": confirm(
        covers="",
        bank_note="",
        banks=(("云川银行", "000-95000"), ("青山农村商业银行", "000-96000")),
        undo_minutes=0,
    ),
    "loss_confirm-offline": confirm(undo_minutes=0, online=False),
    "loss_done": done(),
    "loss_done-plain": done(
        number="L24-0732",
        until=None,
        undo_until=None,
        undo_minutes=0,
        covers="social",
        bank_note="",
        releases_itself=False,
        can_print=False,
    ),
    "loss_done-already": done(already=True, undo_until=None, undo_minutes=0),
    "loss_waiting": LossWaitingPage(
        Act.LOSS, HOLDER, "5E3A-09C1-77F0", NOON, LINES, "24 小时", True
    ),
    "loss_waiting-plain": LossWaitingPage(
        Act.LOSS, HOLDER, "5E3A-09C1-77F0", NOON, (HOTLINE,), "", False
    ),
    "withdrawal_waiting": WithdrawalWaitingPage(
        HOLDER, "5E3A-09C1-77F0", NOON, HOTLINE, True
    ),
    "loss_impossible": LossImpossiblePage(Fault.CENTER_UNREACHABLE, LINES, "24 小时"),
    **{f"act_refused-{reason}": refused(reason) for reason in Reason},
    "act_refused-too_late-withdraw": refused(Reason.TOO_LATE, Act.WITHDRAW),
    "act_refused-progress": refused(Reason.NOT_RECOGNISED, Act.PROGRESS),
    "act_refused-locked-id_card": replace(refused(Reason.LOCKED), id_card=True),
    "act_done": finished(Act.UNDO),
    "act_done-withdraw": finished(Act.WITHDRAW),
    "act_done-release": finished(Act.RELEASE),
    "act_done-contact": finished(Act.CONTACT, ("mobile", "19900000000")),
    "act_unknown": ActUnknownPage(Act.UNDO, Fault.CENTER_TIMEOUT, HOTLINE),
    "act_unknown-progress": ActUnknownPage(
        Act.PROGRESS, Fault.CENTER_UNREACHABLE, HOTLINE
    ),
    "act_unknown-card": ActUnknownPage(
        Act.CONTACT, Fault.CENTER_BAD_ANSWER, HOTLINE, True
    ),
    "lost_card": LostCardPage(
        CardState.TEMPORARY_LOSS,
        True,
        ("就近社保卡经办机构",),
        ("有效身份证件原件", "社保卡"),
        ("请人代办，要带双方的有效身份证件原件。",),
        ("2015-05",),
        HOTLINE,
        True,
        date(2031, 5, 1),
    ),
    "lost_card-formal": LostCardPage(
        CardState.LOSS, False, (), (), (), (), HOTLINE, False
    ),
    **{
        f"lost_card-{state}": LostCardPage(
            state, False, (), ("居民身份证",), (), (), HOTLINE, True
        )
        for state in (CardState.CANCELLED, CardState.CANCELLED_AFTER_LOSS)
    },
    "contact_review": ContactReviewPage("mobile", "19900000000"),
    "progress": ProgressPage(
        f"王** {HOLDER}",
        CardState.MAKING,
        (
            CardProgress(CardStep.APPLIED, date(2024, 12, 1)),
            CardProgress(CardStep.BANK_OPENED, date(2024, 12, 9)),
            CardProgress(CardStep.MADE, None),
        ),
        HOTLINE,
        True,
    ),
    "progress-none": ProgressPage(f"王** {HOLDER}", None, (), HOTLINE, False),
    "still_there-no-card": StillTherePage(17, card=False),
    "printed-no-card": PrintedPage(PrintEnd.SURE, card=False),
    "printed-broken-holds": instead(
        PrintedPage(
            *(PrintEnd.BROKEN, Fault.PRINTER_SILENT, False, "accepted", "L24-0731")
        )
    ),
    "trouble-no-card": FaultPage(Fault.STORE_BROKEN, HOTLINE, remove_card=False),
}
