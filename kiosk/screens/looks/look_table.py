"""The one table that knows every page and how it looks.

Loaded behind the first picture, because it brings every look with it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.screens.frame.context import PageContext
from kiosk.screens.looks.ending_look import center_away, printed, still_there, take_card
from kiosk.screens.looks.fault_look import fault_page, guide, out_of_service
from kiosk.screens.looks.home_look import home
from kiosk.screens.looks.idle_look import attract
from kiosk.screens.looks.list_look import listing
from kiosk.screens.looks.loss.loss_look import (
    loss_confirm,
    loss_done,
    loss_impossible,
    loss_waiting,
    withdrawal_waiting,
)
from kiosk.screens.looks.loss.lost_card_look import lost_card
from kiosk.screens.looks.loss.number_look import id_card, number, service_pin
from kiosk.screens.looks.loss.results_look import (
    act_done,
    act_refused,
    act_unknown,
    contact_review,
    progress,
    replacement,
)
from kiosk.screens.looks.menu_look import menu, privacy
from kiosk.screens.looks.pin_change_look import (
    change_pin,
    initial_pin,
    pin_changed,
    unlock,
)
from kiosk.screens.looks.pin_look import last_try, pin, pinpad
from kiosk.screens.looks.preview_look import preview
from kiosk.screens.looks.read_look import reading
from kiosk.screens.looks.records.chip_facts_look import chip_facts
from kiosk.screens.looks.records.record_look import record
from kiosk.screens.looks.registration.number_made_look import registration
from kiosk.screens.looks.registration.offers_look import clinics, departments
from kiosk.screens.looks.registration.own_numbers_look import (
    own_registrations,
    registration_stopped,
)
from kiosk.screens.looks.registration.seat_look import cancel, seat
from kiosk.screens.looks.services.certification_look import (
    certified,
    certify_not_made,
    face,
)
from kiosk.screens.looks.staff.door_look import door, door_shut
from kiosk.screens.looks.staff.keyboard_look import keyboard
from kiosk.screens.looks.staff.panel_test_look import plain_color, ruler, touch_test
from kiosk.screens.looks.staff.service_break_look import service_break
from kiosk.screens.looks.staff.tool_look import tool
from kiosk.screens.looks.waiting_look import busy, starting
from kiosk.screens.toolkit.tree import Tree
from kiosk.session.certification.pages import (
    CertifiedPage,
    CertifyNotMadePage,
    FacePage,
)
from kiosk.session.chip.pages import ChipFactsPage
from kiosk.session.contact.pages import ContactReviewPage
from kiosk.session.guides.pages import ListPage, ReadPage
from kiosk.session.loss.pages import (
    ActDonePage,
    ActRefusedPage,
    ActUnknownPage,
    IdCardPage,
    LossConfirmPage,
    LossDonePage,
    LossImpossiblePage,
    LossWaitingPage,
    LostCardPage,
    NumberPage,
    ProgressPage,
    ReplacementPage,
    ServicePinPage,
    WithdrawalWaitingPage,
)
from kiosk.session.pages.everywhere import (
    AttractPage,
    BusyPage,
    CenterAwayPage,
    FaultPage,
    GuidePage,
    OutOfServicePage,
    PrintedPage,
    PrivacyPage,
    StartingPage,
    StillTherePage,
)
from kiosk.session.pages.page import Page
from kiosk.session.pages.record import RecordPage
from kiosk.session.paper.pages import PreviewPage
from kiosk.session.pin.pages import (
    ChangePinPage,
    InitialPinPage,
    LastTryPage,
    PinChangedPage,
    PinpadPage,
    PinPage,
    UnlockPage,
)
from kiosk.session.registration.pages import (
    CancelPage,
    ClinicsPage,
    DepartmentsPage,
    MyRegistrationsPage,
    RegistrationPage,
    RegistrationStoppedPage,
    SeatPage,
)
from kiosk.session.staff.door.pages import DoorPage, DoorShutPage
from kiosk.session.staff.keyboard_page import KeyboardPage
from kiosk.session.staff.pages import ToolPage
from kiosk.session.staff.parts.screen_pages import (
    PlainColorPage,
    RulerPage,
    TouchTestPage,
)
from kiosk.session.staff.service.pages import ServiceBreakPage
from kiosk.session.visit.pages import HomePage, MenuPage, TakeCardPage

PAGES: Mapping[type[Page], Callable[[Any, PageContext], Tree]] = {
    StartingPage: starting,
    AttractPage: attract,
    OutOfServicePage: out_of_service,
    BusyPage: busy,
    FaultPage: fault_page,
    GuidePage: guide,
    PinPage: pin,
    PinpadPage: pinpad,
    LastTryPage: last_try,
    ChangePinPage: change_pin,
    InitialPinPage: initial_pin,
    PinChangedPage: pin_changed,
    UnlockPage: unlock,
    HomePage: home,
    CenterAwayPage: center_away,
    ChipFactsPage: chip_facts,
    PreviewPage: preview,
    PrintedPage: printed,
    TakeCardPage: take_card,
    StillTherePage: still_there,
    ListPage: listing,
    ReadPage: reading,
    NumberPage: number,
    ServicePinPage: service_pin,
    IdCardPage: id_card,
    LossConfirmPage: loss_confirm,
    LossDonePage: loss_done,
    LossWaitingPage: loss_waiting,
    WithdrawalWaitingPage: withdrawal_waiting,
    LossImpossiblePage: loss_impossible,
    ActRefusedPage: act_refused,
    ActDonePage: act_done,
    ActUnknownPage: act_unknown,
    LostCardPage: lost_card,
    ContactReviewPage: contact_review,
    FacePage: face,
    CertifiedPage: certified,
    CertifyNotMadePage: certify_not_made,
    ProgressPage: progress,
    ReplacementPage: replacement,
    DoorPage: door,
    DoorShutPage: door_shut,
    KeyboardPage: keyboard,
    ServiceBreakPage: service_break,
    ToolPage: tool,
    TouchTestPage: touch_test,
    PlainColorPage: plain_color,
    RulerPage: ruler,
    MenuPage: menu,
    PrivacyPage: privacy,
    RecordPage: record,
    DepartmentsPage: departments,
    ClinicsPage: clinics,
    SeatPage: seat,
    RegistrationPage: registration,
    MyRegistrationsPage: own_registrations,
    CancelPage: cancel,
    RegistrationStoppedPage: registration_stopped,
}
