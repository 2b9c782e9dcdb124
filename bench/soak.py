"""Lets many visitors come to one kiosk, with faults by chance, and judges what is left.

`script/soak` runs it: the real program with a real pcscd, a printer behind a pseudo
terminal and a center behind TLS. Ctrl-C ends it, and what was seen is still judged.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from bench.soak_figures import (
    Findings,
    Verdict,
    compared,
    in_files,
    in_memory,
    judged,
    sample,
)
from bench.visitors import FAULTS, PEOPLE, Hall, plain, put_right
from kiosk.machine.demo.scripted_person import Unexpected, Walk
from tests.rig import Kiosk, Stage, wait_for

FAULTY = 0.4
"""The share of visitors to whom something happens."""
GONE = 60.0
"""Seconds after which a visitor's words must have left the memory."""
DEBUG = '[log]\nlevel = "debug"\n'
TROUBLE = (Unexpected, AssertionError, OSError, ValueError)


def main() -> None:
    """Read the words of the command line and run."""
    words = argparse.ArgumentParser("script/soak", description=__doc__)
    words.add_argument("--visitors", type=int, default=0, help="how many come (2000)")
    words.add_argument("--hours", type=float, default=0.0, help="or for how long")
    words.add_argument("--speed", type=float, help="of a person (20; 1 with --hours)")
    words.add_argument(
        "--seed", type=int, default=random.SystemRandom().getrandbits(32)
    )
    words.add_argument("--out", type=Path, default=Path("out/soak"))
    asked = words.parse_args()
    speed = asked.speed or (1.0 if asked.hours else 20.0)
    most = asked.visitors or (10**9 if asked.hours else 2000)
    end = time.monotonic() + asked.hours * 3600 if asked.hours else float("inf")
    print(f"soak: seed {asked.seed}, speed {speed:g}", flush=True)
    with tempfile.TemporaryDirectory(prefix="kiosk-soak-") as name:
        soak = Soak(Path(name), random.Random(asked.seed), speed)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, soak.end)
        verdicts = soak.run(most, end)
    for verdict in verdicts:
        print(verdict)
    write(asked.out, soak, verdicts, {"seed": asked.seed, "speed": speed})
    sys.exit(0 if all(verdict.met for verdict in verdicts) else 1)


