"""The figures as Prometheus reads them (text format 0.0.4), written by hand.

`prometheus-client` would keep counters of this one process; ours are in the database
and the same on every node. No label names a machine.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kiosk import __version__
from kiosk.center.desk.watching.fleet_figures import FleetFigures

Samples = Iterable[tuple[str, float]]
KIND = "text/plain; version=0.0.4; charset=utf-8"


class MetricFamily(NamedTuple):
    """One metric: its name, what it is, the label's name (empty: none), its values."""

    name: str
    about: str
    label: str
    samples: Samples


def families(
    figures: FleetFigures, alerts: Mapping[str, int], watched: float | None
) -> list[MetricFamily]:
    """Return everything that is measured.

    :param alerts: open ones by rule.
    :param watched: when somebody last looked for alerts; None: nobody ever did.
    """
    needs = [(need.name.lower(), float(n)) for need, n in figures.needs.items()]
    plain = (
        ("queue_events", "Events that machines have not uploaded.", figures.waiting),
        ("queue_events_max", "Of the machine with the most.", figures.waiting_most),
        ("paper_low_machines", "Machines with little paper.", figures.paper_low),
        (
            "certificates_ending_machines",
            "Machines whose certificate is near its end.",
            figures.certificates,
        ),
        ("pulses_last_minute", "Machines that spoke.", figures.pulses),
        ("orders_waiting", "Orders not fetched yet.", figures.orders_waiting),
        ("alarms", "Alarms that nobody has settled.", figures.alarms),
        ("database_seconds", "What one short question took.", figures.database_s),
        ("watched_timestamp_seconds", "When alerts were looked for.", watched or 0.0),
    )
    return [
        MetricFamily(
            "machines", "Machines by how badly they need help.", "need", needs
        ),
        _by("machines_reason", "Machines by reason.", "reason", figures.reasons),
        _by("machines_version", "Machines by version.", "version", figures.versions),
        _by("alerts_open", "Open alerts by rule.", "rule", alerts),
        _by("desk_info", "This desk.", "version", {__version__: 1}),
        *(MetricFamily(name, text, "", [("", n)]) for name, text, n in plain),
    ]


def written(found: Iterable[MetricFamily]) -> str:
    """Return the text."""
    lines: list[str] = []
    for family in found:
        name = f"kiosk_{family.name}"
        lines += [f"# HELP {name} {family.about}", f"# TYPE {name} gauge"]
        for value, number in family.samples:
            label = f'{{{family.label}="{_escaped(value)}"}}' if family.label else ""
            lines.append(f"{name}{label} {number:.17g}")
    return "\n".join([*lines, ""])


def _by(name: str, about: str, label: str, counts: Mapping[str, int]) -> MetricFamily:
    samples = [(word, float(n)) for word, n in sorted(counts.items())]
    return MetricFamily(name, about, label, samples)


def _escaped(text: str) -> str:
    """Return a label's value; a machine's version may hold anything."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return "".join(c if c.isprintable() else "?" for c in escaped)
