"""`kiosk demo`: a window with the dock, or a scripted visit without a screen.

The visit drives the real program through its control socket, as an acceptance test
would; nothing here reaches into the kiosk's own objects.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.devices.virtual.demo_city import write_demo_city
from kiosk.devices.virtual.jsonlines import LineClient, Reply
from kiosk.machine.demo.demo_report import write_report
from kiosk.machine.demo.scripted_person import UNHURRIED, Unexpected, Walk
from kiosk.machine.demo.scripted_visit import walk_hospital, walk_visit
from kiosk.settings.loading import load_config
from kiosk.settings.shipped import asset, shipped_config


def run_demo(
    out: Path,
    headless: bool,
    trace: bool = False,
    hospital: bool = False,
    region: str = "",
) -> int:
    """Run the demo; without a display it is headless by itself.

    :param hospital: the machine stands in a hospital, where people register.
    :param region: a file of config/regions/; empty: the demo's own.
    """
    traced = ["--trace"] if trace else []
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if headless or not display:
        if region:
            # The scripted visits know the ways of the demo's own region only.
            print("demo: --region needs a window and a display", file=sys.stderr)
            return 2
        return _headless(out, traced, hospital)
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as state:
        config = _own_config(Path(state), hospital, region)
        return subprocess.call(
            [
                *(sys.executable, "-m", "kiosk", "run", "--dock", *traced),
                *("--config", str(config), "--control", f"{state}/control.sock"),
            ]
        )


def _own_config(state: Path, hospital: bool, region: str = "") -> Path:
    """Write the demo's settings with an own state folder."""
    text = shipped_config("demo.toml").read_text("utf-8")
    text = text.replace('state = "var/kiosk"', f'state = "{state}/kiosk"')
    if hospital:
        text = text.replace('mode = "demo"', 'mode = "demo"\nsite = "hospital"')
        name = tomllib.loads(asset("demo", "hospital.toml").read_text("utf-8"))["name"]
        text = re.sub('place = ".*"', f'place = "{name}"', text, count=1)
    if region:
        text = re.sub('region = ".*"', f'region = "{region}"', text, count=1)
    path = state / "kiosk.toml"
    path.write_text(text, "utf-8")
    write_demo_city(state, load_config(path).machine.region)
    return path


def _headless(out: Path, traced: list[str], hospital: bool) -> int:
    """Walk the visit and leave pictures, receipts and a summary in `out`."""
    for part in ("screens", "receipts"):
        shutil.rmtree(out / part, ignore_errors=True)
        (out / part).mkdir(parents=True)
    # Wherever the folder is, it is no part of what somebody commits.
    (out / ".gitignore").write_text("*\n", "ascii")
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as state:
        folder = Path(state)
        config = _own_config(folder, hospital)
        with config.open("a", encoding="utf-8") as settings:
            settings.write(UNHURRIED + "[center]\ntimeout = 60\n")
        log = (out / "kiosk.log").open("wb")
        kiosk = subprocess.Popen(
            [
                *(sys.executable, "-X", "faulthandler", "-m", "kiosk", "run"),
                *("--config", str(config), "--control", f"{state}/control.sock"),
                *traced,
            ],
            env={**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"},
            stderr=log,
        )
        try:
            line = _connect(folder / "control.sock", kiosk, out / "kiosk.log")
            visit = walk_hospital if hospital else walk_visit
            summary = _walk(line, folder, out, visit)
        except (Unexpected, OSError) as error:
            print(f"not as expected: {error}", file=sys.stderr)
            summary = {"ok": False, "trouble": str(error)}
        finally:
            kiosk.terminate()
            status = kiosk.wait(60)
            log.close()
        summary["exit_status"] = status
        summary["ok"] = bool(summary["ok"]) and status == 0
        if "steps" in summary:
            _add_journal_proof(summary, config, folder)
    (out / "summary.json").write_text(
        json.dumps(summary, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
    write_report(out, summary)
    print(f"{'all as expected' if summary['ok'] else 'FAILED'}: {out}/index.html")
    return 0 if summary["ok"] else 1


def _connect(path: Path, kiosk: subprocess.Popen[bytes], log: Path) -> LineClient:
    """Connect as soon as the control socket is there.

    :raises Unexpected: when the kiosk ends before that, or after three minutes.
    """
    end = time.monotonic() + 180
    while kiosk.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError):
            return LineClient(path)
        time.sleep(0.05)
    raise Unexpected(f"the kiosk did not come up: {reason(log)}")


def reason(log: Path) -> str:
    """Return the last line with which a program says why it ended."""
    lines = [line for line in log.read_text("utf-8", "replace").split("\n") if line]
    grave = [line for line in lines if line.startswith(("CRITICAL", "kiosk:"))]
    last = next(reversed(grave or lines), "it said nothing")
    return re.sub(r"^(CRITICAL [\w.]+|kiosk): (the session ended: )?", "", last)


def _walk(
    line: LineClient, folder: Path, out: Path, visit: Callable[[Walk], Reply]
) -> dict[str, Any]:
    """Walk one visit: first without the center, then with it.

    :raises Unexpected: when something does not go as it should.
    """
    with line:
        walk = Walk(line, out)
        status = visit(walk)
        return _summary(walk, status, folder)


def _summary(walk: Walk, status: Reply, folder: Path) -> dict[str, Any]:
    receipts = sorted((folder / "kiosk" / "stage" / "receipts").glob("*"))
    for path in receipts:
        shutil.copy(path, walk.out / "receipts" / path.name)
    sizes = {p.name: p.stat().st_size for p in receipts if p.suffix == ".bin"}
    return {
        "ok": bool(sizes) and status["surroundings"]["receipts"] == len(sizes),
        "seconds": round(time.monotonic() - walk.began, 2),
        "steps": walk.steps,
        "apdu_count": status["surroundings"]["apdus"],
        "receipt_bytes": sizes,
        "events": {
            "appended": status["journal"]["last"],
            "uploaded": status["journal"]["acked"],
        },
        "devices": status["devices"],
        "versions": status["versions"],
    }


def _add_journal_proof(summary: dict[str, Any], config: Path, folder: Path) -> None:
    """Verify the kiosk's chain and the center's copy, after both have stopped."""
    verify = subprocess.run(
        [
            *(sys.executable, "-m", "kiosk", "journal", "verify"),
            *("--config", str(config)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    count = subprocess.run(
        [
            *(sys.executable, "-m", "kiosk", "center", "events", "--verify"),
            *("--folder", str(folder / "kiosk" / "stage" / "center")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    events = summary.setdefault("events", {})
    events["stored_by_center"] = len(count.stdout.splitlines())
    summary["chain_verified"] = verify.returncode == 0 and count.returncode == 0
    summary["ok"] = summary["ok"] and summary["chain_verified"]
    print(verify.stdout.strip())
