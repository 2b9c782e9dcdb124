"""Which answers prove a receipt, and which only look like it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.printer.printer_profile import PrinterAnswers
from kiosk.devices.printer.serial.proof_reader import ProofReader
from kiosk.devices.printer.serial.status import Demultiplexer, ReplyKind, StatusReply
from kiosk.devices.printer.typesetting.proof import proof_of

NAMED = PrinterAnswers(process_id=True, macro=True)
NAMELESS = PrinterAnswers(macro=True)
UNPROVED = PrinterAnswers()
OK = StatusReply(ReplyKind.IN_ORDER, b"\x00")
NEAR = StatusReply(ReplyKind.IN_ORDER, b"\x03")


def named(token: bytes) -> StatusReply:
    return StatusReply(ReplyKind.PROCESS_ID, token)


def reader(answers: PrinterAnswers, number: int = 7) -> ProofReader:
    return ProofReader(answers, proof_of(answers, number))


def test_a_name_of_its_own_opens_and_another_one_closes() -> None:
    it, (opening, _) = reader(NAMED), proof_of(NAMED, 7).openings
    it.asked()
    assert not it.take_opening(named(opening.closing_token)), "said while it is learned"
    assert it.take_opening(named(opening.token))
    assert it.opened
    assert not it.take_closing(OK), "a dying line's zero"
    assert not it.take_closing(named(opening.token))
    assert it.take_closing(named(opening.closing_token))


def test_what_a_first_opening_says_late_does_not_close_the_second() -> None:
    it, (first, second) = reader(NAMED), proof_of(NAMED, 7).openings
    it.asked()
    it.asked()
    assert not it.take_opening(named(first.token))
    assert it.take_opening(named(second.token))
    assert not it.take_closing(named(first.closing_token))
    assert it.take_closing(named(second.closing_token))


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_no_two_jobs_share_a_token(one: int, other: int) -> None:
    tokens = [
        {t for o in proof_of(NAMED, n).openings for t in (o.token, o.closing_token)}
        for n in (one, other)
    ]
    assert len(tokens[0]) == 4
    assert one == other or not tokens[0] & tokens[1]


def test_nameless_answers_have_to_be_many_and_alike() -> None:
    it, times = reader(NAMELESS), proof_of(NAMELESS, 7).times
    it.asked()
    assert not it.take_opening(OK), "the second may still come"
    assert it.opened
    assert it.take_opening(OK)
    answers = [OK] * (times - 1) + [NEAR] + [OK] * (times - 1)
    assert not any(it.take_closing(answer) for answer in answers)
    assert it.take_closing(OK)


def test_more_answers_are_needed_than_two_openings_can_bring_late() -> None:
    for number in range(9):
        it, proof = reader(NAMELESS, number), proof_of(NAMELESS, number)
        it.asked()
        it.asked()
        it.take_opening(OK)
        assert it.owed == 3
        assert proof.times > it.owed


def test_the_number_of_answers_is_not_the_same_for_the_next_job() -> None:
    assert len({proof_of(NAMELESS, number).times for number in (1, 2, 3)}) == 3


def test_a_printer_without_macro_has_nothing_to_open() -> None:
    it = reader(UNPROVED)
    assert it.next_opening is None
    assert it.take_closing(OK)
    assert not it.opened


def test_a_printer_that_answers_nothing_is_asked_nothing() -> None:
    silent = msgspec.structs.replace(UNPROVED, gs_r=False)
    assert proof_of(silent, 1).closing == b""


@pytest.mark.parametrize("answers", [NAMED, NAMELESS])
@given(noise=st.binary(max_size=3))
def test_a_few_bytes_of_a_dying_line_close_nothing(
    answers: PrinterAnswers, noise: bytes
) -> None:
    it = reader(answers)
    it.asked()
    it.opened = True
    replies = Demultiplexer().feed(noise)
    assert not any(it.take_closing(reply) for reply in replies)
