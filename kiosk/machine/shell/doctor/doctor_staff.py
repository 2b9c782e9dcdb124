"""What `kiosk doctor` sees of the staff: who gets in, and what somebody left behind."""

from contextlib import closing
from functools import reduce

from kiosk.domain.message import Message
from kiosk.domain.notation import minute
from kiosk.machine.running_kiosk import look_at_store
from kiosk.machine.shell.doctor.doctor_line import DoctorLine, as_it_is
from kiosk.session.staff.line.desk_facts import edition_state
from kiosk.session.staff.pages import PartHealth
from kiosk.session.staff.service.service_break import kept_break
from kiosk.settings.config import KioskConfig
from kiosk.settings.state.screen_settings import read_stored
from kiosk.settings.state.store import Store
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.downward.edition_rows import EditionRows
from kiosk.sync.downward.order_book import last_order
from kiosk.sync.wire.downward.orders_wire import OrderAct

AND = "doctor__seen__and"


def staff_lines(config: KioskConfig) -> list[DoctorLine]:
    """Return accounts, whether somebody stopped the service, orders, and settings."""
    try:
        with closing(look_at_store(config)) as store:
            lines = [make(store) for make in (_accounts, _service, _order, _editions)]
    except (OSError, StoreError):
        # Before the first start, or the journal's line says why.
        unread = Message("doctor__seen__not_begun")
        parts = ("accounts", "service", "order", "editions")
        lines = [DoctorLine(part, PartHealth.UNKNOWN, unread) for part in parts]
    return [*lines, _trial(config)]


def _accounts(store: Store) -> DoctorLine:
    row = store.one("SELECT count(*) AS count FROM staff_account")
    count = 0 if row is None else int(row["count"])
    if not count:
        none = Message("doctor__seen__no_accounts")
        return DoctorLine("accounts", PartHealth.WARNING, none)
    seen = Message("doctor__seen__accounts", count=count)
    return DoctorLine("accounts", PartHealth.OK, seen)


def _service(store: Store) -> DoctorLine:
    stop = kept_break(store)
    if stop is None:
        fine = Message("doctor__seen__in_service")
        return DoctorLine("service", PartHealth.OK, fine)
    seen = Message("doctor__seen__out_of_service", who=stop.who)
    if stop.until is not None:
        until = minute(stop.until)
        seen = Message("doctor__seen__out_until", who=stop.who, until=until)
    return DoctorLine("service", PartHealth.WARNING, seen)


def _order(store: Store) -> DoctorLine:
    """Return the last order of the center's desk, and how it ended."""
    last = last_order(store)
    if last is None:
        return DoctorLine("order", PartHealth.OK, Message("doctor__seen__no_order"))
    known = last.act if last.act in set(OrderAct) else "unknown"
    word = last.ended or "taken"
    seen = Message(f"doctor__seen__order_{word}", number=last.number, by=last.by)
    act = Message(f"order_act__{known}")
    both = Message(AND, one=act, other=seen)
    return DoctorLine("order", PartHealth.OK, both)


def _editions(store: Store) -> DoctorLine:
    """Return how the newest edition of each kind stands that the desk gave."""
    rows = EditionRows(store).all()
    if not rows:
        none = Message("doctor__seen__no_editions")
        return DoctorLine("editions", PartHealth.OK, none)
    seen, worth = [], PartHealth.OK
    for row in rows:
        state, health = edition_state(row)
        what = {"kind": row["kind"], "number": row["seen"]}
        seen.append(Message(f"doctor__seen__edition_{state}", **what))
        worth = PartHealth.WARNING if health is PartHealth.WARNING else worth
    both = reduce(lambda one, other: Message(AND, one=one, other=other), seen)
    return DoctorLine("editions", worth, both)


def _trial(config: KioskConfig) -> DoctorLine:
    """Return what was changed at the screen: on trial, taken back, or kept."""
    stored = read_stored(config.state)
    health, word, names = PartHealth.OK, "kept", stored.kept
    if stored.trial is not None:
        health, word, names = PartHealth.WARNING, "tried", stored.trial.changes
    elif stored.undone is not None:
        health = PartHealth.OK if stored.undone.told else PartHealth.WARNING
        word, names = "undone", stored.undone.changes
    if not names:
        return DoctorLine("trial", health, Message("doctor__seen__no_changes"))
    listed = as_it_is(*sorted(names))
    return DoctorLine(
        "trial", health, Message(f"doctor__seen__changes_{word}", names=listed)
    )
