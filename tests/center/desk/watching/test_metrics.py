"""The figures: well formed, few labels, only for whom they are."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.desk.watching.fleet_figures import MOST_REASONS, MOST_VERSIONS
from kiosk.settings.shipped import asset
from tests.center.desk.desk_rig import RunningDesk, running_desk
from tests.center.fleet.shown.seeded import put_machine
from tests.every import every

NOW = 1_796_000_000.0
TOKEN = "a token of some length"
SAMPLE = re.compile(
    r'(kiosk_[a-z_]+)(?:\{([a-z]+)="((?:[^"\\\n]|\\.)*)"\})? ([0-9.e+-]+)'
)


@pytest.fixture
def desk(center_folder: Path) -> Iterator[RunningDesk]:
    with closing(connect(center_folder)) as db:
        for n in range(60):
            reasons = f"part_{n}:P01 paper_low" if n else "certificate"
            more = {"reasons": reasons, "version": f'0.{n}"\n\\', "severity": 1}
            put_machine(db, f"k-{n}", NOW - n, waiting=n, paper_mm=500, **more)
        put_machine(db, "never", None)
        put_machine(db, "silent", NOW - 9000, reasons="queue")
    with running_desk(center_folder, now=lambda: NOW, metrics_token=TOKEN) as running:
        yield running


def read(desk: RunningDesk) -> dict[tuple[str, str], float]:
    answer = desk.browser().get("/metrics", authorization=f"Bearer {TOKEN}")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = {}
    for line in every(answer.text.splitlines()):
        if not line.startswith("#"):
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            found[sample[1], sample[3] or ""] = float(sample[4])
    return found


def test_the_figures_of_a_fleet(desk: RunningDesk) -> None:
    found = read(desk)
    assert found["kiosk_machines", "soon"] == 60
    assert found["kiosk_machines", "silent"] == 2
    assert found["kiosk_queue_events", ""] == sum(range(60))
    assert found["kiosk_queue_events_max", ""] == 59
    assert found["kiosk_paper_low_machines", ""] == 60
    assert found["kiosk_certificates_ending_machines", ""] == 1
    assert found["kiosk_machines_reason", "paper_low"] == 59
    assert ("kiosk_machines_reason", "queue") not in found
    reasons = [label for name, label in found if name == "kiosk_machines_reason"]
    versions = [label for name, label in found if name == "kiosk_machines_version"]
    assert (len(reasons), len(versions)) == (MOST_REASONS + 1, MOST_VERSIONS + 1)
    assert not any("k-1" in label for _, label in found)


def test_only_who_has_the_token_reads_them(desk: RunningDesk) -> None:
    for sent in ("", "Bearer", "Bearer wrong", f"Bearer {TOKEN}x"):
        answer = desk.browser().get("/metrics", authorization=sent)
        assert answer.status_code == 404
    assert desk.browser().get("/metrics").status_code == 404


def test_the_dashboard_asks_for_what_there_is(desk: RunningDesk) -> None:
    board = json.loads(asset("desk", "grafana.json").read_text("utf-8"))
    asked = [t["expr"] for panel in board["panels"] for t in panel["targets"]]
    named = {name for text in every(asked) for name in re.findall(r"kiosk_\w+", text)}
    there = {name for name, _ in read(desk)} | {"kiosk_alerts_open"}
    assert named <= there
    assert len(named) > 8
