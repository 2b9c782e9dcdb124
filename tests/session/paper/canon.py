"""One receipt of every kind, always the same: what `tests/data/receipts` holds.

The people do not exist; the kiosk's key and its clock stand still.
"""

import asyncio
import tempfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.devices.printer.typesetting.receipt_elements import (
    Element,
    Receipt,
    ReceiptField,
    TextLine,
)
from kiosk.domain.applications import ActId
from kiosk.domain.records import HolderData, IssuerData
from kiosk.session.certification.pages import CertifiedPage
from kiosk.session.certification.receipt import certified_receipt
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.guides.pages import ReadPage
from kiosk.session.guides.receipt import reading_receipt
from kiosk.session.loss import receipt as acts
from kiosk.session.loss.pages import (
    ActDonePage,
    ActRefusedPage,
    LossDonePage,
    LossWaitingPage,
    LostCardPage,
    ProgressPage,
    WithdrawalWaitingPage,
)
from kiosk.session.pages.page import Page
from kiosk.session.pages.record import RecordPage
from kiosk.session.paper.receipt_frame import build_receipt
from kiosk.session.paper.record_receipt import record_receipt
from kiosk.session.pin.pages import PinChangedPage
from kiosk.session.pin.receipt import pin_receipt
from kiosk.session.registration.pages import RegistrationPage
from kiosk.session.registration.receipt import registration_receipt
from kiosk.session.staff.parts.test_page import diagnostic_receipt
from kiosk.sync.wire.receipt_codes import ReceiptCodes
from tests.devices.printer.conftest import profile
from tests.screens.samples_acts import ACTS
from tests.screens.samples_certification import CERTIFICATIONS
from tests.screens.samples_errands import ERRAND_SAMPLES
from tests.screens.samples_money import MIXED, MONEY, year
from tests.screens.samples_pins import PINS
from tests.screens.samples_registration import REGISTRATION
from tests.screens.samples_rights import RIGHTS
from tests.screens.samples_work import WORK
from tests.session.hall import scene

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC_URL = "https://shebao.example.invalid/kiosk"
PAGES: dict[str, Page] = {
    **ERRAND_SAMPLES,
    **RIGHTS,
    **MONEY,
    **ACTS,
    **PINS,
    **REGISTRATION,
    **CERTIFICATIONS,
    **WORK,
    "contributions-marks": year(*MIXED),
}
FOLDER = Path(__file__).resolve().parents[2] / "data" / "receipts"
PAPERS = ("generic-80mm", "generic-58mm")
KINDS = (
    *("contributions", "contributions-marks", "contribution_years", "statement"),
    *(
        "pension_account",
        "medical_account",
        "visits",
        "visit-inpatient",
        "benefit-pension",
    ),
    *("person", "rights_statement", "participation", "read-office", "read-guide"),
    *("read-errand", "loss_done", "loss_waiting", "act_refused-locked", "act_done"),
    *("withdrawal_waiting", "act_done-withdraw", "act_done-contact"),
    *("progress", "lost_card", "pin_changed", "registration", "registration-one"),
    *("certification-dong-shouyi", "certified", "certified-presented"),
    *("progress-term", "loss_done-offices", "act_done-enabling"),
    *("act_done-replacement", "read-new-card"),
    *("unemployed-missed", "act_done-sign_in", "vacancy-doubt"),
)
RARE = ("José Đặng", "ئابدۇرېھىم تۇرسۇن", "བཀྲ་ཤིས", "𠮷㼆\U0002ebf0", "阿依∙古丽")


def visit_of(folder: Path) -> CardSession:
    """Return a visit whose kiosk signs with a key that is always the same."""
    place = scene(folder, lambda _: None)
    parts = replace(place.parts, codes=ReceiptCodes("TEST-1", KEY.sign, PUBLIC_URL))
    issuer = IssuerData(card_number="X00000019")
    holder = HolderData(name="王秀兰", number="990101195603070023")
    pin = None
    return CardSession(parts, 1, issuer, holder, pin, id="5f0a1c3e" + "0" * 24)  # type: ignore[arg-type]


def receipt_of(visit: CardSession, page: Page) -> Receipt:
    """Return the paper of a page, as its flow makes it."""
    act: ActId = "a" * 32
    match page:
        case RecordPage():
            return record_receipt(visit, page)
        case ReadPage():
            return reading_receipt(visit, page)
        case LossDonePage():
            return acts.loss_receipt(visit, page, act)
        case LossWaitingPage():
            return acts.waiting_receipt(visit, page, act)
        case WithdrawalWaitingPage():
            return acts.withdrawal_receipt(visit, page, act)
        case ActRefusedPage():
            return acts.refused_receipt(visit, page)
        case ActDonePage():
            return acts.done_receipt(visit, page, act)
        case ProgressPage():
            return acts.progress_receipt(visit, page)
        case LostCardPage():
            return acts.lost_card_receipt(visit, page)
        case CertifiedPage():
            return certified_receipt(visit, page, act)
        case PinChangedPage():
            return pin_receipt(visit, page)
        case RegistrationPage():
            return registration_receipt(visit, page)
    raise AssertionError(f"no paper is known for {page.name}")


def _rare(visit: CardSession) -> Receipt:
    fields = tuple(ReceiptField("姓名", name) for name in RARE)
    body: tuple[Element, ...] = (TextLine(RARE[0]), *fields)
    return build_receipt(visit, "person", "特殊姓名", body)


@lru_cache(maxsize=2)
def receipts(paper: str) -> dict[str, Receipt]:
    """Return all of them by name, as a kiosk with this printer prints them."""

    async def build() -> dict[str, Receipt]:
        with tempfile.TemporaryDirectory() as folder:
            visit = visit_of(Path(folder))
            visit.parts.printer.profile = profile(paper)  # type: ignore[misc]
            found = {}
            for name in KINDS:
                visit.papers.clear()
                found[name] = receipt_of(visit, PAGES[name])
            found["test"] = diagnostic_receipt(visit.parts)
            found["rare"] = _rare(visit)
            return found

    return asyncio.run(build())
