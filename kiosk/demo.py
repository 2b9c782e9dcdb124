"""`kiosk demo`: a window with the dock, or a scripted visit without a screen.

The visit drives the real program through its control socket, as an acceptance test
would; nothing here reaches into the kiosk's own objects.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.demo_report import write_report
from kiosk.jsonlines import LineClient, Reply
from kiosk.people import load_people
from kiosk.resources import shipped_config

PERSON = "wang-xiulan"
PATIENCE = 20.0


class Unexpected(Exception):
    """The visit did not go as it should; the text says what was expected."""


@dataclass
class Walk:
    """One scripted visit: what was done, when, and what was seen."""

    line: LineClient
    out: Path
    began: float = field(default_factory=time.monotonic)
    steps: list[dict[str, Any]] = field(default_factory=list)
    pictures: int = 0

    def step(self, text: str) -> None:
        """Say and note one step."""
        seconds = round(time.monotonic() - self.began, 3)
        self.steps.append({"at": seconds, "step": text})
        print(f"{seconds:7.2f} s  {text}", flush=True)

    def ask(self, **command: object) -> Reply:
        """Send one command.

        :raises Unexpected: when it is refused.
        """
        reply = self.line.ask(**command)
        if "error" in reply:
            raise Unexpected(f"{command}: {reply['error']}")
        return reply

    def until(self, page: str, **wanted: object) -> Reply:
        """Wait for a page, and for values in its description.

        :raises Unexpected: when another one stays.
        """
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            seen = self.ask(do="describe")
            if seen["page"] == page and all(
                seen.get(k) == v for k, v in wanted.items()
            ):
                return seen
            time.sleep(0.02)
        raise Unexpected(f"the page {page!r} did not come; this one stays: {seen}")

    def picture(self, name: str) -> None:
        """Take a screenshot."""
        self.pictures += 1
        path = self.out / "screens" / f"{self.pictures:02d}-{name}.png"
        self.ask(do="screenshot", path=str(path.resolve()))

    def tap(self, button: str) -> None:
        """Touch a button as soon as it can be touched."""
        end = time.monotonic() + PATIENCE
        while (reply := self.line.ask(do="tap", button=button)).get("error"):
            if time.monotonic() > end:
                raise Unexpected(f"tap {button}: {reply['error']}")
            time.sleep(0.02)

    def type_pin(self, pin: str) -> None:
        """Type a PIN on the keypad and confirm it."""
        for character in pin:
            self.tap(f"key-{character.lower()}")
        self.tap("ok")


def run_demo(out: Path, headless: bool) -> int:
    """Run the demo; without a display it is headless by itself."""
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if headless or not display:
        return _headless(out)
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as state:
        config = _own_config(Path(state))
        return subprocess.call(
            [
                *(sys.executable, "-m", "kiosk", "run", "--dock"),
                *("--config", str(config), "--control", f"{state}/control.sock"),
            ]
        )


def _own_config(state: Path) -> Path:
    """Write the demo's settings with an own state folder."""
    text = shipped_config("demo.toml").read_text("utf-8")
    text = text.replace('state = "var/kiosk"', f'state = "{state}/kiosk"')
    path = state / "kiosk.toml"
    path.write_text(text, "utf-8")
    return path


