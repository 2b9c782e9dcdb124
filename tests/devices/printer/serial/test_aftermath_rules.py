"""What happens between a broken job and the next, step by step: no line, no clock."""

from dataclasses import replace

import msgspec
import pytest

from kiosk.devices.printer.serial.aftermath import Aftermath
from kiosk.devices.printer.serial.poll import PollPace
from kiosk.devices.printer.typesetting import escpos_commands
from kiosk.devices.printer.typesetting.segments import stub_cut
from tests.devices.printer.conftest import profile

PACE = replace(PollPace(), cleared=1.0, margin=4.0)
FULL = profile("generic-80mm")
# 14 mm to the knife and a line of 34 dots, at 150 mm/s; then the margin.
PATIENCE = (14.0 + 34 / 8) / 150.0 + 4.0
CLEAR, ASK, CUT = (
    escpos_commands.CLEAR_BUFFERS,
    escpos_commands.GS_R_PAPER,
    stub_cut(FULL),
)


class Bench:
    """An aftermath with what it wrote."""

    def __init__(self, *, gs_r: bool = True, clears: bool = True) -> None:
        answers = msgspec.structs.replace(FULL.answers, gs_r=gs_r, clear_dc4=clears)
        own = msgspec.structs.replace(FULL, answers=answers)
        self.it, self.written = Aftermath(own, PACE), list[bytes]()

    def busy(self) -> bool:
        """Tell whether no job may begin yet."""
        return self.it.busy

    def proceed(self, now: float, able: bool = True) -> list[bytes] | None:
        """Do a step; return what it wrote, None when there was none."""
        before = len(self.written)
        if not self.it.proceed(able, self.written.append, now):
            assert len(self.written) == before
            return None
        return self.written[before:]


def test_one_that_was_never_broken_has_nothing_to_do() -> None:
    bench = Bench()
    assert not bench.busy()
    assert bench.proceed(0.0) is None
    assert bench.it.wait(0.0) == 3600.0
    assert bench.it.holds(0.0) is False


def test_clear_then_cut_then_ask_then_ready() -> None:
    bench = Bench()
    bench.it.begin()
    assert bench.busy()
    assert bench.proceed(10.0, able=False) == [CLEAR]
    assert bench.it.holds(10.0)
    assert bench.it.wait(10.0) == pytest.approx(1.0)
    assert bench.it.holds(10.99)
    assert bench.it.holds(11.0) is False
    assert bench.proceed(11.0) == [CUT, ASK]
    assert bench.it.wait(11.0) == pytest.approx(PATIENCE)
    assert bench.proceed(11.1) is None, "one question at a time"
    assert bench.busy()
    assert bench.it.answer(12.0) is False, "it is nobody's receipt"
    assert not bench.busy()
    assert bench.proceed(12.0) is None


def test_the_printer_s_word_that_all_is_gone_settles_every_question() -> None:
    bench = Bench()
    bench.it.owe()
    bench.it.begin()
    bench.proceed(0.0)
    bench.it.cleared()
    assert bench.it.holds(0.1) is False
    assert bench.busy(), "the stub still hangs out"
    assert bench.proceed(0.1) == [CUT]
    assert not bench.busy()
    bench.it.owe()
    assert bench.it.answer(1.0) is True, "the next receipt's own, with none owed before"


def test_a_word_that_comes_too_late_settles_nothing() -> None:
    bench = Bench()
    bench.it.begin()
    bench.proceed(0.0)
    assert bench.it.holds(1.0) is False
    bench.it.cleared()
    assert bench.proceed(1.0) == [CUT, ASK]


def test_a_printer_that_cannot_clear_is_only_cut_and_asked() -> None:
    bench = Bench(clears=False)
    bench.it.begin()
    assert bench.proceed(0.0) == []
    assert bench.it.holds(0.0) is False
    assert bench.proceed(0.0) == [CUT, ASK]


def test_a_printer_that_answers_nothing_in_order_is_only_cut() -> None:
    bench = Bench(gs_r=False, clears=False)
    bench.it.begin()
    bench.proceed(0.0)
    assert bench.proceed(0.0) == [CUT]
    assert not bench.busy()


def test_without_paper_on_the_way_nothing_is_cut() -> None:
    bench = Bench(clears=False)
    bench.it.begin(stub=False)
    bench.proceed(0.0)
    assert bench.proceed(0.0) == [ASK]


def test_a_stub_is_not_forgotten_by_a_second_beginning() -> None:
    bench = Bench(clears=False)
    bench.it.begin()
    bench.it.begin(stub=False)
    bench.proceed(0.0)
    assert bench.proceed(0.0) == [CUT, ASK]


