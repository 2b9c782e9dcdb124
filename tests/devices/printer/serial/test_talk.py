"""The conversation with a printer, step by step, with time and wire in hand."""

import re
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.printer.printer_port import JobState, LinkState, Paper
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.delivery import Delivery, DeliveryOutcome, SendPhase
from kiosk.devices.printer.serial.poll import PollPace
from kiosk.devices.printer.serial.talk import Talk
from kiosk.devices.printer.typesetting import escpos_commands
from kiosk.devices.printer.typesetting.segments import build_job, void_strip
from kiosk.domain.faults import Fault
from tests.devices.printer.conftest import profile
from tests.devices.printer.samples import long, short

WIDE = profile()
STRIP = void_strip((), WIDE)
ONLY_GS_R = msgspec.structs.replace(
    WIDE, answers=msgspec.structs.replace(WIDE.answers, process_id=False, macro=False)
)
MUTE = msgspec.structs.replace(
    WIDE,
    answers=msgspec.structs.replace(WIDE.answers, process_id=False, gs_r=False),
)


TOKEN = re.compile(rb"\x1d\(H\x06\x0000(....)", re.DOTALL)
OPENING = re.compile(rb"\x1d:" + TOKEN.pattern + rb"\x1d:" + TOKEN.pattern, re.DOTALL)


def closing(number: int, place: int = 0) -> bytes:
    """Return a printer's answer behind the cut of a job."""
    opening = build_job(long(1), WIDE, number).proof.openings[place]
    return b"\x37\x22" + opening.closing_token + b"\x00"


class Scene:
    """A Talk with its clock, its wire and a printer that answers DLE EOT."""

    def __init__(self, of: PrinterProfile = WIDE) -> None:
        self.profile = of
        self.talk = Talk(of, PollPace())
        self.now = 100.0
        self.wire: list[bytes] = []
        self.answers = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}
        self.deaf = False
        self.clears = True
        self.opens = True
        self.told: dict[int, list[DeliveryOutcome]] = {}

    def write(self, data: bytes) -> None:
        self.wire.append(data)

    def submit(self, number: int, lines: int = 1) -> None:
        told = self.told[number] = []
        job = build_job(long(lines), self.profile, number, "此线以上作废")
        self.talk.submit(Delivery(job, self.profile, 115200, told.append))

    def reply(self, data: bytes) -> None:
        self.talk.hear(data, self.write, self.now)

    def step(self) -> None:
        """Act once, answer what was asked, then let the time pass."""
        before = len(self.wire)
        self.talk.act(self.write, self.now)
        at = before
        while at < len(self.wire):  # an answer may bring the next bytes about
            data = self.wire[at]
            at += 1
            if self.deaf:
                continue
            if data[:2] == b"\x10\x04":
                self.reply(bytes((self.answers[data[2]],)))
            elif data == escpos_commands.CLEAR_BUFFERS and self.clears:
                self.reply(b"\x37\x25\x00")
            elif self.opens and OPENING.search(data):
                for token in TOKEN.findall(data):
                    self.reply(b"\x37\x22" + token + b"\x00")
        self.now += min(max(self.talk.wait(self.now), 0.001), 0.1)

    def run(self, holds: Callable[[], bool], steps: int = 5000) -> None:
        for _ in range(steps):
            if holds():
                return
            self.step()
        raise AssertionError("it never came to pass")

    def run_for(self, seconds: float) -> None:
        end = self.now + seconds
        self.run(lambda: self.now >= end)

    def printed(self) -> bytes:
        return b"".join(data for data in self.wire if data[:1] != b"\x10")

    def states(self, number: int) -> list[JobState]:
        return [outcome.state for outcome in self.told[number]]

    def sent(self, number: int) -> bool:
        return JobState.SENT in self.states(number)


def holds(scene: Scene) -> bool:
    return scene.talk.status.holds_receipt


