"""Samples of what proves a change, of a card's enabling, and of a new card."""

from msgspec.structs import replace

from kiosk.domain.applications import Reason
from kiosk.domain.faults import Fault
from kiosk.domain.own_records import CardProgress, CardStep
from kiosk.domain.records import CardState
from kiosk.session.contact.pages import ContactReviewPage
from kiosk.session.guides.new_card import new_card_page
from kiosk.session.guides.pages import ListItem, ListPage
from kiosk.session.loss.pages import (
    Act,
    NumberKind,
    NumberPage,
    ProgressPage,
    ReplacementPage,
)
from kiosk.session.pages.everywhere import GuidePage
from kiosk.session.pages.page import Page
from tests.domain.region.test_region_rules import region
from tests.screens.samples_acts import HOLDER, HOTLINE, TODAY, done, finished, refused

OFFICES = (
    "人民路 100 号政务中心\u30000000-5550001\u30009:00—17:00\u3000直线约 1.2 公里",
    "和平路 8 号\u3000直线约 3.4 公里",
)
"""As the kiosk makes them of a region's offices."""
CODE = "卡找不到了：补新卡\n到云川市社保卡服务中心。带有效身份证件原件。\n" + "\n".join(
    OFFICES
)
WHERE = ("云川市社保卡服务中心", "掌上12333（网上启用）")
NEEDS = ("有效身份证件原件", "社保卡")

ERRAND_SAMPLES: dict[str, Page] = {
    "number-code": NumberPage(
        Act.CONTACT, NumberKind.CODE, TODAY, card=True, sent_to="199****0000"
    ),
    "contact_review-old": ContactReviewPage("mobile", "19900000000", "198****4321"),
    "list-contact_proof": ListPage(
        "contact_proof",
        tuple(
            map(ListItem, ("card_and_id_card", "code_to_old_number", "office")),
        ),
        card=True,
    ),
    "act_refused-wrong-code": replace(
        refused(Reason.WRONG_CODE, Act.CONTACT), can_retry=True, card=True
    ),
    "act_refused-in-use": replace(
        refused(Reason.IN_USE, Act.CONTACT), can_retry=True, card=True
    ),
    "act_refused-code-locked": replace(
        refused(Reason.LOCKED, Act.CONTACT_CODE), card=True
    ),
    "act_refused-progress-pin": replace(
        refused(Reason.NOT_RECOGNISED, Act.PROGRESS), by_pin=True
    ),
    "act_done-enabling": replace(finished(Act.ENABLING), card=True),
    "act_done-replacement": replace(
        finished(Act.REPLACEMENT),
        terms=(
            *(("term", "10 个工作日"), ("fee", "20 元，领卡时交")),
            *(("collect", "云川市社保卡服务中心"), ("bring", "有效身份证件原件")),
        ),
    ),
    "replacement": ReplacementPage(
        HOLDER,
        (
            *(("term", "10 个工作日"), ("fee", "20 元，领卡时交")),
            *(("collect", "云川市社保卡服务中心"), ("bring", "有效身份证件原件")),
        ),
        (),
    ),
    "guide-enable-here": GuidePage(
        *(Fault.CARD_NOT_ENABLED, WHERE, NEEDS, HOTLINE, "2024-06"),
        can_enable=True,
        more=True,
    ),
    "guide-enable-elsewhere": GuidePage(
        *(Fault.CARD_NOT_ENABLED, WHERE, NEEDS, HOTLINE, "2024-06"), more=True
    ),
    "read-new-card": replace(new_card_page(region("example")), can_print=True),
    "loss_done-offices": done(offices=OFFICES, code=CODE),
    "progress-term": ProgressPage(
        *(f"王** {HOLDER}", CardState.MAKING),
        (CardProgress(CardStep.APPLIED, TODAY), CardProgress(CardStep.MADE, TODAY)),
        *(HOTLINE, True),
        term=("申请以后 30 天内做好", "急用请到快速发卡网点"),
    ),
}