class Soak:
    """One kiosk and all who come to it."""

    def __init__(self, folder: Path, chance: random.Random, speed: float) -> None:
        self.found = Findings()
        self.faults: dict[str, int] = {}
        self._folder, self._chance, self._speed = folder, chance, speed
        self._ended = False

    def end(self, *_: object) -> None:
        """Let nobody come any more; who stands there goes on to the end."""
        self._ended = True

    def run(self, most: int, end: float) -> list[Verdict]:
        """Let them come until one of both is reached, and judge."""
        stage = Stage(self._folder / "stage", "SOAK-001")
        try:
            machine = self._folder / "machine"
            machine.mkdir()
            kiosk = Kiosk(machine, stage, DEBUG, kiosk_id="SOAK-001")
            kiosk.enrol(stage.ready["code"])
            walk = kiosk.start()
            try:
                walk.until("attract")
                hall = Hall(walk, stage, self._chance, self._speed)
                self._visits(hall, kiosk, most, end)
                self.found.touches = hall.touches
                return [*judged(self.found), self._events(hall, kiosk)]
            finally:
                if kiosk.process is not None and kiosk.process.poll() is None:
                    kiosk.kill()
        finally:
            stage.close()

    def _visits(self, hall: Hall, kiosk: Kiosk, most: int, end: float) -> None:
        assert kiosk.process is not None
        pid, before = kiosk.process.pid, ""
        self._look_once(hall, pid)
        for number in range(most):
            if self._ended or time.monotonic() >= end:
                print("soak: ended early")
                break
            others = [key for key in PEOPLE if key != before]
            person = self._chance.choice(others)
            self._visit(hall, number, person)
            # Whoever came before had the length of a visit to be forgotten in.
            self._search(pid, kiosk.folder, before, number - 1)
            self.found.samples.append(sample(pid, number))
            before = person
            if number % 10 == 9:
                said = self.found.samples[-1]
                print(f"soak: {number + 1} visitors, {said.rss_kb} kB", flush=True)
        time.sleep(1)
        self._search(pid, kiosk.folder, before, len(self.found.met) - 1)

    def _look_once(self, hall: Hall, pid: int) -> None:
        """See that a visitor's words are found while the visitor is there."""
        hall.enter(PEOPLE[0])
        hall.look()
        self.found.seen = sorted(in_memory(pid, PEOPLE[0]))
        hall.leave()

    def _visit(self, hall: Hall, number: int, person: str) -> None:
        """Let one person come; note it when the visit does not go as it should."""
        fault, act = "none", plain
        if self._chance.random() < FAULTY:
            fault = self._chance.choice(list(FAULTS))
            act = FAULTS[fault]
        self.found.met.append(fault)
        self.faults[fault] = self.faults.get(fault, 0) + 1
        try:
            act(hall, person)
        except TROUBLE as error:
            self._note(f"visitor {number}, {fault}: {error}")
        try:
            put_right(hall)
        except TROUBLE as error:
            self._note(f"after visitor {number}, {fault}: {error}")

    def _note(self, text: str) -> None:
        self.found.surprises.append(text)
        print(f"soak: {text}", flush=True)

    def _search(self, pid: int, folder: Path, person: str, number: int) -> None:
        """Look for what a visitor left, in memory and in every file."""
        if not person:
            return
        end = time.monotonic() + GONE
        while (left := in_memory(pid, person)) and time.monotonic() < end:
            time.sleep(1)
        where = {"memory": left, "files": in_files(folder, person)}
        for place, what in where.items():
            if what:
                met = self.found.met[number]
                text = f"visitor {number}, {met}: {sorted(what)} in {place}"
                self.found.residues.append(text)
                print(f"soak: {text}", flush=True)

    def _events(self, hall: Hall, kiosk: Kiosk) -> Verdict:
        """Wait for the upload, end the kiosk in good order and compare both lists."""
        waits = "nothing"
        try:
            put_right(hall)
            wait_for(lambda: sent(hall.walk), "the journal was not uploaded", 120)
            waits = f"exit status {kiosk.stop()}"
            return compared(kiosk, self._folder / "stage" / "center")
        except TROUBLE as error:
            return Verdict("journal against center", f"{error}; {waits}", "told", False)


def sent(walk: Walk) -> bool:
    """Tell whether the center has every event."""
    return bool(walk.ask(do="status")["journal"]["waiting"] == 0)


def write(
    out: Path, soak: Soak, verdicts: list[Verdict], how: dict[str, float]
) -> None:
    """Leave the report as a page and as figures."""
    out.mkdir(parents=True, exist_ok=True)
    figures = {
        **how,
        "visitors": len(soak.found.samples),
        "faults": soak.faults,
        "verdicts": [asdict(verdict) for verdict in verdicts],
        **asdict(soak.found),
    }
    text = json.dumps(figures, ensure_ascii=False, indent=1)
    (out / "report.json").write_text(text + "\n", "utf-8")
    rows = [f"| {v.what} | {v.figure} | {v.bound} | {v.met} |" for v in verdicts]
    came = ", ".join(f"{name} {count}" for name, count in sorted(soak.faults.items()))
    head = f"# Soak\n\n{len(soak.found.samples)} visitors, {how}. They met: {came}.\n\n"
    table = "\n".join(
        ["| Measure | Figure | Bound | Met |", "|---|---|---|---|", *rows]
    )
    notes = "".join(f"\n* {n}" for n in soak.found.surprises + soak.found.residues)
    (out / "report.md").write_text(f"{head}{table}\n{notes}\n", "utf-8")
    print(f"soak: report in {os.path.relpath(out)}")


if __name__ == "__main__":
    main()