def test_silence_is_unknown_and_then_silent_but_never_paper_ok() -> None:
    scene = Scene()
    scene.deaf = True
    assert scene.talk.status.link is LinkState.UNKNOWN
    scene.run(lambda: scene.talk.status.link is LinkState.SILENT)
    assert scene.wire == [escpos_commands.dle_eot(1)] * 3
    assert scene.talk.status.paper is Paper.UNKNOWN


def test_one_question_is_out_at_a_time() -> None:
    scene = Scene()
    scene.deaf = True
    scene.talk.act(scene.write, scene.now)
    scene.talk.act(scene.write, scene.now)
    assert scene.wire == [escpos_commands.dle_eot(1)]
    scene.reply(b"\x12")
    scene.talk.act(scene.write, scene.now)
    assert scene.wire == [escpos_commands.dle_eot(1), escpos_commands.dle_eot(2)]


def test_a_late_answer_is_not_taken_for_the_next_question() -> None:
    """The late 1A of question 1 must not become "cover closed" of question 2."""
    scene = Scene()
    scene.deaf = True
    scene.talk.act(scene.write, scene.now)
    scene.now += 0.31
    scene.talk.act(scene.write, scene.now)
    scene.reply(b"\x1a")
    scene.deaf = False
    scene.run(lambda: scene.talk.status.link is LinkState.OK)
    assert scene.talk.status.fault is None


def test_a_job_is_sent_whole_and_confirmed_by_its_own_number() -> None:
    scene = Scene()
    scene.submit(5)
    scene.run(lambda: scene.sent(5))
    job = build_job(long(1), WIDE, 5)
    opening = job.proof.openings[0].commands
    assert scene.printed() == opening + job.data
    scene.reply(closing(4))
    scene.reply(b"\x00")
    assert scene.states(5) == [JobState.SENDING, JobState.SENT]
    scene.reply(closing(5))
    assert scene.told[5][-1].state is JobState.CONFIRMED
    assert scene.told[5][-1].confirmed_by == "process_id"
    assert scene.told[5][-1].sent == job.size + len(opening)


def test_nothing_that_prints_goes_out_before_the_opening_is_answered() -> None:
    scene = Scene()
    scene.opens = False
    scene.submit(5)
    scene.run(lambda: bool(OPENING.search(scene.printed())))
    scene.run_for(0.2)
    assert len(TOKEN.findall(scene.printed())) == 2
    scene.run(lambda: len(TOKEN.findall(scene.printed())) == 4)
    (_, second) = build_job(long(1), WIDE, 5).proof.openings
    scene.reply(b"\x37\x22" + second.token + b"\x00")
    scene.run(lambda: scene.sent(5))
    scene.reply(closing(5, 0))
    assert scene.states(5)[-1] is JobState.SENT, "the first opening's, come late"
    scene.reply(closing(5, 1))
    assert scene.states(5)[-1] is JobState.CONFIRMED


def test_a_profile_that_claims_too_much_prints_and_proves_nothing() -> None:
    scene = Scene()
    scene.opens = False
    for number in (5, 6, 7):
        scene.submit(number)
        scene.run(lambda number=number: scene.sent(number))  # type: ignore[misc]
        assert "此线以上".encode("gbk") in scene.printed()
        scene.reply(b"\x00")
        assert scene.states(number)[-1] is JobState.ASSUMED
    assert len(OPENING.findall(scene.printed())) == 4, "two tries, in the first two"
    assert scene.talk.status.claims_too_much
    assert scene.talk.status.fault is None


def test_one_noisy_opening_does_not_demote_the_next_receipt() -> None:
    scene = Scene()
    scene.opens = False
    scene.submit(5)
    scene.run(lambda: scene.sent(5))
    scene.reply(b"\x00")
    assert scene.states(5)[-1] is JobState.ASSUMED
    scene.opens = True
    scene.submit(6)
    scene.run(lambda: scene.sent(6))
    scene.reply(closing(6))
    assert scene.states(6)[-1] is JobState.CONFIRMED
    assert not scene.talk.status.claims_too_much


