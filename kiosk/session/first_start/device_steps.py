"""The card reader and the printer: what was found is shown as found."""

import asyncio
import logging
from functools import partial

from kiosk.devices.card.readers.reader_names import (
    listed_readers,
    reader_head,
    split_name,
)
from kiosk.devices.card.readers.winscard import PcscError
from kiosk.devices.printer.printer_profile import PrinterProfile, load_printer_profile
from kiosk.devices.printer.profile_choice import propose
from kiosk.devices.printer.serial.printer_search import (
    BAUDS,
    SEARCH_S,
    FoundPrinter,
    find_printer,
    printer_ports,
)
from kiosk.domain.visible_text import visible
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
from kiosk.session.staff.records.aside import Aside
from kiosk.settings.profiles import profile_names
from kiosk.settings.toml_file import SettingsMistake

log = logging.getLogger(__name__)
LIST_S = 8.0
AGAIN = ToolAct("first_look_again", icon="retry")


async def find_reader(desk: SetupDesk) -> None:
    """Name what the card service lists, and let the slot be chosen from it."""
    aside, listed = Aside("setup-reader"), dict[str, bool]()
    look = True
    while True:
        if look:
            listed = await _listed(desk, aside)
        answer = await desk.ask(reader_page(desk, listed))
        look = answer == ActChosen("first_look_again")
        if answer == ActChosen("first_no_reader"):
            desk.put(reader__name="", reader__contactless="")
            return
        if isinstance(answer, ItemChosen):
            await _take_reader(desk, list(listed), int(answer.item))
            return


async def _take_reader(desk: SetupDesk, names: list[str], chosen: int) -> None:
    slot = names[chosen]
    antenna = await _antenna(desk, [name for name in names if name != slot])
    desk.put(
        reader__name=reader_head(slot, names),
        reader__contactless=reader_head(antenna, names) if antenna else "",
    )


async def _listed(desk: SetupDesk, aside: Aside) -> dict[str, bool]:
    try:
        work = aside.do(listed_readers, LIST_S)
        return await desk.during(work, "busy__first_readers")
    except (PcscError, TimeoutError) as error:
        log.warning("no readers can be listed: %s", type(error).__name__)
        desk.say(Mood.CAUTION, "first_no_service")
        return {}


def reader_page(desk: SetupDesk, listed: dict[str, bool]) -> ToolPage:
    """Return the readers that there are; none may be gone on with, and is said."""
    count = "none" if not listed else "one" if len(listed) == 1 else "several"
    mood = Mood.CAUTION if count == "none" else Mood.CALM
    return desk.page(
        "reader",
        sayings=(Saying(mood, f"first_readers_{count}"),),
        choices=_names(listed, desk.answers.get("reader.name") or ""),
        acts=(AGAIN, ToolAct("first_no_reader")),
    )


def _names(listed: dict[str, bool], chosen: str) -> tuple[ToolChoice, ...]:
    """Return a line each; what was chosen and where a card is in says so."""
    lines = []
    for n, (name, card) in enumerate(listed.items()):
        head, rest = split_name(visible(name))
        now = bool(chosen) and name.startswith(chosen)
        told = (
            *((Word("first_chosen", "now"),) if now else ()),
            *((Word("first_chosen", "card"),) if card else ()),
            rest[:60] or "PC/SC",
        )
        lines.append(ToolChoice(str(n), label=head[:60], hint=told, icon="card"))
    return tuple(lines)


async def _antenna(desk: SetupDesk, others: list[str]) -> str:
    """Ask whether another reader is one that cards are laid on; empty: none is."""
    if not others:
        return ""
    none = ToolChoice("none", key="first_no_antenna", icon="next")
    chosen = desk.answers.get("reader.contactless") or ""
    lines = (*_names(dict.fromkeys(others, False), chosen), none)
    item = await desk.choose(lambda: desk.page("antenna", choices=lines))
    return "" if item == "none" else others[int(item)]


async def search_printer(desk: SetupDesk) -> None:
    """Probe every line; none found may be looked for again, chosen, or done without."""
    more = (desk.parts.base.printer.port, desk.answers.get("printer.port") or "")
    aside = Aside("setup-printer")
    found: FoundPrinter | None = None
    look, ended = not _accepted(desk), "kept"
    while True:
        ports = await asyncio.to_thread(partial(printer_ports, more=more))
        if look:
            found, ended = await _probed(desk, aside, ports)
        answer = await desk.ask(printer_page(desk, found, ports, ended))
        look = answer == ActChosen("first_look_again")
        if answer == ActChosen("first_no_printer"):
            desk.put(printer__port="")
            return
        if answer == ActChosen("first_keep_printer") and _accepted(desk):
            return
        try:
            if answer == ActChosen("first_take") and found is not None:
                await _take_found(desk, found)
                return
            if answer == ActChosen("first_by_hand") and ports:
                await _by_hand(desk, ports)
                return
        except WentBack:
            log.info("no paper or line was chosen; the printer's page comes again")


