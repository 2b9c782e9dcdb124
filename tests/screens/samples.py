"""A page value for every page and every state of it, also the unkind ones.

The people, places and numbers are invented; a page class without a sample here
makes `test_page_table.py` fail.
"""

from datetime import date

from kiosk.domain.faults import Fault
from kiosk.domain.services.due import DueKind
from kiosk.session.pages.everywhere import (
    AttractPage,
    BusyPage,
    CenterAwayPage,
    FaultPage,
    GuidePage,
    OutOfServicePage,
    PrintedPage,
    PrintEnd,
    StartingPage,
    StillTherePage,
)
from kiosk.session.pages.page import Page
from kiosk.session.visit.pages import DueSaid, HomePage, TakeCardPage
from tests.screens.samples_acts import ACTS, instead
from tests.screens.samples_certification import CERTIFICATIONS
from tests.screens.samples_errands import ERRAND_SAMPLES
from tests.screens.samples_first_start import FIRST_START
from tests.screens.samples_money import MONEY
from tests.screens.samples_papers import PAPERS
from tests.screens.samples_pins import NEEDS, PINS, WHERE
from tests.screens.samples_registration import REGISTRATION
from tests.screens.samples_rights import RIGHTS
from tests.screens.samples_staff import STAFF
from tests.screens.samples_staff_devices import DEVICES
from tests.screens.samples_staff_door import STAFF_DOOR
from tests.screens.samples_staff_help import HELP
from tests.screens.samples_staff_numbers import STAFF_NUMBERS
from tests.screens.samples_staff_records import STAFF_RECORDS
from tests.screens.samples_staff_screen import SCREEN
from tests.screens.samples_staff_service import STAFF_SERVICE
from tests.screens.samples_staff_setup import SETUP
from tests.screens.samples_unkind import UNKIND
from tests.screens.samples_work import WORK
from tests.screens.studio import HOTLINE

PLACE = "云川市政务服务中心"
SERVICES = (
    *("contributions", "statements", "health", "entitlements"),
    *("card_services", "papers"),
)
ENDING = DueSaid(DueKind.CARD_EXPIRING, date(2031, 5, 1))


SAMPLES: dict[str, Page] = {
    **RIGHTS,
    **CERTIFICATIONS,
    **ACTS,
    **ERRAND_SAMPLES,
    **PAPERS,
    **PINS,
    **MONEY,
    **REGISTRATION,
    **UNKIND,
    **WORK,
    "starting": StartingPage(),
    "attract": AttractPage(
        *(PLACE, "云川市", HOTLINE, ("000-12345", "000-67890"), None, True),
        changes_pin=True,
    ),
    "attract-troubles": AttractPage(
        "云川市第一人民医院门诊部一层自助服务区",
        "云川市",
        HOTLINE,
        ("000-1234567", "000-7654321"),
        Fault.PRINTER_PAPER_OUT,
        False,
    ),
    "attract-message": AttractPage(
        *(PLACE, "云川市", HOTLINE, ("000-12345",), None, True),
        loss_here=True,
        message="今天下午三点起停电，请到三楼窗口办理。",
    ),
    "attract-hospital": AttractPage(
        *("云川市第一人民医院", "云川市", HOTLINE, ("000-12345",), None, True),
        loss_here=True,
        registers=True,
        services=("register", "offices", "progress", "guides"),
    ),
    "attract-bare": AttractPage("", "云川市", HOTLINE, ()),
    "out_of_service": OutOfServicePage(Fault.READER_MISSING, PLACE, HOTLINE),
    "out_of_service-no-cards": OutOfServicePage(
        Fault.READER_MISSING, PLACE, HOTLINE, without_card=True
    ),
    "out_of_service-disk": OutOfServicePage(Fault.STORE_FULL, "", HOTLINE),
    "busy-card": BusyPage("busy__reading_card"),
    "busy-pin": BusyPage("busy__checking_pin"),
    "busy-center": BusyPage("busy__asking_center", True),
    "busy-printing": BusyPage("busy__printing"),
    "busy-starting": BusyPage("busy__starting"),
    **{f"trouble-{fault.value}": FaultPage(fault, HOTLINE) for fault in Fault},
    "trouble-retry": FaultPage(
        Fault.CENTER_TIMEOUT, HOTLINE, can_retry=True, remove_card=False
    ),
    "guide-locked": GuidePage(Fault.CARD_LOCKED, WHERE, NEEDS, HOTLINE, "2024-06"),
    "guide-unknown": GuidePage(Fault.CARD_NOT_ENABLED, (), (), HOTLINE),
    "guide-half": GuidePage(Fault.CARD_NOT_ENABLED, WHERE, (), HOTLINE, "2024-06"),
    "guide-long": GuidePage(
        Fault.CARD_NOT_ENABLED,
        (*WHERE, "各区县社会保险经办机构服务大厅", "手机应用“云川人社”在线办理"),
        (
            *NEEDS,
            "由他人代办的，另带代办人身份证和双方签字的委托书",
            "未成年人带户口簿",
        ),
        HOTLINE,
        "2023-11、2024-06",
    ),
    "home": HomePage("林*", SERVICES, online=True),
    "home-offline": HomePage("阿************", SERVICES, online=False),
    "home-due": HomePage("周**", SERVICES, online=True, due=ENDING),
    "home-nameless": HomePage("", SERVICES[:1], online=True),
    "home-rare": HomePage("𠮷*", SERVICES[:2], online=True),
    "center_away": CenterAwayPage(
        Fault.CENTER_UNREACHABLE,
        HOTLINE,
        (
            ("chip__card_number", "990001000000"),
            ("chip__issued", "2020-05-01"),
            ("chip__valid_until", "2030-05-01"),
        ),
        card_facts=True,
    ),
    "center_away-certify": CenterAwayPage(
        Fault.CENTER_UNREACHABLE,
        HOTLINE,
        (("chip__card_number", "990001000000"), ("chip__valid_until", "2030-05-01")),
        undone="certify",
    ),
    "center_away-bare": CenterAwayPage(Fault.CENTER_IDENTITY, HOTLINE, ()),
    "printed": PrintedPage(PrintEnd.SURE),
    "printed-unsure": instead(PrintedPage(PrintEnd.UNSURE, can_print=True)),
    "printed-broken": instead(
        PrintedPage(
            *(PrintEnd.BROKEN, Fault.PRINTER_PAPER_OUT),
            can_print=True,
            can_keep=True,
        )
    ),
    "printed-refused": instead(
        PrintedPage(PrintEnd.REFUSED, Fault.PRINTER_FAULT, can_keep=True)
    ),
    "printed-kept": instead(
        PrintedPage(PrintEnd.REFUSED, Fault.PRINTER_FAULT, kept=True)
    ),
    "take_card": TakeCardPage(),
    "take_card-timed-out": TakeCardPage("timed_out"),
    "take_card-trouble": TakeCardPage("trouble"),
    "take_card-two": TakeCardPage("timed_out", urgent=True, second_card=True),
    "take_card-urgent": TakeCardPage("timed_out", urgent=True),
    "still_there": StillTherePage(30),
    "still_there-last": StillTherePage(1),
    **FIRST_START,
    **STAFF,
    **SETUP,
    **HELP,
    **STAFF_DOOR,
    **STAFF_SERVICE,
    **STAFF_RECORDS,
    **STAFF_NUMBERS,
    **DEVICES,
    **SCREEN,
}