def test_a_printer_that_opened_a_proof_before_prints_nothing_without() -> None:
    scene = Scene()
    scene.submit(4)
    scene.run(lambda: scene.sent(4))
    scene.reply(closing(4))
    before = scene.printed()
    scene.opens = False
    scene.submit(5, 3)
    scene.run(lambda: len(scene.told[5]) == 2)
    end = scene.told[5][-1]
    assert (end.state, end.fault) == (JobState.REFUSED, Fault.PRINTER_UNPROVED)
    assert "第".encode("gbk") not in scene.printed()[len(before) :]


def test_on_a_line_that_damages_bytes_nothing_is_proved() -> None:
    scene = Scene()
    scene.submit(5)
    scene.run(lambda: scene.sent(5))
    scene.talk.noise(1)
    scene.reply(closing(5))
    assert scene.states(5)[-1] is JobState.ASSUMED
    assert scene.talk.noises == 1


def test_behind_a_receipt_that_nothing_proves_a_loud_line_is_cut_off() -> None:
    """Its own cut may be what was lost: the next person is not to have the rest."""
    scene = Scene(ONLY_GS_R)
    scene.submit(1)
    scene.run(lambda: scene.sent(1))
    scene.talk.noise(1)
    scene.reply(b"\x00")
    assert scene.states(1)[-1] is JobState.ASSUMED
    assert holds(scene)
    scene.submit(2)
    scene.run(lambda: scene.printed().endswith(escpos_commands.GS_R_PAPER))
    scene.run_for(2)
    scene.reply(b"\x00")
    scene.run(lambda: STRIP in scene.printed())
    assert scene.told[2] == []


def test_a_slow_printer_is_learned_and_not_called_silent() -> None:
    scene = Scene()
    scene.deaf = True
    for _ in range(12):
        asked = len(scene.wire)
        scene.run(lambda asked=asked: len(scene.wire) > asked)  # type: ignore[misc]
        answered = scene.now + 0.5
        scene.run(lambda answered=answered: scene.now >= answered)  # type: ignore[misc]
        scene.reply(b"\x12")
    assert scene.talk.status.link is LinkState.OK


def _behind_an_unknown_job(own: PrinterProfile = ONLY_GS_R) -> Scene:
    """Return a scene with job 2 waiting until the printer has finished job 1."""
    scene = Scene(own)
    scene.clears = False  # it neither clears nor answers, it is only slow
    scene.submit(1)
    if own.answers.macro:
        scene.run(lambda: b"\x1d:" in scene.printed())
        scene.reply(b"\x00\x00")
    scene.run(lambda: len(scene.told[1]) == 3)
    assert scene.told[1][-1].state is JobState.UNKNOWN
    assert scene.told[1][-1].fault is Fault.PRINTER_INTERRUPTED
    scene.submit(2)
    scene.run(lambda: scene.printed().endswith(b"\0" + escpos_commands.GS_R_PAPER))
    return scene


def test_an_answer_owed_to_the_last_job_does_not_confirm_this_one() -> None:
    scene = _behind_an_unknown_job()
    scene.reply(b"\x00")
    scene.run_for(2)
    assert scene.told[2] == [], "the question's own answer is still owed"
    scene.reply(b"\x00")
    scene.run(lambda: STRIP in scene.printed())
    scene.reply(b"\x00")
    scene.run(lambda: scene.sent(2))
    scene.reply(b"\x00")
    assert scene.states(2)[-1] is JobState.ASSUMED


def test_a_lost_answer_is_not_waited_for_again_and_again() -> None:
    scene = _behind_an_unknown_job()
    scene.reply(b"\x00")
    scene.run(lambda: STRIP in scene.printed())
    scene.reply(b"\x00")
    for number in (2, 3):
        if number == 3:
            scene.submit(number)
        scene.run(lambda number=number: scene.sent(number))  # type: ignore[misc]
        scene.reply(b"\x00")
        assert scene.states(number)[-1] is JobState.ASSUMED
    assert scene.printed().count(STRIP) == 1