@pytest.mark.parametrize("now", [0.4, 0.99])
def test_a_line_that_broke_while_clearing_clears_again(now: float) -> None:
    bench = Bench()
    bench.it.begin()
    bench.proceed(0.0)
    assert bench.it.holds(now)
    bench.it.broken()
    assert bench.it.holds(now) is False
    assert bench.proceed(now) == [CLEAR], "an unfinished clear is done again"


def test_a_line_that_broke_after_clearing_does_not_clear_again() -> None:
    bench = Bench()
    bench.it.begin()
    bench.proceed(0.0)
    assert bench.it.holds(1.5) is False
    bench.it.broken()
    assert bench.proceed(1.5) == [CUT, ASK]


def test_a_line_that_broke_after_asking_asks_again() -> None:
    bench = Bench(clears=False)
    bench.it.begin()
    bench.proceed(0.0)
    bench.proceed(0.0)
    bench.it.broken()
    assert bench.it.wait(0.0) == 3600.0
    assert bench.proceed(0.1) == [CUT, ASK]


def test_a_printer_that_cannot_print_is_not_asked() -> None:
    bench = Bench(clears=False)
    bench.it.begin()
    bench.proceed(0.0, able=False)
    assert bench.proceed(0.0, able=False) is None
    assert bench.busy()


def silent(bench: Bench, now: float) -> float:
    """Ask, and let the time pass without an answer; return when it was over."""
    assert ASK in (bench.proceed(now) or [])
    end = now + bench.it.wait(now)
    bench.it.judge(True, end - 0.01)
    assert bench.busy()
    bench.it.judge(True, end)
    return end


def test_two_questions_without_any_answer_are_enough_and_believe_nothing() -> None:
    bench = Bench(clears=False)
    bench.it.begin()
    bench.proceed(0.0)
    end = silent(bench, 0.0)
    assert bench.busy()
    end = silent(bench, end)
    assert not bench.busy()
    bench.it.owe()
    assert [bench.it.answer(end) for _ in range(4)] == [False, False, False, False]


def test_silence_of_a_printer_that_cannot_print_does_not_count() -> None:
    bench = Bench(clears=False)
    bench.it.begin()
    bench.proceed(0.0)
    silent(bench, 0.0)
    bench.proceed(10.0)
    bench.it.judge(False, 10.0 + PATIENCE)
    silent(bench, 20.0)
    assert bench.busy(), "the count began anew"
    silent(bench, 30.0)
    assert not bench.busy()


def test_old_answers_are_waited_for_before_the_next_receipt_is_believed() -> None:
    bench = Bench(clears=False)
    bench.it.inherit(half_receipt=True)
    bench.proceed(0.0)
    assert bench.proceed(0.0) == [CUT, ASK]
    assert bench.it.answer(1.0) is False
    assert bench.it.wait(1.0) == pytest.approx(PATIENCE), "each answer gives it time"
    assert bench.it.answer(2.0) is False
    assert bench.busy(), "its own answer is still to come"
    assert bench.it.answer(3.0) is False
    assert not bench.busy()
    bench.it.owe()
    assert bench.it.answer(4.0) is True


def test_answers_that_stop_coming_end_the_waiting() -> None:
    bench = Bench(clears=False)
    bench.it.inherit(half_receipt=True)
    bench.proceed(0.0)
    bench.proceed(0.0)
    bench.it.answer(1.0)
    bench.it.judge(True, 1.0 + PATIENCE)
    assert not bench.busy()
    bench.it.owe()
    assert bench.it.answer(9.0) is True, "it is believed again, and owed alone"


def test_a_whole_receipt_left_behind_owes_no_answer() -> None:
    bench = Bench(clears=False)
    bench.it.inherit(half_receipt=False)
    bench.proceed(0.0)
    assert bench.proceed(0.0) == [ASK]
    assert bench.it.answer(1.0) is False
    assert not bench.busy()


def test_an_answer_that_nobody_asked_for_confirms_nothing() -> None:
    bench = Bench()
    assert bench.it.answer(0.0) is False
    bench.it.owe()
    bench.it.owe()
    assert bench.it.answer(0.0) is False, "the one before"
    assert bench.it.answer(0.0) is True


def test_a_printer_without_gs_r_owes_nothing() -> None:
    bench = Bench(gs_r=False)
    bench.it.owe()
    assert bench.it.answer(0.0) is False


def test_an_answer_outside_a_question_s_time_does_not_settle_it() -> None:
    bench = Bench(clears=False)
    bench.it.owe()
    bench.it.begin()
    bench.proceed(0.0)
    assert bench.it.answer(0.0) is False
    assert bench.busy()
    assert bench.proceed(0.1) == [CUT, ASK]