def _headless(out: Path) -> int:
    """Walk the visit and leave pictures, receipts and a summary in `out`."""
    for part in ("screens", "receipts"):
        shutil.rmtree(out / part, ignore_errors=True)
        (out / part).mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as state:
        folder = Path(state)
        config = _own_config(folder)
        log = (out / "kiosk.log").open("wb")
        kiosk = subprocess.Popen(
            [
                *(sys.executable, "-X", "faulthandler", "-m", "kiosk", "run"),
                *("--config", str(config), "--control", f"{state}/control.sock"),
            ],
            env={**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"},
            stderr=log,
        )
        try:
            summary = _walk(_connect(folder / "control.sock", kiosk), folder, out)
        except (Unexpected, OSError) as error:
            print(f"not as expected: {error}", file=sys.stderr)
            summary = {"ok": False, "trouble": str(error)}
        finally:
            kiosk.terminate()
            status = kiosk.wait(20)
            log.close()
        summary["exit_status"] = status
        summary["ok"] = bool(summary["ok"]) and status == 0
        _add_journal_proof(summary, config, folder)
    (out / "summary.json").write_text(
        json.dumps(summary, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
    write_report(out, summary)
    print(f"{'all as expected' if summary['ok'] else 'FAILED'}: {out}/index.html")
    return 0 if summary["ok"] else 1


def _connect(path: Path, kiosk: subprocess.Popen[bytes]) -> LineClient:
    """Connect as soon as the control socket is there.

    :raises Unexpected: when the kiosk ends before that, or after a minute.
    """
    end = time.monotonic() + 60
    while kiosk.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError):
            return LineClient(path)
        time.sleep(0.05)
    raise Unexpected("the kiosk did not come up; kiosk.log says why")


def _walk(line: LineClient, folder: Path, out: Path) -> dict[str, Any]:
    """Walk one visit: first without the center, then with it.

    :raises Unexpected: when something does not go as it should.
    """
    with line:
        walk = Walk(line, out)
        _begin(walk)
        _prove_pin(walk)
        _look_and_print(walk)
        _leave(walk)
        status = _wait_for_upload(walk)
        return _summary(walk, status, folder)


def _begin(walk: Walk) -> None:
    walk.until("attract")
    walk.step("the kiosk waits for a card")
    walk.picture("attract")
    walk.ask(do="center", online=False)
    walk.step("the center is cut off")
    walk.ask(do="card", insert=PERSON)
    walk.until("pin")
    walk.step("a card was put in and read through pcscd")
    walk.picture("pin")


def _prove_pin(walk: Walk) -> None:
    pin = load_people()[PERSON].card.pin
    wrong = "".join(str((int(digit) + 1) % 10) for digit in pin)
    serial = walk.until("pin")["serial"]
    walk.type_pin(wrong)
    while walk.until("pin")["serial"] == serial:
        time.sleep(0.02)
    walk.step("a wrong PIN was refused by the card, and the tries left are said")
    walk.picture("pin-wrong")
    walk.type_pin(pin)
    walk.until("home")
    walk.step("the PIN was proved against the card's own counter")
    walk.picture("home")


def _look_and_print(walk: Walk) -> None:
    walk.tap("service-pension")
    walk.until("center_away")
    walk.step("without the center an honest page says what still works")
    walk.picture("center-away")
    walk.ask(do="center", online=True)
    walk.tap("retry")
    walk.until("contributions")
    walk.step("pension contributions came from the center over mutual TLS")
    walk.picture("contributions")
    walk.tap("next")
    walk.until("contributions")
    walk.picture("contributions-next")
    walk.tap("year-2018")
    walk.until("contributions")
    walk.step("another year was chosen")
    walk.picture("contributions-2018")
    walk.tap("print")
    walk.until("printed")
    walk.step("the receipt was printed and the printer confirmed it")
    walk.picture("printed")
    walk.tap("ok")


def _leave(walk: Walk) -> None:
    walk.until("contributions")
    walk.tap("finish")
    walk.until("take_card")
    walk.step("the visit ended, the card is asked to be taken")
    walk.picture("take-card")
    pulled = time.monotonic()
    walk.ask(do="card", remove=True)
    walk.until("attract")
    walk.step(f"back to the start {1000 * (time.monotonic() - pulled):.0f} ms later")
    walk.picture("attract-again")


def _wait_for_upload(walk: Walk) -> Reply:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        status = walk.ask(do="status")
        if status["journal"]["waiting"] == 0:
            walk.step(f"{status['journal']['last']} events are at the center")
            return status
        time.sleep(0.1)
    raise Unexpected("the journal was not uploaded in 30 s")


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
