"""What happens between a broken job and the next, step by step: no line, no clock."""

from dataclasses import replace

import msgspec
import pytest

from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.printer.printer_profile import PrinterAnswers
from kiosk.devices.printer.serial.aftermath import Aftermath
from kiosk.devices.printer.serial.broken_job import BrokenJob
from kiosk.devices.printer.serial.poll import PollPace
from kiosk.devices.printer.serial.status import ReplyKind, StatusReply
from kiosk.devices.printer.typesetting import escpos_commands
from kiosk.devices.printer.typesetting.segments import void_strip
from tests.devices.printer.conftest import profile

PACE = replace(PollPace(), cleared=1.0, margin=4.0)
FULL = profile("generic-80mm")
WORDS = ("作废",)
STRIP = void_strip(WORDS, FULL)
CLEAR, ASK = escpos_commands.CLEAR_BUFFERS, escpos_commands.GS_R_PAPER
# 14 mm to the knife and eight lines of 34 dots, at 150 mm/s; the cut and the margin.
CUTTING = (14.0 + 8 * 34 / 8) / 150.0 + 0.3 + 4.0
CLEARED = StatusReply(ReplyKind.CLEARED, b"")
OK = StatusReply(ReplyKind.IN_ORDER, b"\x00")
PLAIN = PrinterAnswers(clear_dc4=True)
NO_CLEAR = PrinterAnswers()


class Bench:
    """An aftermath with what it wrote and what it told of jobs."""

    def __init__(self, answers: PrinterAnswers = PLAIN) -> None:
        own = msgspec.structs.replace(FULL, answers=answers)
        self.it, self.written = Aftermath(own, PACE, WORDS), list[bytes]()
        self.became: list[JobState] = []

    def left(self, *, hangs: bool = True, owed: int = 0) -> BrokenJob:
        """Return a job that left something, and whose closing is the byte 03."""
        return BrokenJob(
            *(hangs, 300.0, owed, 0, self.became.append),
            is_closing=lambda reply: reply.data == b"\x03",
        )

    def proceed(self, now: float, able: bool = True) -> list[bytes] | None:
        """Do a step; return what it wrote, None when there was none."""
        before = len(self.written)
        if not self.it.proceed(able, self.written.append, now):
            assert len(self.written) == before
            return None
        return self.written[before:]

    def cut_off(self, now: float) -> None:
        """Have the strip asked for, and answer it."""
        assert self.proceed(now) == [STRIP + ASK]
        assert self.it.busy
        self.it.take(OK, now + 0.5)


def test_one_that_was_never_broken_has_nothing_to_do() -> None:
    bench = Bench()
    assert not bench.it.busy
    assert bench.proceed(0.0) is None
    assert bench.it.wait(0.0) == 3600.0
    assert bench.it.holds(0.0) is False


def test_a_printer_that_says_it_is_cleared_gets_the_strip_at_once() -> None:
    bench = Bench()
    bench.it.begin(bench.left())
    assert bench.proceed(10.0, able=False) == [CLEAR]
    assert bench.it.holds(10.9)
    bench.it.take(CLEARED, 10.9)
    assert not bench.it.holds(10.9)
    bench.cut_off(11.0)
    assert not bench.it.busy
    assert bench.became == [JobState.VOID]
    assert bench.it.clears


def test_a_printer_that_ignores_the_clear_is_let_finish_first() -> None:
    bench = Bench()
    bench.it.begin(bench.left())
    bench.proceed(0.0)
    assert bench.it.holds(0.99)
    assert not bench.it.holds(1.0)
    assert not bench.it.clears, "the next job keeps little ahead"
    assert bench.proceed(1.0) == [ASK]
    assert bench.proceed(1.1) is None, "one question at a time"
    bench.it.take(OK, 2.0)
    bench.cut_off(2.1)
    assert not bench.it.busy


def test_a_receipt_that_came_out_whole_by_itself_is_not_voided() -> None:
    bench = Bench(NO_CLEAR)
    bench.it.begin(bench.left())
    assert bench.proceed(0.0) == []
    assert bench.proceed(0.0) == [ASK]
    bench.it.take(StatusReply(ReplyKind.IN_ORDER, b"\x03"), 1.0)
    assert bench.became == [JobState.FINISHED]
    assert bench.proceed(1.1) == []
    assert not bench.it.busy
    assert STRIP not in b"".join(bench.written)
    assert bench.became == [JobState.FINISHED]


def test_a_word_that_comes_too_late_settles_nothing() -> None:
    bench = Bench()
    bench.it.begin(bench.left())
    bench.proceed(0.0)
    assert bench.it.holds(1.0) is False
    bench.it.take(CLEARED, 1.0)
    assert bench.proceed(1.0) == [ASK]


def test_without_paper_on_the_way_nothing_is_cut() -> None:
    bench = Bench()
    bench.it.begin(bench.left(hangs=False))
    bench.proceed(0.0)
    bench.it.take(CLEARED, 0.1)
    assert bench.proceed(0.2) == []
    assert not bench.it.busy
    assert bench.became == []


def test_a_stub_is_not_forgotten_by_a_second_beginning() -> None:
    bench = Bench()
    bench.it.begin(bench.left())
    bench.it.begin()
    bench.proceed(0.0)
    bench.it.take(CLEARED, 0.1)
    bench.cut_off(0.2)
    assert bench.became == [JobState.VOID]


