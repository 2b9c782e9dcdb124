"""The real script that switches releases, on a root of its own, cut at every step."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.settings.programs import program

SCRIPT = Path(__file__).parents[3] / "packaging/kiosk/kiosk-release.sh"
STEPS = ("cp", "ln", "mv", "rm", "sync")
CUTS = 60
"""More steps than any command has."""
SHIM = """#!/bin/sh
name=${0##*/}
read -r left <"$LEFT"
left=$((left - 1))
echo $left >"$LEFT"
[ $left -ge 0 ] || kill -9 0
[ "$name" != sync ] || exit 0
exec "/bin/$name" "$@"
"""


class Machine:
    """A root with releases, and what was done to it."""

    def __init__(self, root: Path, copied: "Machine | None" = None) -> None:
        self.root, self.base = root, root / "opt/kiosk"
        self.shims = root / "shims"
        if copied is not None:
            shutil.copytree(copied.root, root, symlinks=True)
            return
        (root / "run/kiosk").mkdir(parents=True)
        boot = root / "proc/sys/kernel/random/boot_id"
        boot.parent.mkdir(parents=True)
        boot.write_text("boot-1\n")
        self.uptime(100)
        self.shims.mkdir()
        for step in STEPS:
            (self.shims / step).write_text(SHIM)
            (self.shims / step).chmod(0o755)

    def uptime(self, seconds: int) -> None:
        (self.root / "proc/uptime").write_text(f"{seconds}.12 9.00\n")

    def unpack(self, version: str) -> None:
        """Do what dpkg does: the new one's files, and the old one's are gone."""
        releases = self.base / "releases"
        if releases.exists():
            shutil.rmtree(releases)
        program = releases / version / "bin/kiosk"
        program.parent.mkdir(parents=True)
        program.write_text(version)

    def does(self, *words: str, left: int = 10_000) -> int:
        """Run the script; it and all below it is killed at a step."""
        running = self.begins(*words, left=left)
        self.said, _ = running.communicate()
        return running.returncode

    def begins(self, *words: str, left: int | None = None) -> "subprocess.Popen[str]":
        """Start the script; its steps are counted where some number is left."""
        count = self.root / "left"
        count.write_text(str(left))
        path = "/usr/bin:/bin" if left is None else f"{self.shims}:/usr/bin:/bin"
        return subprocess.Popen(
            [program("sh"), str(SCRIPT), *words],
            env={"ROOT": str(self.root), "PATH": path, "LEFT": str(count)},
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def say(self, name: str, words: str) -> None:
        (self.root / "run/kiosk" / name).write_text(words + "\n")

    @property
    def runs(self) -> str:
        """Return which release would start now; it is whole."""
        return (self.base / "current/bin/kiosk").read_text()

    def read(self, name: str) -> str:
        path = self.base / name
        return path.read_text().strip() if path.exists() else ""

    def state(self) -> tuple[object, ...]:
        kept = sorted(p.name for p in (self.base / "kept").iterdir())
        links = [os.readlink(self.base / n) for n in ("current", "previous")]
        return (*links, kept, self.read("trial"), self.read("history"))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine on which release 1 was installed."""
    made = Machine(tmp_path)
    made.unpack("1.0")
    assert made.does("switch", "1.0") == 0, made.said
    return made


def on_trial(machine: Machine) -> None:
    machine.unpack("2.0")
    assert machine.does("switch", "2.0") == 0, machine.said


def test_the_first_release_is_no_trial(machine: Machine) -> None:
    assert machine.runs == "1.0"
    assert not (machine.base / "trial").exists()


def test_a_new_one_is_on_trial_and_the_old_one_whole(machine: Machine) -> None:
    on_trial(machine)
    assert machine.runs == "2.0"
    assert machine.read("trial") == "2.0 1.0 0"
    assert (machine.base / "previous/bin/kiosk").read_text() == "1.0"


def test_what_says_that_it_is_well_is_kept(machine: Machine) -> None:
    on_trial(machine)
    assert machine.does("begin") == 0
    assert machine.does("judge") == 0
    assert machine.read("trial") != ""
    machine.say("release-well", "2.0")
    assert machine.does("judge") == 0
    assert machine.read("trial") == ""
    assert machine.read("history").splitlines() == [
        "1 switch 2.0 1.0 -",
        "2 kept 2.0 1.0 -",
    ]


@pytest.mark.parametrize(
    ("told", "seconds", "why"),
    [("2.0 printer", 10, "printer"), ("", 301, "silent"), ("2.0 $(x) ../", 10, "x..")],
)
def test_what_is_not_well_is_taken_back(
    machine: Machine, told: str, seconds: int, why: str
) -> None:
    on_trial(machine)
    machine.does("begin")
    machine.say("release-well", "1.0")
    if told:
        machine.say("release-ill", told)
    machine.uptime(100 + seconds)
    assert machine.does("judge") == 0, machine.said
    assert machine.runs == "1.0"
    assert machine.read("history").splitlines()[-1] == f"2 back 2.0 1.0 {why}"


def test_one_that_never_stays_up_is_taken_back_at_its_fourth_start(
    machine: Machine,
) -> None:
    on_trial(machine)
    for _ in range(3):
        assert machine.does("begin") == 0
        assert machine.runs == "2.0"
    assert machine.does("begin") == 0
    assert machine.runs == "1.0"
    assert machine.does("begin") == 0
    assert machine.runs == "1.0"


def test_a_start_of_another_boot_is_not_measured_by_this_ones_clock(
    machine: Machine,
) -> None:
    on_trial(machine)
    machine.does("begin")
    (machine.root / "proc/sys/kernel/random/boot_id").write_text("boot-2\n")
    machine.uptime(9000)
    machine.does("judge")
    assert machine.runs == "2.0"


def test_back_means_the_last_one_that_proved_itself(machine: Machine) -> None:
    on_trial(machine)
    machine.unpack("3.0")
    machine.does("switch", "3.0")
    assert machine.read("trial") == "3.0 1.0 0"
    machine.does("back", "start")
    assert machine.runs == "1.0"


def test_without_a_trial_back_changes_nothing(machine: Machine) -> None:
    assert machine.does("back", "start") == 0
    assert machine.runs == "1.0"


@pytest.mark.parametrize("name", ["", "..", "9.9", "1/0", ".1"])
def test_only_a_release_that_is_there_is_switched_to(
    machine: Machine, name: str
) -> None:
    assert machine.does("switch", name) == 1
    assert machine.runs == "1.0"


@pytest.mark.parametrize("word", ["release-well", "release-ill"])
def test_a_word_that_is_no_plain_file_is_not_read(machine: Machine, word: str) -> None:
    on_trial(machine)
    machine.does("begin")
    target = machine.root / "elsewhere"
    target.write_text("2.0 x\n")
    (machine.root / "run/kiosk" / word).symlink_to(target)
    assert machine.does("judge") == 0
    assert machine.read("trial").startswith("2.0 1.0 1")


@pytest.mark.parametrize("command", ["switch", "again", "back", "keep"])
def test_a_cut_at_any_step_leaves_one_that_runs(tmp_path: Path, command: str) -> None:
    """And the same command again ends as if nothing had been."""
    words = {
        "switch": ("switch", "2.0"),
        "again": ("switch", "2.0"),
        "back": ("back", "start"),
        "keep": ("keep",),
    }[command]

    before = Machine(tmp_path / "before")
    before.unpack("1.0")
    before.does("switch", "1.0")
    before.unpack("2.0")
    if command != "switch":
        before.does("switch", "2.0")
    wanted = Machine(tmp_path / "whole", before)
    assert wanted.does(*words) == 0, wanted.said
    for cut in range(CUTS):
        machine = Machine(tmp_path / str(cut), before)
        if machine.does(*words, left=cut) == 0:
            break
        assert machine.runs in ("1.0", "2.0")
        assert machine.does(*words) == 0, machine.said
        assert machine.state() == wanted.state(), f"cut at step {cut}"
    assert 3 < cut < CUTS - 1


@pytest.mark.parametrize("name", ["trial", "history"])
def test_a_disk_that_takes_no_words_still_goes_back(
    machine: Machine, name: str
) -> None:
    on_trial(machine)
    # A folder in the place of the new file: nothing can be written there.
    (machine.base / f".{name}").mkdir()
    for _ in range(4):
        machine.does("begin")
    assert machine.runs == "1.0", machine.said
    assert not (machine.base / "trial").exists()


@pytest.mark.parametrize(
    "words",
    [
        "",
        "2.0 1.0 x boot-1 y",
        "2.0 1.0 0x11 boot-1 100",
        "2.0 1.0 08 boot-1 09",
        "2.0 . 9 boot-1 100",
        "2.0 ../releases/2.0 9 boot-1 100",
        "$(reboot) 1.0 9 boot-1 100",
        "2.0 1.0 99999999999999999999 boot-1 100",
    ],
)
def test_damaged_words_never_keep_a_broken_release(
    machine: Machine, words: str
) -> None:
    on_trial(machine)
    (machine.base / "trial").write_text(words + "\n")
    (machine.base / "history").write_text("08 $(reboot) x\n")
    for _ in range(4):
        assert machine.does("begin") == 0, machine.said
    assert machine.runs == "1.0"
    assert machine.does("judge") == 0, machine.said


def test_two_at_once_leave_one_that_runs(tmp_path: Path) -> None:
    """dpkg's script and a start of the service may come together."""
    machine = Machine(tmp_path)
    machine.unpack("1.0")
    assert machine.does("switch", "1.0") == 0
    for version in ("2.0", "3.0", "4.0", "5.0"):
        machine.unpack(version)
        commands = [("switch", version), ("switch", version), ("begin",), ("judge",)]
        running = [machine.begins(*words) for words in commands]
        said = [one.communicate(timeout=60)[0] for one in running]
        assert [one.returncode for one in running] == [0, 0, 0, 0], said
        assert machine.runs == version
        assert machine.read("trial").startswith(f"{version} ")
        assert machine.does("keep") == 0
