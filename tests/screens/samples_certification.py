"""Samples of the pages of certifications, made of the demo's people."""

from datetime import UTC, date, datetime, timedelta, timezone

import msgspec

from kiosk.domain.applications import ActAnswer, ActState
from kiosk.domain.faults import Fault
from kiosk.domain.region.certification_rules import CertificationRules
from kiosk.domain.region.region import Region
from kiosk.domain.services.eligibility import (
    CertifiedBenefit,
    CertifiedBy,
    Eligibility,
    EligibilityState,
)
from kiosk.domain.services.face import FaceVerdict
from kiosk.session.certification.build import (
    certification_guide,
    certification_page,
    certified_page,
)
from kiosk.session.certification.pages import CertifyNotMadePage, FacePage
from kiosk.session.guides.pages import ReadPage
from kiosk.session.loss.pages import Act, ActUnknownPage
from kiosk.session.pages.page import Page
from tests.domain.answers import eligibility
from tests.domain.region.test_region_rules import region

CHINA = timezone(timedelta(hours=8))
HOTLINE = "12333"
CITY, SILENT = region("template"), region("ningbo")
TOLD = "luo-meizhen", "zhou-yuzhen", "dong-shouyi", "jin-fugui", "bai-changshou"
_STOPS = msgspec.structs.replace(
    CITY,
    certification=msgspec.structs.replace(
        CITY.certification, suspended_here=False, card_alone=False
    ),
)
ANSWER = ActAnswer(
    act="01944e5e7200742ebbe1877034d13f19",
    state=ActState.ACCEPTED,
    number="25011000007",
    decided=datetime(2025, 1, 10, 2, 4, tzinfo=UTC),
    card_number="X0*****19",
    certified=(
        Eligibility(
            benefit=CertifiedBenefit.PENSION,
            state=EligibilityState.VALID,
            last=date(2025, 1, 10),
            how=CertifiedBy.SELF,
            until=date(2026, 1, 31),
        ),
    ),
)


def with_card(city: Region) -> ReadPage:
    """Return the guide as it is read with a card in the slot."""
    return msgspec.structs.replace(certification_guide(city), card=True)


def presented() -> ActAnswer:
    """Return the answer to a card that was only shown, for all benefits there are."""
    shown = tuple(
        Eligibility(
            benefit=benefit,
            state=EligibilityState.CHECKING,
            until=date(2025, 1, 31),
            presented=date(2025, 1, 10),
        )
        for benefit in CertifiedBenefit
    )
    return msgspec.structs.replace(ANSWER, certified=shown)


def checking() -> Page:
    told = eligibility("zhou-yuzhen")
    shown = tuple(
        msgspec.structs.replace(
            each, state=EligibilityState.CHECKING, presented=told.today
        )
        for each in told.benefits
    )
    told = msgspec.structs.replace(told, benefits=shown)
    return certification_page(told, _STOPS, CHINA)


CERTIFICATIONS: dict[str, Page] = {
    **{
        f"certification-{key}": certification_page(eligibility(key), _STOPS, CHINA)
        for key in TOLD
    },
    "certification-asks": certification_page(eligibility("jin-fugui"), SILENT, CHINA),
    "certification-checking": checking(),
    "certification-none": certification_page(eligibility("wang-xiulan"), CITY, CHINA),
    "read-certification": with_card(CITY),
    "read-certification-silent": with_card(
        msgspec.structs.replace(CITY, certification=CertificationRules())
    ),
    "face": FacePage(),
    **{
        f"face-{verdict}": FacePage(verdict)
        for verdict in FaceVerdict
        if verdict is not FaceVerdict.PASSED
    },
    "certified": certified_page(ANSWER, CITY, CHINA, True),
    "certified-already": certified_page(
        msgspec.structs.replace(ANSWER, state=ActState.ALREADY), CITY, CHINA, False
    ),
    "certified-presented": certified_page(presented(), CITY, CHINA, True),
    "certify_not_made": CertifyNotMadePage(Fault.CENTER_UNREACHABLE, HOTLINE),
    "act_unknown-certify": ActUnknownPage(
        Act.CERTIFY, Fault.CENTER_TIMEOUT, HOTLINE, True
    ),
}
