"""Macros, and the power that they are lost with: what a receipt's proof stands on."""

import pytest
from msgspec.structs import replace

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.typesetting import escpos_commands
from kiosk.devices.virtual.printer.macro import ROOM
from tests.devices.printer.conftest import profile
from tests.devices.virtual.printer.test_virtual_printer import CUT, Bench

ASK = escpos_commands.process_id(b"0001")
SAID = b"\x37\x220001\x00"
DEFINE = b"\x1d:" + ASK + b"\x1d:"
RUN = b"\x1d^\x01\x00\x00"


def with_macros(macro: bool = True) -> PrinterProfile:
    """Return a printer that keeps macros, or one that knows none."""
    return replace(profile(), answers=replace(profile().answers, macro=macro))


def bench(*, macro: bool = True) -> Bench:
    return Bench(with_macros(macro))


def test_a_macro_is_carried_out_while_it_is_defined_and_when_it_is_called() -> None:
    assert bench().feed(DEFINE).replies == SAID
    assert bench().feed(DEFINE + RUN).replies == SAID * 2
    assert bench().feed(DEFINE + b"\x1d^\x03\x00\x00").replies == SAID * 4


def test_it_prints_whatever_it_holds_in_order() -> None:
    whole = bench().feed(b"\x1b@\x1d:ab\n\x1d:cd\n" + RUN + b"ef" + CUT)
    assert whole.pieces[0].text.split() == ["ab", "cd", "ab", "ef"]
    assert whole.pieces[0].errors == ()


@pytest.mark.parametrize("n", [0x01, 0x31])
def test_it_may_ask_for_the_paper(n: int) -> None:
    ask = bytes((0x1D, 0x72, n))
    assert bench().feed(b"\x1d:" + ask + b"\x1d:" + RUN).replies == b"\0\0"


@pytest.mark.parametrize(
    ("stream", "answers"),
    [
        (RUN, 0),
        (b"\x1d:\x1d:" + RUN, 0),
        (DEFINE + b"\x1d:\x1d:" + RUN, 1),
        (b"\x1d:" + ASK + RUN + RUN, 1),
        (DEFINE + b"\x1d:" + ASK + RUN + RUN, 2),
        (DEFINE + b"\x1d^\x00\x00\x00", 1),
        (DEFINE + b"\x1d^\x01\x00\x01", 1),
        (DEFINE + b"\x1b@" + RUN, 2),
        (b"\x1d:\x1b@" + ASK + b"\x1d:" + RUN, 2),
    ],
    ids=[
        *("undefined", "empty", "undefined again", "run ends a definition"),
        *("and clears the old", "no times", "waits for the button"),
        *("kept by ESC @", "may hold ESC @"),
    ],
)
def test_what_a_macro_is_and_is_not(stream: bytes, answers: int) -> None:
    there = bench().feed(stream)
    assert there.replies == SAID * answers
    assert there.feed(b"\x1b@" + CUT).pieces[0].errors == ()


def test_it_holds_so_many_bytes_and_no_more() -> None:
    fits = ROOM - len(ASK)
    filled = b"\x1d:" + b"\x00" * fits + ASK + b"\x1d:" + RUN
    assert bench().feed(filled).replies == SAID * 2
    over = b"\x1d:" + b"\x00" * (fits + 1) + ASK + b"\x1d:" + RUN
    assert bench().feed(over).replies == SAID


@pytest.mark.parametrize("seconds", [0.0, 0.2, 3.0])
def test_a_loss_of_power_takes_it_away(seconds: float) -> None:
    there = bench().feed(DEFINE)
    there.machine.dip(there.now, seconds)
    there.feed(b"", seconds)
    assert there.feed(RUN).replies == SAID
    assert there.feed(ASK).replies == SAID * 2


def test_a_dip_in_the_middle_of_a_definition_ends_it() -> None:
    there = bench().feed(b"\x1d:" + ASK)
    there.machine.dip(there.now, 0.0)
    assert there.feed(b"\x1d:" + RUN + RUN).replies == SAID


def test_without_power_nothing_is_heard_answered_or_printed() -> None:
    there = bench().feed(b"\x1b@half")
    there.machine.dip(there.now, 2.0)
    there.feed(b"lost\n" + CUT + ASK + b"\x10\x04\x01", 1.0)
    assert (there.pieces, there.replies) == ([], b"")
    there.feed(b"", 1.0)
    assert there.feed(b"\x10\x04\x01").replies == b"\x12"
    assert there.feed(b"new" + CUT).pieces[0].text.strip() == "new"


def test_the_paper_stays_over_a_loss_of_power() -> None:
    there = bench().feed(b"\x1b@first\nhalf")
    there.machine.dip(there.now, 0.0)
    (piece,) = there.feed(b"next" + CUT).pieces
    assert piece.text.split() == ["first", "next"]


def test_a_cut_that_has_begun_is_not_ended_without_power() -> None:
    there = bench().feed(b"\x1b@slip" + CUT, seconds=0.3)
    assert there.pieces == []
    there.machine.dip(there.now, 0.5)
    there.feed(b"")
    assert there.pieces == []
    assert there.feed(b"next" + CUT).pieces[0].text.split() == ["slip", "next"]


def test_a_cut_that_has_begun_is_ended_without_paper_not_with_the_lid_open() -> None:
    there = bench().feed(b"\x1b@slip" + CUT, seconds=0.3)
    there.sensors.paper = "out"
    assert len(there.feed(b"").pieces) == 1
    there = bench().feed(b"\x1b@slip" + CUT, seconds=0.3)
    there.sensors.cover = "open"
    assert there.feed(b"").pieces == []
    there.sensors.cover = "closed"
    assert len(there.feed(b"").pieces) == 1


def test_a_printer_without_macros_passes_over_them_in_silence() -> None:
    poor = bench(macro=False).feed(b"\x1b@" + DEFINE + b"a" + CUT + RUN)
    assert poor.replies == SAID
    (piece,) = poor.pieces
    assert (piece.text, piece.errors) == ("a", ())
    (piece,) = bench(macro=False).feed(b"\x1b@\x1d^12\x00" + CUT).pieces
    assert piece.text == "12"
    assert "unknown command 1d 5e" in piece.errors[0]


def test_the_piece_keeps_neither_the_definition_nor_the_question() -> None:
    there = bench().feed(DEFINE + b"\x1b@a" + CUT + RUN)
    assert there.data == [b"\x1b@a" + CUT]


def test_a_clear_that_is_ignored_prints_what_it_should_have_dropped() -> None:
    there = bench()
    there.machine.ignores_clear = True
    there.sensors.paper = "out"
    there.feed(b"\x1b@secret" + CUT + escpos_commands.CLEAR_BUFFERS)
    assert there.replies == b""
    there.sensors.paper = "ok"
    assert there.feed(b"").pieces[0].text == "secret"


def test_answers_come_late_and_after_a_stranger_s() -> None:
    there = bench()
    there.machine.answers.seconds = 2.0
    there.machine.foreign_id = b"9999"
    there.feed(ASK, seconds=1.9)
    assert there.replies == b""
    assert there.feed(b"", seconds=0.2).replies == b"\x37\x229999\x00" + SAID
