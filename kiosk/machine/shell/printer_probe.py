"""`kiosk printer probe`: what a printer answers, and the profile that says so.

What was not heard is said to be unknown; nothing is written by itself.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kiosk.devices.printer.printer_profile import (
    PrinterProfile,
    load_printer_profile,
)
from kiosk.devices.printer.profile_choice import distance, propose
from kiosk.devices.printer.serial.probe import NoPrinter, ProbedPrinter, probe
from kiosk.devices.printer.serial.serial_port import (
    PortGone,
    PortStuck,
    PortTaken,
    SerialPort,
)
from kiosk.domain.message import Message
from kiosk.machine.shell.options import print_mistakes
from kiosk.settings.config import PrinterSettings
from kiosk.settings.profiles import profile_names
from kiosk.settings.texts import Texts
from kiosk.settings.toml_file import SettingsMistake


def probe_printer(
    settings: PrinterSettings, bauds: list[int], path: Path, texts: Texts
) -> int:
    """Ask at each speed until the printer answers; print what was found."""
    if not settings.port:
        return _refuse(texts, Message("probe__no_port"))
    for baud in bauds:
        at = msgspec.convert(
            msgspec.structs.asdict(settings) | {"baud": baud}, PrinterSettings
        )
        try:
            found = _ask(at)
        except PortTaken:
            return _refuse(texts, Message("probe__taken", port=settings.port))
        except PortGone:
            return _refuse(texts, Message("probe__gone", port=settings.port))
        if isinstance(found, ProbedPrinter):
            _report(found, at, path, texts)
            return 0
        print(texts.say(Message(f"probe__{found}_at", baud=baud)), file=sys.stderr)
    return _refuse(texts, Message("probe__silent", port=settings.port))


def _ask(settings: PrinterSettings) -> ProbedPrinter | NoPrinter:
    port = SerialPort(settings, write_timeout=1.0)
    try:
        return probe(port)
    except PortStuck:
        return NoPrinter.SILENT
    finally:
        port.close()


def _refuse(texts: Texts, message: Message) -> int:
    print(f"kiosk: {texts.say(message)}", file=sys.stderr)
    return 1


def _report(
    found: ProbedPrinter, at: PrinterSettings, path: Path, texts: Texts
) -> None:
    """Print the answers, the profile that claims just these, and what is open."""
    name = " ".join(filter(None, (found.maker, found.model)))
    heard = Message("probe__heard", port=at.port, baud=at.baud)
    print(texts.say(heard))
    print(texts.say(Message("probe__name", name=name) if name else _nameless()))
    known = dict(_readable(path, texts))
    for paper, profile in propose(found, known).items():
        said = Message("probe__profile", paper=paper, profile=profile)
        print(texts.say(said))
        if distance(found, known[profile]):
            print(texts("probe__differs"))
    proof = "proves" if found.answers.proves else "proves_not"
    print(texts(f"probe__{proof}"))
    print(texts("probe__open"))
    print()
    print(_toml(found))


def _nameless() -> Message:
    return Message("probe__nameless")


def _readable(path: Path, texts: Texts) -> Iterator[tuple[str, PrinterProfile]]:
    """Yield each profile; one that cannot be used is said, and stops nothing."""
    for name in profile_names(path, "printers"):
        try:
            yield name, load_printer_profile(path, name)
        except SettingsMistake as wrong:
            print_mistakes(wrong.mistakes, texts)


def _toml(found: ProbedPrinter) -> str:
    """Return the answers as they stand in a profile."""
    lines = ["[answers]"]
    for key, value in msgspec.structs.asdict(found.answers).items():
        said = str(value).lower() if isinstance(value, bool) else value
        lines.append(f"{key} = {said}")
    if found.full_status:
        lines += ["", "[presenter]", 'taken = "full_status"']
    return "\n".join(lines)
