"""What the desk of the center last heard and gave: for the network's page."""

from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.record import Word
from kiosk.session.staff.pages import PartHealth, ToolFact, ToolFacts
from kiosk.session.staff.records.queue_tool import span
from kiosk.settings.state.store import Row, Store
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.downward.edition_rows import EditionRows
from kiosk.sync.downward.order_book import last_order
from kiosk.sync.wire.downward.orders_wire import OrderAct

SILENT_S = 180.0
"""Seconds without an answered pulse after which the desk cannot reach this machine."""


def desk_facts(parts: Ports) -> tuple[ToolFacts, ...]:
    """Return when the desk answered, its last order, and how its editions stand."""
    if not parts.config.center.url:
        return ()
    facts = [_heard(parts)]
    try:
        facts += [*_order(parts.store), *map(_edition, EditionRows(parts.store).all())]
    except StoreError:
        facts.append(ToolFact("desk_order", Word("desk_heard", "unread")))
    return (ToolFacts("desk", tuple(facts)),)


def _heard(parts: Ports) -> ToolFact:
    at = parts.desk_news.state.last_success
    if at is None:
        never = Word("desk_heard", "never")
        return ToolFact("desk_heard", never, PartHealth.UNKNOWN)
    age = parts.clock.monotonic() - at
    health = PartHealth.OK if age < SILENT_S else PartHealth.WARNING
    return ToolFact("desk_heard", span(age, "_ago"), health)


def _order(store: Store) -> tuple[ToolFact, ...]:
    last = last_order(store)
    if last is None:
        return (ToolFact("desk_order", Word("desk_heard", "no_order")),)
    act = last.act if last.act in set(OrderAct) else "unknown"
    more = Word("order_state", last.ended or "taken"), str(last.number), last.by
    return (ToolFact("desk_order", Word("order_act", act), None, more),)


def _edition(row: Row) -> ToolFact:
    """Return how a kind stands: the newest that was seen, or what is in force."""
    state, health = edition_state(row)
    more = (str(row["seen"]),)
    word = Word("edition_state", state)
    return ToolFact(f"desk_edition_{row['kind']}", word, health, more)


def edition_state(row: Row) -> tuple[str, PartHealth]:
    """Tell how the newest edition of a kind stands."""
    if row["trying"]:
        return "tried", PartHealth.UNKNOWN
    if row["refused"] == row["seen"]:
        return "refused", PartHealth.WARNING
    return "applied", PartHealth.OK