@pytest.mark.parametrize("able", [True, False])
def test_a_restart_lets_a_printer_finish_that_can(able: bool) -> None:
    """Whoever waits for it may still stand there; without paper nobody can."""
    bench = Bench()
    bench.it.inherit(bench.left())
    assert bench.proceed(0.0, able) == ([] if able else [CLEAR])
    if able:
        assert bench.proceed(0.1) == [ASK]


def test_a_line_that_broke_begins_anew() -> None:
    for steps in range(4):
        bench = Bench()
        bench.it.begin(bench.left())
        for step in range(steps):
            bench.it.holds(2.0 * step)
            bench.proceed(2.0 * step)
        bench.it.broken()
        assert not bench.it.holds(20.0)
        assert bench.it.wait(20.0) == 3600.0
        assert bench.proceed(20.0) == ([CLEAR] if bench.it.clears else [])


def test_a_printer_that_cannot_print_is_not_asked() -> None:
    bench = Bench(NO_CLEAR)
    bench.it.begin(bench.left())
    bench.proceed(0.0, able=False)
    assert bench.proceed(0.0, able=False) is None
    assert bench.it.busy


def silent(bench: Bench, now: float, able: bool = True) -> float:
    """Ask, and let the time pass without an answer; return when it was over."""
    assert ASK in b"".join(bench.proceed(now) or [])
    end = now + bench.it.wait(now)
    bench.it.judge(able, end - 0.01)
    assert bench.it.wait(end - 0.01) == pytest.approx(0.01)
    bench.it.judge(able, end)
    return end


def test_the_strip_goes_out_again_when_it_is_not_answered() -> None:
    bench = Bench()
    bench.it.begin(bench.left())
    bench.proceed(0.0)
    bench.it.take(CLEARED, 0.1)
    assert bench.proceed(0.2) == [STRIP + ASK]
    assert bench.it.wait(0.2) == pytest.approx(CUTTING)
    bench.it.judge(True, 0.2 + CUTTING)
    assert bench.it.busy
    assert bench.proceed(10.0) == [STRIP + ASK]
    bench.it.judge(True, 20.0)
    assert (bench.it.busy, bench.it.believed) == (False, False)


def test_silence_of_a_printer_that_cannot_print_does_not_count() -> None:
    bench = Bench(NO_CLEAR)
    bench.it.begin(bench.left())
    bench.proceed(0.0)
    now = silent(bench, 0.0)
    now = silent(bench, now, able=False)
    silent(bench, now)
    assert bench.proceed(50.0) == [ASK], "the count began anew"


def test_old_answers_are_waited_for() -> None:
    bench = Bench(NO_CLEAR)
    bench.it.inherit(bench.left(owed=2))
    bench.proceed(0.0)
    bench.proceed(0.0)
    for now in (1.0, 2.0):
        bench.it.take(OK, now)
        assert bench.proceed(now) is None, "its own answer is still to come"
    bench.it.take(OK, 3.0)
    bench.cut_off(3.1)
    assert bench.it.believed


def test_answers_that_stop_coming_end_the_waiting() -> None:
    bench = Bench(NO_CLEAR)
    bench.it.inherit(bench.left(owed=2))
    bench.proceed(0.0)
    bench.proceed(0.0)
    bench.it.take(OK, 1.0)
    bench.it.judge(True, 1.0 + bench.it.wait(1.0))
    bench.cut_off(20.0)
    assert bench.it.believed


def test_a_printer_that_answers_nothing_in_order_is_given_time() -> None:
    bench = Bench(PrinterAnswers(gs_r=False))
    bench.it.begin(bench.left())
    bench.proceed(0.0)
    assert bench.proceed(0.0) == [b""]
    bench.it.judge(True, bench.it.wait(0.0))
    assert bench.proceed(20.0) == [STRIP]
    bench.it.judge(True, 20.0 + bench.it.wait(20.0))
    assert not bench.it.busy
    assert bench.became == [JobState.VOID]


def test_a_strip_is_proved_like_a_receipt() -> None:
    """One that a loss of power swallowed is not answered, so it goes out again."""
    own = msgspec.structs.replace(NO_CLEAR, macro=True)
    bench = Bench(own)
    bench.it.begin(bench.left(hangs=True))
    bench.proceed(0.0)
    assert bench.proceed(0.0) == [ASK]
    bench.it.take(OK, 0.5)
    (strip,) = bench.proceed(1.0) or []
    assert strip == escpos_commands.macro(ASK) + STRIP + escpos_commands.run_macro(4)
    bench.it.take(OK, 1.1)
    bench.it.judge(True, 30.0)
    assert bench.it.busy, "only what the definition said; the strip was lost"
    assert STRIP in b"".join(bench.proceed(30.0) or [])


def test_half_a_command_is_fed_before_the_question() -> None:
    bench = Bench(NO_CLEAR)
    left = bench.left()
    left.longest = 500
    bench.it.begin(left)
    bench.proceed(0.0)
    assert bench.proceed(0.0) == [bytes(500) + ASK]


def test_half_an_opening_is_fed_too() -> None:
    bench = Bench(NO_CLEAR)
    bench.it.begin()
    bench.proceed(0.0)
    assert bench.proceed(0.0) == [bytes(64) + ASK]
