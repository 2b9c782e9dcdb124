"""Law 10: no value shows a person, an amount, a key or a token in its text.

An exception's text, a log line and a debugger take `repr` without being asked. So every
value class of the package is filled with a canary and must not show it; those that may
are named here.
"""

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator

import msgspec

import kiosk

CANARY = "canary-7041"

OPEN_ROOMS = (
    "kiosk.config",
    "kiosk.doctor",  # what a technician reads
    "kiosk.region",  # rules, the same for everybody
    "kiosk.screens",  # colours, places, choices of presentation
    "kiosk.store",
    "kiosk.devices.printer.profile",
    "kiosk.devices.printer.poll",
)

OPEN = {
    "kiosk.acts": "Lodged",
    "kiosk.center.acts_run": "Kind",
    "kiosk.center.acts_tries": "Number Pace Pool",
    "kiosk.center.acts_who": "ActRules",
    "kiosk.center.alarms": "Alarm",
    "kiosk.center.card_states": "Standing",
    "kiosk.center.forks": "Fork Twin",
    "kiosk.center.ingest": "_Link",
    "kiosk.center.parts": "Center",
    "kiosk.center.registry": "Identity",
    "kiosk.center.stored": "StoredEvent StoredReport",
    "kiosk.demo_walk": "Walk",
    "kiosk.devices.card.access": "FileRule",
    "kiosk.devices.card.applications": "Application",
    "kiosk.devices.card.environment": "Environment",
    "kiosk.devices.card.facts": "_Source",
    "kiosk.devices.card.items": "Form Item",
    "kiosk.devices.card.pin": "PinStatus",
    "kiosk.devices.card.pinpad": "PinVerify",
    "kiosk.devices.card.port": "SlotEvent",
    "kiosk.devices.card.psam": "PsamData",
    "kiosk.devices.card.slots": "_Side",
    "kiosk.devices.card.values": "Unreadable",
    "kiosk.devices.card.winscard": "ReaderState",
    "kiosk.devices.printer.delivery": "Outcome",
    "kiosk.devices.printer.layout": "Row",
    "kiosk.devices.printer.port": "PrintResult PrinterStatus",
    "kiosk.devices.printer.receipt": "Space",
    "kiosk.devices.printer.segments": "Job Segment",
    "kiosk.devices.printer.status": "Answers",
    "kiosk.devices.virtual.faults": "CardFaults",
    "kiosk.devices.virtual.printer_state": "Sensors",
    "kiosk.session.errand": "Errand",
    "kiosk.session.flows.services": "Service",
    "kiosk.session.lockout": "LockoutRule MachineRule",
    "kiosk.session.parts": "Parts",
    "kiosk.sync.chain": "EventHead Place",
    "kiosk.sync.entries": "JournalNumbers RefusedEntry",
    "kiosk.sync.papers": "Life",
    "kiosk.sync.patience": "UploadState",
    "kiosk.sync.pending": "PendingNumbers",
    "kiosk.sync.position": "NewEpoch Own Resume",
    "kiosk.sync.schema": "Move Pos",
    "kiosk.sync.sealing": "Binding",
    "kiosk.sync.timekeeper": "Agreement Belief Stamp",
    "kiosk.sync.verification": "SignedCode",
    "kiosk.sync.verify": "VerifyReport",
    "kiosk.wiring": "Machine",
}
"""What says nothing of a person by itself: rules, places in a chain, states of parts,
and holders of values that hide themselves."""


def classes() -> Iterator[type]:
    for module in pkgutil.walk_packages(kiosk.__path__, "kiosk."):
        if not module.name.endswith("__main__"):
            yield from (
                value
                for value in vars(importlib.import_module(module.name)).values()
                if inspect.isclass(value) and value.__module__ == module.name
            )


def filled(kind: type) -> object | None:
    """Return one of its values with a canary in every field; None without fields."""
    make: Callable[..., object] = kind
    if issubclass(kind, msgspec.Struct):
        return make(**dict.fromkeys(kind.__struct_fields__, CANARY))
    if dataclasses.is_dataclass(kind):
        value: object = kind.__new__(kind)
        for field in dataclasses.fields(kind):
            object.__setattr__(value, field.name, CANARY)
        return value
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return make(*[CANARY] * len(kind._fields))
    return None


def shows(kind: type) -> bool:
    value = filled(kind)
    try:
        return value is not None and CANARY in repr(value)
    except (ValueError, AttributeError):
        # It formats one field by itself, and shows only that: see its own test.
        return False


def test_no_value_shows_a_person() -> None:
    open_ones = {f"{m}.{n}" for m, names in OPEN.items() for n in names.split()}
    shown = {
        name
        for kind in classes()
        if not (name := f"{kind.__module__}.{kind.__name__}").startswith(OPEN_ROOMS)
        and shows(kind)
    }
    assert shown == open_ones


def test_the_law_sees_what_shows() -> None:
    @dataclasses.dataclass(frozen=True)
    class Leak:
        name: str

    assert shows(Leak)