def _accepted(desk: SetupDesk) -> bool:
    """Tell whether somebody took a printer here before; a stick's is only a claim."""
    answers = desk.answers
    return bool(answers.get("printer.port")) and (
        "printer.port" not in answers.from_stick
    )


async def _probed(
    desk: SetupDesk, aside: Aside, ports: list[str]
) -> tuple[FoundPrinter | None, str]:
    """Return what answered, and how the search ended."""
    try:
        work = aside.do(partial(find_printer, ports), SEARCH_S + 5)
        found = await desk.during(work, "busy__first_printer", SEARCH_S)
    except TimeoutError:
        return None, "whole"
    except GaveUp:
        return None, "cancelled"
    return found, "whole"


def printer_page(
    desk: SetupDesk, found: FoundPrinter | None, ports: list[str], ended: str = "whole"
) -> ToolPage:
    """Return the printer that answered or was taken before, or where nobody did."""
    told: Saying
    kept = _accepted(desk) and found is None
    if found is not None:
        name = " ".join(filter(None, (found.heard.maker, found.heard.model)))
        values = (
            ("port", found.settings.port),
            ("baud", found.settings.baud),
            ("model", visible(name)[:60] or "ESC/POS"),
        )
        told = Saying(Mood.GOOD, "first_printer_found", values)
    elif ended == "kept":
        told = Saying(Mood.GOOD, "first_printer_kept", _taken(desk))
    elif ended == "cancelled":
        told = Saying(Mood.CAUTION, "first_printer_cancelled")
    elif ports:
        where = ", ".join(ports[:6]) + (" …" if len(ports) > 6 else "")
        told = Saying(Mood.CAUTION, "first_printer_silent", (("ports", where),))
    else:
        told = Saying(Mood.CAUTION, "first_printer_no_port")
    take = ToolAct("first_take", ToolActKind.MAIN, icon="check")
    by_hand = ToolAct("first_by_hand", enabled=bool(ports))
    acts = (AGAIN, by_hand, ToolAct("first_no_printer"))
    if kept:
        take = ToolAct("first_keep_printer", ToolActKind.MAIN, icon="next")
    first = (take,) if found or kept else ()
    return desk.page("printer", sayings=(told,), acts=(*first, *acts))


def _taken(desk: SetupDesk) -> tuple[tuple[str, Value], ...]:
    printer = desk.config.printer
    return (
        ("port", printer.port),
        ("baud", printer.baud),
        ("model", printer.profile),
    )


def _profiles(desk: SetupDesk) -> dict[str, PrinterProfile]:
    """Return every profile that can be used."""
    known = {}
    for name in profile_names(desk.parts.path, "printers"):
        try:
            known[name] = load_printer_profile(desk.parts.path, name)
        except SettingsMistake:
            log.warning("the printer profile %s cannot be used", name)
    return known


async def _take_found(desk: SetupDesk, found: FoundPrinter) -> None:
    """Take what was found; only a person knows how wide the paper is."""
    offered = propose(found.heard, _profiles(desk))
    paper = next(iter(offered))
    if len(offered) > 1:
        lines = tuple(
            ToolChoice(
                f"{width}", label=f"{width} mm", hint=(offered[width],), icon="receipt"
            )
            for width in offered
        )
        paper = int(await desk.choose(lambda: desk.page("paper", choices=lines)))
    _put_printer(desk, found.settings.port, found.settings.baud, offered[paper])


async def _by_hand(desk: SetupDesk, ports: list[str]) -> None:
    """Let line, speed and profile be chosen for a printer that answers nothing."""
    lines = tuple(ToolChoice(each, label=each, icon="printer") for each in ports)
    port = await desk.choose(lambda: desk.page("port", choices=lines))
    speeds = tuple(ToolChoice(f"{b}", label=f"{b}", icon="rate") for b in BAUDS)
    baud = await desk.choose(lambda: desk.page("baud", choices=speeds))
    known = _profiles(desk)
    profiles = tuple(
        ToolChoice(name, label=name, hint=(profile.name,), icon="receipt")
        for name, profile in known.items()
    )
    name = await desk.choose(lambda: desk.page("profile", choices=profiles))
    _put_printer(desk, port, int(baud), name)


def _put_printer(desk: SetupDesk, port: str, baud: int, profile: str) -> None:
    desk.put(printer__port=port, printer__baud=baud, printer__profile=profile)
