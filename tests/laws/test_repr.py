"""Law 10: no value shows a person, an amount, a key or a token in its text.

An exception's text, a log line and a debugger take `repr` without being asked. So every
class of the package that has a text of its own is filled with a canary and must not
show it; those that may are named here. Exceptions are `test_errors.py`'s matter.
"""

import contextlib
import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from enum import Enum

import msgspec

import kiosk

CANARY = "canary-7041"

OPEN_ROOMS = (
    "kiosk.settings.config",
    "kiosk.machine.shell.doctor.doctor_line",  # what a technician reads
    "kiosk.domain.region",  # rules, the same for everybody
    "kiosk.domain.fault_cards",
    "kiosk.settings.state.screen_settings",
    "kiosk.session.staff.symptoms.symptom_tree",
    "kiosk.screens",  # colours, places, choices of presentation
    "kiosk.settings.state.store",
    "kiosk.devices.printer.printer_profile",
    "kiosk.devices.printer.serial.poll",
)

OPEN = {
    "kiosk.domain.applications": "Lodged",
    "kiosk.domain.message": "Message",
    "kiosk.domain.mistake": "Mistake",
    "kiosk.center.applications.run_once": "ActKind",
    "kiosk.center.applications.kiosk_tries": "TryPace",
    "kiosk.center.applications.tries": "TriedNumber TryPool",
    "kiosk.center.applications.applicant": "ActRules",
    "kiosk.center.desk.desk_files": "ShippedFile",
    "kiosk.center.desk.desk_menu": "MenuPlace",
    "kiosk.center.desk.desk_parts": "DeskParts",
    "kiosk.center.desk.entrance.desk_papers": "DeskPapers",
    "kiosk.center.desk.audit.audit_book": "AuditLine",
    "kiosk.center.desk.entrance.login_waits": "WaitRule",
    "kiosk.center.desk.watching.alert_rules": "AlertRule AlertState RuleReading",
    "kiosk.center.desk.watching.alert_rounds": "ListedAlert",
    "kiosk.center.desk.watching.fleet_figures": "FleetFigures",
    "kiosk.center.desk.watching.metrics_text": "MetricFamily",
    "kiosk.center.desk.entrance.operators": "ListedOperator",
    "kiosk.center.server.alarms": "Alarm",
    "kiosk.center.editions.edition_places": "EditionAt",
    "kiosk.center.editions.packages": "PackageFacts",
    "kiosk.center.editions.ring_rules": "RingFacts",
    "kiosk.center.editions.rollouts": "RolloutView",
    "kiosk.center.editions.shelf": "FreshEdition Published",
    "kiosk.center.events.open_faults": "OpenFault",
    "kiosk.center.fleet.editions": "EditionView",
    "kiosk.center.fleet.fleet_state": "Assessment",
    "kiosk.center.fleet.orders": "OrderGiven",
    "kiosk.center.fleet.receipt_places": "ReceiptPlace",
    "kiosk.center.desk.fleet_pages.day_plot": "DayBar DayPlot",
    "kiosk.center.desk.fleet_pages.wall_routes": "WallSight",
    "kiosk.center.fleet.invented.invented_machines": "InventedMachine",
    "kiosk.center.fleet.shown.day_figures": "Figure DaySpan",
    "kiosk.center.fleet.shown.fleet_picture": "FleetPicture HallSpot",
    "kiosk.center.fleet.shown.loss_list": "LossPage LossRow",
    "kiosk.center.fleet.shown.machine_list": "MachineFilter MachinePage MachineRow",
    "kiosk.center.fleet.shown.machine_view": "DayCount MachineView",
    "kiosk.center.fleet.shown.wall": "Hall Wall WorstMachine",
    "kiosk.center.fleet.shown.work_lists": "WorkPage",
    "kiosk.center.records.card_states": "Standing",
    "kiosk.center.upload.refusal_notes": "RefusedAtCenter",
    "kiosk.center.upload.forks": "Fork Twin",
    "kiosk.center.upload.storing": "NewLink",
    "kiosk.center.upload.retention": "Step",
    "kiosk.center.server.route_parts": "CenterParts",
    "kiosk.center.identity.registry": "Identity",
    "kiosk.center.identity.authorities": "KnownAuthority",
    "kiosk.center.identity.authority_rotation": "AuthorityUse LeftBehind",
    "kiosk.center.identity.returning.reenrolment": "StillWaits WaitingKiosk",
    "kiosk.center.copies.backup_manifest": "FileMark",
    "kiosk.center.copies.restoring": "Restored",
    "kiosk.center.identity.restored": "LostSpan ShownCertificate",
    "kiosk.center.upload.stored": "StoredEvent StoredReport",
    "kiosk.machine.demo.scripted_person": "Walk",
    "kiosk.devices.stick.stick_port": "Stick",
    "kiosk.session.staff.records.export_job": "ExportEnd",
    "kiosk.sync.wire.export_wire": "ExportEntry",
    "kiosk.settings.state.region_edition": "RegionTrial StoredRegion UndoneRegion",
    "kiosk.sync.downward.desk_news": "DeskNews",
    "kiosk.sync.downward.edition_rows": "KeptEdition",
    "kiosk.sync.release.release_place": "ReleaseChange",
    "kiosk.session.staff.numbers.forecast": "Forecast",
    "kiosk.session.staff.numbers.machine_look": "MachineLook Temperature",
    "kiosk.session.staff.numbers.program_starts": "ProgramStart",
    "kiosk.devices.card.holder.access": "FileRule",
    "kiosk.devices.card.holder.card_applications": "Application",
    "kiosk.devices.card.holder.environment": "Environment",
    "kiosk.devices.card.holder.chip_readings": "_Source",
    "kiosk.devices.card.holder.items": "ItemForm Item",
    "kiosk.devices.card.protocol.pin_coding": "PinStatus",
    "kiosk.devices.card.protocol.pinpad": "PinVerify",
    "kiosk.devices.card.card_port": "SlotEvent",
    "kiosk.devices.card.keys.psam": "PsamData",
    "kiosk.devices.card.readers.dual_slot": "_Side",
    "kiosk.devices.card.holder.item_values": "Unreadable",
    "kiosk.devices.card.readers.winscard": "ReaderState",
    "kiosk.devices.printer.serial.delivery": "DeliveryOutcome",
    "kiosk.devices.printer.typesetting.dots.joined_scripts": "Script",
    "kiosk.devices.printer.jobs": "JobEnd",
    "kiosk.devices.printer.printer_port": "PrintResult PrinterStatus",
    "kiosk.devices.printer.typesetting.receipt_elements": "Space",
    "kiosk.devices.printer.typesetting.segments": "PrintJob Segment",
    "kiosk.devices.printer.serial.status": "StatusAnswers",
    "kiosk.devices.virtual.card.card_faults": "CardFaults",
    "kiosk.devices.virtual.printer.sensors": "Sensors",
    "kiosk.session.visit.services": "Service",
    "kiosk.session.staff.tool_table": "Tool",
    "kiosk.session.staff.setup.setting_choices": "SettingChoices",
    "kiosk.session.staff.setup.readiness": "Readiness",
    "kiosk.settings.login.time_codes": "GoodStep",
    "kiosk.session.paper.unseen": "Unseen",
    "kiosk.sync.receipts.receipt_keeper": "SealedReceipt",
    "kiosk.session.dialog.lockout": "LockoutRule MachineRule",
    "kiosk.session.dialog.ports": "Ports",
    "kiosk.sync.wire.chain": "EventHead EventPlace",
    "kiosk.sync.journal.entries": "JournalNumbers RefusedEntry",
    "kiosk.sync.identity.certificates": "CertificateLife",
    "kiosk.sync.line.backoff": "UploadState",
    "kiosk.sync.line.line_looks": "Place",
    "kiosk.sync.line.line_steps": "LineStep",
    "kiosk.sync.line.own_links": "OwnLink",
    "kiosk.sync.applications.pending": "PendingNumbers",
    "kiosk.sync.upload.center_notes": "NotedLine",
    "kiosk.sync.upload.refused_list": "QueueNumbers RefusedLine",
    "kiosk.sync.upload.position": "NewEpoch Own Resume",
    "kiosk.sync.journal.journal_tables": "EpochMove JournalState OutboxRow",
    "kiosk.sync.wire.sealing": "Binding",
    "kiosk.sync.wire.events.journal_event": "EventKind",
    "kiosk.sync.clock.timekeeper": "Agreement Belief Stamp",
    "kiosk.sync.wire.receipt_codes": "SignedCode",
    "kiosk.sync.journal.journal_check": "VerifyReport",
    "kiosk.sync.journal.journal_pages": "FoundLines HeadLine",
    "kiosk.sync.wire.events.event_words": "EventWord",
    "kiosk.machine.running_kiosk": "RunningKiosk",
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
    if has_own_text(kind):
        return plain(kind)
    return None


def has_own_text(kind: type) -> bool:
    """Tell whether a plain class says anything but its name and address."""
    if issubclass(kind, BaseException | Enum):
        return False
    holds = issubclass(kind, str | bytes | list | dict | set | frozenset | tuple)
    return holds or any(word in vars(kind) for word in ("__repr__", "__str__"))


def plain(kind: type) -> object:
    """Return a plain object with a canary in everything that its methods set."""
    make: Callable[..., object] = kind.__new__
    value = make(kind)
    assigned = r"\bself\.(\w+)\b(?=[^=(\n]*=[^=])"
    for name in re.findall(assigned, inspect.getsource(kind)):
        with contextlib.suppress(AttributeError):
            object.__setattr__(value, name, CANARY)
    return value


def shows(kind: type) -> bool:
    value = filled(kind)
    try:
        return value is not None and CANARY in f"{value!r} {value}"
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

    class OpenLeak:
        def __init__(self, name: str) -> None:
            self.name = name

        def __repr__(self) -> str:
            return f"OpenLeak({self.name})"

    class Quiet:
        def __init__(self, name: str) -> None:
            self.name = name

    assert shows(Leak)
    assert shows(OpenLeak)
    assert not shows(Quiet)