def test_when_no_question_is_answered_a_late_answer_confirms_nothing() -> None:
    own = msgspec.structs.replace(
        ONLY_GS_R, answers=msgspec.structs.replace(ONLY_GS_R.answers, macro=True)
    )
    scene = _behind_an_unknown_job(own)
    asked = scene.printed().count(b"\x1d:")
    scene.run(lambda: scene.printed().count(b"\x1d:") > asked + 4)
    for _ in range(9):
        scene.reply(b"\x00")
    scene.run(lambda: scene.sent(2))
    for _ in range(9):
        scene.reply(b"\x00")
    assert scene.told[2][-1].state is JobState.ASSUMED


def test_a_printer_that_cannot_confirm_is_assumed_to_have_printed() -> None:
    scene = Scene(MUTE)
    scene.submit(1)
    scene.run(lambda: len(scene.told[1]) == 3)
    assert scene.told[1][-1].state is JobState.ASSUMED
    assert scene.told[1][-1].fault is None


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ({1: 0x1A, 2: 0x32, 4: 0x7E}, Fault.PRINTER_PAPER_OUT),
        ({1: 0x1A, 2: 0x16}, Fault.PRINTER_COVER_OPEN),
        ({1: 0x1A, 2: 0x52, 3: 0x1A}, Fault.PRINTER_FAULT),
    ],
)
def test_preflight_refuses_without_a_byte(
    answers: dict[int, int], fault: Fault
) -> None:
    scene = Scene()
    scene.answers |= answers
    scene.submit(1)
    scene.run(lambda: bool(scene.told[1]))
    assert scene.told[1] == [DeliveryOutcome(JobState.REFUSED, fault)]
    assert scene.printed() == b""


def test_preflight_of_a_silent_printer_refuses_without_a_byte() -> None:
    scene = Scene()
    scene.deaf = True
    scene.submit(1)
    scene.run(lambda: bool(scene.told[1]))
    assert scene.told[1] == [DeliveryOutcome(JobState.REFUSED, Fault.PRINTER_SILENT)]


def test_a_printer_that_has_just_come_back_is_asked_before_it_is_refused() -> None:
    scene = Scene()
    scene.deaf = True
    scene.run(lambda: scene.talk.status.link is LinkState.SILENT)
    scene.deaf = False
    scene.submit(1)
    scene.run(lambda: scene.sent(1))


def test_paper_out_stops_clears_and_cuts_the_rest_off_later() -> None:
    scene = Scene()
    scene.submit(1, 300)
    scene.run(lambda: len(scene.printed()) > 1000)
    scene.answers |= {1: 0x1A, 2: 0x32, 4: 0x7E}
    scene.run(lambda: len(scene.told[1]) == 2)
    outcome = scene.told[1][-1]
    assert (outcome.state, outcome.fault) == (
        JobState.SUSPENDED,
        Fault.PRINTER_PAPER_OUT,
    )
    assert scene.wire.count(escpos_commands.CLEAR_BUFFERS) == 1
    printed = scene.printed()
    assert len(printed) == outcome.sent
    assert holds(scene)
    scene.run_for(10)
    assert scene.printed() == printed, "a stopped job goes on"
    scene.answers = dict.fromkeys((1, 2, 3, 4), 0x12)
    scene.run_for(10)
    assert STRIP in scene.printed()[len(printed) :]
    (token,) = TOKEN.findall(scene.printed().rpartition(STRIP)[0])[-1:]
    for _ in range(4):
        scene.reply(b"\x37\x22" + token + b"\x00")
    assert not holds(scene)
    assert scene.states(1)[-1] is JobState.VOID


def test_nothing_is_sent_while_the_buffer_is_being_cleared() -> None:
    scene = Scene()
    scene.clears = False
    scene.submit(1, 300)
    scene.run(lambda: len(scene.printed()) > 1000)
    scene.answers |= {2: 0x16}
    scene.run(lambda: scene.wire[-1] == escpos_commands.CLEAR_BUFFERS)
    count = len(scene.wire)
    scene.run_for(0.5)
    assert len(scene.wire) == count
    scene.run_for(5)
    assert len(scene.wire) > count


