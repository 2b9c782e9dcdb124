"""Headphones: the kernel's own numbers, jacks that come and go, unknown is no."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from kiosk.screens.voice import headphones as rules
from kiosk.screens.voice.headphones import AGAIN_S, Jack, headphones, read_jacks
from kiosk.settings import config
from kiosk.settings.programs import program

FRONT, REAR = "HDA Front Headphone", "HDA Rear Headphone"


def test_the_numbers_are_the_kernels(tmp_path: Path) -> None:
    """Compiled from linux/input.h, since a wrong number would only read as no jack."""
    source = tmp_path / "numbers.c"
    source.write_text(
        "#include <stdio.h>\n#include <linux/input.h>\n"
        'int main(void) { printf("%lu %lu %lu %d", (unsigned long) EVIOCGBIT(EV_SW, 8),'
        "(unsigned long) EVIOCGSW(8), (unsigned long) EVIOCGNAME(128),"
        "SW_HEADPHONE_INSERT); return 0; }\n"
    )
    compiled = tmp_path / "numbers"
    subprocess.run([program("gcc"), "-o", compiled, source], check=True)
    said = subprocess.run([compiled], check=True, capture_output=True, text=True).stdout
    assert [int(number) for number in said.split()] == [
        rules.request(rules._BITS, 8),
        rules.request(rules._STATE, 8),
        rules.request(rules._NAME, 128),
        rules._HEADPHONES,
    ]


class Kernel:
    """Answers like evdev for plain files that stand for input devices."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.devices: dict[int, tuple[str, bool, bool]] = {}

    def add(self, number: int, name: str, able: bool, inserted: bool) -> None:
        path = self.folder / f"event{number}"
        path.touch()
        self.devices[path.stat().st_ino] = (name, able, inserted)

    def ioctl(self, handle: int, asked: int, answer: bytearray) -> int:
        found = self.devices.get(os.fstat(handle).st_ino)
        if found is None:
            raise OSError("inappropriate ioctl")
        name, able, inserted = found
        number, size = asked & 0xFF, asked >> 16 & 0x3FFF
        assert size == len(answer)
        if number == 0x06:
            answer[: len(name) + 1] = name.encode() + b"\0"
        else:
            answer[0] = 4 * (able if number == 0x25 else inserted) | 1
        return 0


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    return Kernel(tmp_path)


def test_only_devices_with_the_switch_are_jacks(kernel: Kernel) -> None:
    kernel.add(0, "a keyboard", able=False, inserted=True)
    kernel.add(1, FRONT, able=True, inserted=True)
    kernel.add(2, REAR, able=True, inserted=False)
    (kernel.folder / "event3").touch()
    (kernel.folder / "mouse0").touch()
    jacks = read_jacks(kernel.folder, kernel.ioctl)
    assert jacks == {FRONT: True, REAR: False}


def test_a_machine_without_input_devices_has_no_jack(tmp_path: Path) -> None:
    assert read_jacks(tmp_path / "none") == {}
    (tmp_path / "event0").touch()
    assert read_jacks(tmp_path) == {}, "a plain file refuses the real ioctl"


@pytest.mark.parametrize(
    ("name", "jacks", "state"),
    [
        ("", {}, None),
        ("", {FRONT: True}, True),
        ("", {FRONT: False}, False),
        ("", {FRONT: True, REAR: True}, None),
        ("HDA Front", {FRONT: True, REAR: False}, True),
        ("HDA Rear", {FRONT: True, REAR: False}, False),
        ("HDA", {FRONT: True, REAR: True}, None),
        ("USB", {FRONT: True}, None),
    ],
)
def test_the_state_of_one_jack(
    name: str, jacks: Mapping[str, bool], state: bool | None
) -> None:
    assert Jack(name, lambda: jacks).state() is state


@pytest.mark.parametrize(
    ("seen", "answers"),
    [
        ([False, True, False], [False, True, False]),
        ([True, True], [False, False]),
        ([True, False, True], [False, False, True]),
        ([None, True], [False, False]),
        ([False, True, None, True], [False, True, False, True]),
    ],
)
def test_a_plug_counts_after_the_jack_was_empty(
    seen: list[bool | None], answers: list[bool]
) -> None:
    """Loudspeakers that hang on the jack for ever are never headphones."""
    states: Iterator[bool | None] = iter(seen)
    now = 0.0

    def read() -> Mapping[str, bool]:
        state = next(states)
        return {} if state is None else {FRONT: state}

    jack = Jack("", read, lambda: now)
    for answer in answers:
        assert jack.plugged() is answer
        assert jack.plugged() is answer, "asked again at once, it does not look again"
        now += AGAIN_S
    assert next(states, "no more") == "no more"


def test_the_settings_decide() -> None:
    assert headphones(config.VoiceSettings(headphones="always"))()
    assert not headphones(config.VoiceSettings(headphones="never"))()
    assert not headphones(config.VoiceSettings())()
    assert not headphones(
        config.VoiceSettings(headphones="jack", jack="no such jack")
    )()
