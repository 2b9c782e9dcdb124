"""The center: its address and a one-time code, tried at once; or this kiosk alone."""

import logging
from urllib.parse import urlsplit

import msgspec
from cryptography import x509
from cryptography.x509.oid import NameOID

from kiosk.domain.faults import Fault, KioskError
from kiosk.session.dialog.ends import GaveUp
from kiosk.session.first_start.setup_desk import SetupDesk, WentBack
from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.record import Value, Word
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    Saying,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolPage,
)
from kiosk.settings.config import Https
from kiosk.settings.told import in_words
from kiosk.sync.identity.certificates import CERTIFICATE_FILE
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol, find_center

log = logging.getLogger(__name__)
LIMIT_S = 45.0
ADDRESS_S = 10.0
ENDED = {Fault.CENTER_REFUSED_US, Fault.NOT_ENROLLED}
"""Why a code is of no use any more; behind every other fault it may still be good."""
MOST_ADDRESS, MOST_CODE = 120, 64


def is_enrolled(desk: SetupDesk) -> bool:
    """Tell whether this machine has a certificate for the name and center answered.

    The certificate on the disk decides: a power cut right after it came loses nothing.
    """
    own, url = desk.answers.get("machine.id"), desk.answers.get("center.url")
    if not url or desk.answers.tried != [own, url]:
        return False
    try:
        raw = (desk.folder / "keys" / CERTIFICATE_FILE).read_bytes()
        subject = x509.load_pem_x509_certificate(raw).subject
    except (OSError, ValueError):
        return False
    names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return [name.value for name in names] == [own]


async def join_center(desk: SetupDesk) -> None:
    """Ask for the center until this machine is enrolled, or works alone."""
    if desk.code and desk.answers.get("center.url") and not is_enrolled(desk):
        await _enrol(desk)
    while True:
        answer = await desk.ask(center_page(desk, is_enrolled(desk)))
        match answer:
            case ItemChosen("address"):
                await _ask_address(desk)
            case ItemChosen("code") if desk.answers.get("center.url"):
                await _ask_code(desk)
            case ActChosen("first_again") if desk.code:
                await _enrol(desk)
            case ActChosen("first_alone"):
                desk.code = ""
                desk.put(center__url="")
                return
            case ActChosen("first_next") if is_enrolled(desk):
                return
            case ActChosen("first_later") if desk.answers.get("center.url"):
                desk.code = ""
                return


def center_page(desk: SetupDesk, joined: bool) -> ToolPage:
    """Return where the center is and whether it knows this machine."""
    url = desk.answers.get("center.url") or ""
    word = "joined" if joined else "kept" if desk.code else "needed"
    state: Value = Word("first_code", word)
    address: Value = url or Word("first_machine", "unset")
    mood, word = (Mood.GOOD, "joined") if joined else (Mood.CALM, "center")
    lines = [
        ToolChoice("address", key="first_address", hint=(address,), icon="service")
    ]
    if url:
        lines.append(ToolChoice("code", key="first_code", hint=(state,), icon="keypad"))
    go_on = ToolAct("first_next", ToolActKind.MAIN, icon="next")
    again = (ToolAct("first_again", ToolActKind.MAIN, icon="retry"),)
    # A line that comes after the machine must not cost the address.
    later = (ToolAct("first_later"),) if url else ()
    without = (*(again if url and desk.code else ()), *later, ToolAct("first_alone"))
    return desk.page(
        "center",
        # Who typed both needs no word on what they are.
        sayings=() if url and desk.code else (Saying(mood, f"first_{word}"),),
        choices=tuple(lines),
        acts=(go_on,) if joined else without,
    )


async def _ask_address(desk: SetupDesk) -> None:
    try:
        stands = desk.answers.get("center.url") or ""
        text = await desk.type("address", 3, MOST_ADDRESS, typed=stands)
    except WentBack:
        return
    text = text.strip()
    url = text if "://" in text else f"https://{text}"
    try:
        msgspec.convert(url, Https)
        parts = urlsplit(url)
        good = bool(parts.hostname) and parts.port != 0
    except (msgspec.ValidationError, ValueError):
        good = False
    if not good:
        desk.say(Mood.BAD, "first_bad_address")
        return
    desk.put(center__url=url)
    if desk.code and not is_enrolled(desk):
        await _enrol(desk)
    elif not is_enrolled(desk):
        await _try_address(desk, url)


async def _try_address(desk: SetupDesk, url: str) -> None:
    """Ask the address for a center now: a slip in it is cheap before the code."""
    try:
        await desk.during(find_center(url), "busy__first_address", ADDRESS_S)
        desk.say(Mood.GOOD, "first_center_answers")
    except KioskError as error:
        log.warning("the center's address: %s", error.fault)
        desk.say(Mood.CAUTION, "first_no_center", why=in_words(error, desk.texts))
    except GaveUp:
        pass


async def _ask_code(desk: SetupDesk) -> None:
    try:
        desk.code = await desk.type("code", 32, MOST_CODE)
    except WentBack:
        return
    await _enrol(desk)


async def _enrol(desk: SetupDesk) -> None:
    """Use the one-time code; it is kept unless the center or its form ends it."""
    own, url = desk.answers.get("machine.id"), desk.answers.get("center.url")
    folder = desk.folder / "keys"
    if desk.answers.tried != [own, url]:
        # A certificate for another center or name must not pass for this one's.
        (folder / CERTIFICATE_FILE).unlink(missing_ok=True)
        desk.answers.tried = [own, url]
        desk.keep()
    try:
        keys = DeviceKeys.load_or_create(folder)
        work = enrol(url, desk.code, own, keys, folder)
        await desk.during(work, "busy__first_center", LIMIT_S)
        desk.code = ""
    except KioskError as error:
        log.warning("enrolment: %s", error.fault)
        if error.fault in ENDED:
            desk.code = ""
        desk.say(Mood.BAD, "first_not_joined", why=in_words(error, desk.texts))
    except GaveUp:
        desk.say(Mood.CAUTION, "first_gave_up")