def test_a_printer_lost_in_the_middle_is_cleared_when_it_is_back() -> None:
    scene = Scene()
    scene.submit(1, 300)
    scene.run(lambda: len(scene.printed()) > 1000)
    scene.deaf = True
    scene.run(lambda: len(scene.told[1]) == 2)
    assert scene.told[1][-1].state is JobState.UNKNOWN
    assert scene.told[1][-1].fault is Fault.PRINTER_SILENT
    printed = scene.printed()
    scene.run_for(30)
    assert scene.printed() == printed
    scene.deaf = False
    scene.run_for(5)
    assert scene.wire.count(escpos_commands.CLEAR_BUFFERS) == 1
    assert STRIP in scene.printed()[len(printed) :]


@pytest.mark.parametrize("link", [LinkState.GONE, LinkState.SILENT])
def test_a_broken_line_ends_every_job(link: LinkState) -> None:
    scene = Scene()
    scene.submit(1, 300)
    scene.submit(2)
    scene.run(lambda: len(scene.printed()) > 1000)
    scene.talk.broken(link, scene.now)
    assert scene.told[1][-1].state is JobState.UNKNOWN
    assert scene.told[2] == [DeliveryOutcome(JobState.REFUSED, scene.told[1][-1].fault)]
    assert scene.talk.status.link is link


def test_cancelling_stops_what_is_not_sent() -> None:
    scene = Scene()
    scene.submit(1, 300)
    scene.submit(2)
    scene.run(lambda: len(scene.printed()) > 1000)
    scene.talk.cancel(2, scene.write, scene.now)
    scene.talk.cancel(1, scene.write, scene.now)
    assert scene.states(2) == [JobState.REFUSED]
    assert scene.states(1) == [JobState.SENDING, JobState.ABANDONED]
    assert scene.wire[-1] == escpos_commands.CLEAR_BUFFERS


def test_cancelling_what_is_sent_lets_it_come_out() -> None:
    scene = Scene()
    scene.submit(1)
    scene.run(lambda: scene.sent(1))
    scene.talk.cancel(1, scene.write, scene.now)
    scene.reply(closing(1))
    assert scene.states(1)[-1] is JobState.CONFIRMED


def test_near_the_end_of_the_roll_still_prints() -> None:
    scene = Scene()
    scene.answers[4] = 0x1E
    scene.submit(1)
    scene.run(lambda: scene.sent(1))
    assert scene.talk.status.paper is Paper.NEAR_END


@given(st.binary(max_size=40))
def test_rubbish_from_the_line_confirms_nothing_unsent(data: bytes) -> None:
    scene = Scene()
    scene.submit(1, 300)
    scene.run(lambda: len(scene.printed()) > 500)
    scene.reply(data)
    assert JobState.CONFIRMED not in scene.states(1)


def test_the_printers_buffer_is_never_overrun() -> None:
    """What is sent and not yet printed, by an honest head, stays under the buffer."""
    small = msgspec.structs.replace(
        WIDE, mechanism=msgspec.structs.replace(WIDE.mechanism, buffer_bytes=1024)
    )
    job = build_job(long(200), small, 1)
    delivery = Delivery(job, small, 115200, lambda _: None)
    now, sent, ends = 10.0, 0, []
    delivery.begin(now, clears=True)
    while delivery.stage is SendPhase.SENDING:
        segment = delivery.next(now)
        if segment is None:
            now += max(delivery.wait(now), 0.001)
            continue
        delivery.wrote(now, 5.0)
        sent += len(segment.data)
        ends.append((sent, segment.mm))
        out = (now - 10.0) * small.mechanism.speed_mm_s
        printed = max((end for end, mm in ends if mm <= out), default=0)
        assert sent - printed <= 1024
    assert sent == job.size


def test_the_last_word_has_the_time_that_line_and_paper_need() -> None:
    delivery = Delivery(build_job(short(), WIDE, 1), WIDE, 9600, lambda _: None)
    delivery.begin(50.0, clears=True)
    while delivery.stage is SendPhase.SENDING:
        delivery.wrote(50.0, 4.0)
    assert 54.3 < delivery.deadline < 56.0
    assert not delivery.expired(delivery.deadline - 0.01)
    assert delivery.expired(delivery.deadline)
