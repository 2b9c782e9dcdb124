"""Samples of the pages on which a PIN is typed, changed or refused."""

from kiosk.session.pages.page import Page
from kiosk.session.pin.pages import (
    CenterTold,
    ChangePinPage,
    InitialPinPage,
    LastTryPage,
    PinChangedPage,
    PinpadPage,
    PinPage,
    PinStep,
    UnlockPage,
)
from kiosk.session.pin.pin_rules import PinMistake
from tests.screens.studio import HOTLINE

WHERE = ("云川市社会保障卡服务中心，人民路 100 号一层", "各发卡银行的社保卡服务网点")
NEEDS = ("本人身份证原件", "本人社会保障卡")
PINS: dict[str, Page] = {
    "pin": PinPage("", 6, 6),
    "pin-kind": PinPage("社会保障卡社保功能密码", 6, 3),
    "pin-wrong": PinPage("", 6, 5, wrong=True),
    "pin-wrong-two": PinPage("", 6, 2, wrong=True),
    "pin-one": PinPage("", 6, 1),
    "pin-unknown": PinPage("", 6, None),
    "pin-unknown-wrong": PinPage("", 8, None, wrong=True),
    "pin-not-digits": PinPage("", 6, 4, not_digits=True),
    "pinpad": PinpadPage("", 6, 6),
    "pinpad-wrong": PinpadPage("社会保障卡社保功能密码", 6, 2, wrong=True),
    "pinpad-unknown": PinpadPage("", 6, None),
    "change_pin": ChangePinPage(PinStep.CURRENT, "", 6, 6),
    "change_pin-wrong": ChangePinPage(
        PinStep.CURRENT, "社会保障卡社保功能密码", 6, 2, "wrong"
    ),
    "change_pin-unknown": ChangePinPage(PinStep.CURRENT, "", 6),
    "change_pin-new": ChangePinPage(PinStep.NEW, "", 6),
    **{
        f"change_pin-{each}": ChangePinPage(PinStep.NEW, "", 6, mistake=str(each))
        for each in ("differs", "card_refused", *PinMistake)
    },
    "change_pin-again": ChangePinPage(PinStep.AGAIN, "", 6),
    "initial_pin": InitialPinPage("", True),
    "initial_pin-note": InitialPinPage(
        *("社保功能密码", True),
        "到省内其他城市看病，要输初始密码；改了以后用哪个，请先打12333问。",
    ),
    "initial_pin-elsewhere": InitialPinPage("社会保障卡社保功能密码", False),
    "pin_changed": PinChangedPage(can_print=True),
    "pin_changed-unlocked": PinChangedPage(unlocked=True),
    "pin_changed-center": PinChangedPage(center=CenterTold.AWAY, can_print=True),
    "pin_changed-refused": PinChangedPage(center=CenterTold.REFUSED),
    "unlock": UnlockPage(WHERE, NEEDS, HOTLINE),
    "unlock-unknown": UnlockPage((), (), HOTLINE),
    "last_try": LastTryPage(WHERE, HOTLINE),
    "last_try-unknown": LastTryPage((), HOTLINE),
}
