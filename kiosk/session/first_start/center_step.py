"""The center: its address and a one-time code, tried at once; or this kiosk alone."""

import logging
from urllib.parse import urlsplit

import msgspec
from cryptography import x509
from cryptography.x509.oid import NameOID

from kiosk.domain.faults import KioskError
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
from kiosk.sync.identity.enrolment import enrol

log = logging.getLogger(__name__)
LIMIT_S = 45.0
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
        code, desk.code = desk.code, ""
        await _enrol(desk, code)
    while True:
        answer = await desk.ask(center_page(desk, is_enrolled(desk)))
        match answer:
            case ItemChosen("address"):
                await _ask_address(desk)
            case ItemChosen("code") if desk.answers.get("center.url"):
                await _ask_code(desk)
            case ActChosen("first_alone"):
                desk.put(center__url="")
                return
            case ActChosen("first_next") if is_enrolled(desk):
                return
            case ActChosen("first_later") if desk.answers.get("center.url"):
                return


def center_page(desk: SetupDesk, joined: bool) -> ToolPage:
    """Return where the center is and whether it knows this machine."""
    url = desk.answers.get("center.url") or ""
    state: Value = Word("first_code", "joined" if joined else "needed")
    address: Value = url or Word("first_machine", "unset")
    mood, word = (Mood.GOOD, "joined") if joined else (Mood.CALM, "center")
    lines = [
        ToolChoice("address", key="first_address", hint=(address,), icon="service")
    ]
    if url:
        lines.append(ToolChoice("code", key="first_code", hint=(state,), icon="keypad"))
    go_on = ToolAct("first_next", ToolActKind.MAIN, icon="next")
    # A line that comes after the machine must not cost the address.
    later = (ToolAct("first_later"),) if url else ()
    without = (*later, ToolAct("first_alone"))
    return desk.page(
        "center",
        sayings=(Saying(mood, f"first_{word}"),),
        choices=tuple(lines),
        acts=(go_on,) if joined else without,
    )


async def _ask_address(desk: SetupDesk) -> None:
    try:
        text = (await desk.type("address", least=3, most=MOST_ADDRESS)).strip()
    except WentBack:
        return
    url = text if "://" in text else f"https://{text}"
    try:
        msgspec.convert(url, Https)
        parts = urlsplit(url)
        good = bool(parts.hostname) and parts.port != 0
    except (msgspec.ValidationError, ValueError):
        good = False
    if good:
        desk.put(center__url=url)
    else:
        desk.say(Mood.BAD, "first_bad_address")


async def _ask_code(desk: SetupDesk) -> None:
    try:
        await _enrol(desk, await desk.type("code", least=32, most=MOST_CODE))
    except WentBack:
        return


async def _enrol(desk: SetupDesk, code: str) -> None:
    """Use a one-time code; what comes of it is one sentence."""
    own, url = desk.answers.get("machine.id"), desk.answers.get("center.url")
    folder = desk.folder / "keys"
    if desk.answers.tried != [own, url]:
        # A certificate for another center or name must not pass for this one's.
        (folder / CERTIFICATE_FILE).unlink(missing_ok=True)
        desk.answers.tried = [own, url]
        desk.keep()
    try:
        keys = DeviceKeys.load_or_create(folder)
        work = enrol(url, code, own, keys, folder)
        await desk.during(work, "busy__first_center", LIMIT_S)
    except KioskError as error:
        log.warning("enrolment: %s", error.fault)
        desk.say(Mood.BAD, "first_not_joined", why=in_words(error, desk.texts))
    except GaveUp:
        desk.say(Mood.CAUTION, "first_gave_up")
