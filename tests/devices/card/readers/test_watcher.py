"""What the watcher makes of a service that behaves in ways hard to bring about.

The service is scripted here; the same watcher runs on a real one in test_real_*.
"""

import threading
from collections.abc import Callable

import pytest

from kiosk.devices.card.card_port import SlotEvent, SlotState
from kiosk.devices.card.readers import watcher as watcher_module
from kiosk.devices.card.readers.watcher import Watcher
from kiosk.devices.card.readers.winscard import PcscError, ReaderState

NO_SERVICE = 0x8010001D
UNKNOWN_READER = 0x80100009
TIMED_OUT = 0x8010000A
CANCELLED = 0x80100002
PRESENT, EMPTY = 0x22, 0x12
READER = "Some Reader 00 00"

Step = tuple[list[str], Callable[[], dict[str, ReaderState]]]


def state(counter: int, bits: int, atr: bytes = b"") -> dict[str, ReaderState]:
    return {READER: ReaderState(counter << 16 | bits, atr)}


def fails(code: int) -> Callable[[], dict[str, ReaderState]]:
    def step() -> dict[str, ReaderState]:
        raise PcscError("SCardGetStatusChange", code)

    return step


class ScriptedService:
    """Gives the watcher one prepared list of readers and outcome after the other."""

    def __init__(self, *steps: Step) -> None:
        self._steps = list(steps)
        self._at_end = threading.Event()

    def connect(self) -> "ScriptedService":
        return self

    def readers(self) -> list[str]:
        return self._steps[0][0] if self._steps else [READER]

    def wait(self, known: dict[str, int], timeout: float) -> dict[str, ReaderState]:
        if self._steps:
            return self._steps.pop(0)[1]()
        self._at_end.wait()
        raise PcscError("SCardGetStatusChange", CANCELLED)

    def cancel(self) -> None:
        self._at_end.set()

    def release(self) -> None:
        """Nothing is held."""


def told(monkeypatch: pytest.MonkeyPatch, *steps: Step) -> list[SlotEvent]:
    """Run the watcher over a script; return every change it told."""
    service = ScriptedService(*steps)
    monkeypatch.setattr(watcher_module, "PcscContext", service.connect)
    monkeypatch.setattr(watcher_module, "_BACKOFF_S", (0.01, 0.02))
    events: list[SlotEvent] = []
    done = threading.Event()

    def tell() -> None:
        events.append(watcher.truth)
        if not service._steps:
            done.set()

    watcher = Watcher("", tell)
    watcher.start()
    assert done.wait(60), events
    watcher.stop()
    return events


def empty() -> dict[str, ReaderState]:
    return state(0, EMPTY)


def test_a_removal_that_was_never_reported_is_found_in_the_counter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = told(
        monkeypatch,
        ([READER], empty),
        ([READER], lambda: state(1, PRESENT, b"A")),
        ([READER], lambda: state(3, PRESENT, b"B")),
    )
    assert [(e.state, e.insertion, e.atr) for e in events] == [
        (SlotState.EMPTY, 0, b""),
        (SlotState.CARD, 1, b"A"),
        (SlotState.EMPTY, 1, b""),
        (SlotState.CARD, 2, b"B"),
    ]


def test_a_reader_pulled_with_its_card_and_plugged_in_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = told(
        monkeypatch,
        ([READER], lambda: state(1, PRESENT, b"A")),
        ([READER], fails(UNKNOWN_READER)),
        ([], fails(TIMED_OUT)),
        ([READER], lambda: state(1, PRESENT, b"A")),
    )
    assert [(e.state, e.insertion) for e in events] == [
        (SlotState.CARD, 1),
        (SlotState.NO_READER, 1),
        (SlotState.CARD, 2),
    ]


def test_a_second_reader_is_told_and_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = told(
        monkeypatch,
        ([READER], empty),
        ([READER, "Another"], dict),
        ([READER], empty),
    )
    assert [e.state for e in events] == [
        SlotState.EMPTY,
        SlotState.SEVERAL_READERS,
        SlotState.EMPTY,
    ]


@pytest.mark.parametrize("code", [NO_SERVICE, 0x80100001, 0x80100014])
def test_a_failing_service_is_told_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    events = told(
        monkeypatch,
        ([READER], lambda: state(1, PRESENT, b"A")),
        ([READER], fails(code)),
        ([READER], lambda: state(1, PRESENT, b"A")),
    )
    assert [(e.state, e.insertion) for e in events] == [
        (SlotState.CARD, 1),
        (SlotState.NO_SERVICE, 1),
        (SlotState.CARD, 2),
    ]


def test_a_mistake_of_our_own_does_not_end_the_watching(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def mistake() -> dict[str, ReaderState]:
        raise RuntimeError("a mistake")

    events = told(monkeypatch, ([READER], mistake), ([READER], empty))
    assert [e.state for e in events] == [SlotState.NO_SERVICE, SlotState.EMPTY]
    assert "starts again" in caplog.text
