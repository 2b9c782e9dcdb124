"""How often a machine sends pulses, whatever the center answers."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from kiosk.domain.faults import Fault
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.downward import order_book
from kiosk.sync.downward.desk_client import OlderCenter
from kiosk.sync.downward.order_book import OrderBook
from kiosk.sync.downward.pulse import LEAST_S, OLDER_S, PulseSender
from kiosk.sync.journal import journal_tables
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.downward.editions_wire import EditionMark
from kiosk.sync.wire.downward.pulse_wire import Pulse, PulseAnswer
from tests.sync.samples import HandClock, journal_in

NOW = datetime.now(UTC)


class ScriptedDesk:
    """A line that answers what it is told to."""

    def __init__(self, *answers: PulseAnswer | Exception) -> None:
        self._answers, self.asked = list(answers), list[Pulse]()

    async def pulse(self, pulse: Pulse) -> PulseAnswer:
        self.asked.append(pulse)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def sender(folder: Path, desk: ScriptedDesk) -> PulseSender:
    migrations = (*journal_tables.MIGRATIONS, *order_book.MIGRATIONS)
    journal = journal_in(folder, migrations=migrations)
    book = OrderBook(journal, journal.keys.signing_public, lambda: None)

    def said(number: int) -> Pulse:
        return Pulse(boot="b", number=number)

    line: object = desk
    return PulseSender(
        *(line, said, book, list, journal.time),  # type: ignore[arg-type]
        *(Random(1), 0.0),
    )


@pytest.mark.parametrize(
    ("answer", "least", "most"),
    [
        (PulseAnswer(NOW, 0), 1.0, 1.1),
        (PulseAnswer(NOW, 60), 60, 66),
        (PulseAnswer(NOW, 10**12), 3600, 3960),
        (OlderCenter(), OLDER_S / 2, OLDER_S * 1.5),
        (CenterError("", Fault.CENTER_ERROR, 100.0), 50, 150),
        (CenterError("", Fault.CENTER_UNREACHABLE), 0, 2),
        (StoreError("broken"), 0, 2),
    ],
)
async def test_how_long_it_waits(
    tmp_path: Path, answer: PulseAnswer | Exception, least: float, most: float
) -> None:
    pulses = sender(tmp_path, ScriptedDesk(answer))
    assert least <= await pulses._once() <= most


async def test_a_center_that_answers_at_once_makes_no_busy_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = ScriptedDesk(PulseAnswer(NOW, 0))
    pulses, clock = sender(tmp_path, desk), HandClock()
    monkeypatch.setattr(pulses, "_time", clock)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) > 5:
            raise asyncio.CancelledError

    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setattr(clock, "known", lambda: None, raising=False)
    with pytest.raises(asyncio.CancelledError):
        await pulses.run()
    assert [pulse.number for pulse in desk.asked] == [1, 2, 3, 4, 5]
    assert min(slept[1:]) >= LEAST_S


async def test_one_download_at_a_time_and_none_stops_the_pulse(tmp_path: Path) -> None:
    mark = EditionMark("region", 1, 10)
    desk = ScriptedDesk(PulseAnswer(NOW, 1, editions=(mark,)))
    pulses, begun, goes_on = sender(tmp_path, desk), [], asyncio.Event()

    async def take(marks: tuple[EditionMark, ...]) -> None:
        begun.append(marks)
        await goes_on.wait()
        raise OSError

    pulses.editions = take
    await pulses._once()
    await pulses._once()
    await asyncio.sleep(0)
    assert begun == [(mark,)]
    goes_on.set()
    await asyncio.sleep(0.01)
    await pulses._once()
    await asyncio.sleep(0)
    assert begun == [(mark,), (mark,)]
