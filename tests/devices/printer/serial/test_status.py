"""What a printer's bytes mean; silence means nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.printer.printer_port import Cover, LinkState, Paper, PrinterFault
from kiosk.devices.printer.serial.status import (
    Demultiplexer,
    ReplyKind,
    StatusAnswers,
    StatusReply,
    is_realtime,
)
from kiosk.devices.virtual.printer.sensors import FAILURES, LIDS, PAPERS, Sensors
from kiosk.domain.faults import Fault


@pytest.mark.parametrize(
    ("stream", "kinds"),
    [
        ("12", [ReplyKind.REALTIME]),
        ("92", [ReplyKind.REALTIME]),
        ("11 12 13 7e", [ReplyKind.REALTIME, ReplyKind.REALTIME]),
        ("00", [ReplyKind.IN_ORDER]),
        ("0f", [ReplyKind.IN_ORDER]),
        ("10 00 00 0f", [ReplyKind.AUTOMATIC]),
        ("10 00 12 00", [ReplyKind.REALTIME, ReplyKind.IN_ORDER]),
        ("37 22 21 21 21 22 00", [ReplyKind.PROCESS_ID]),
        ("37 22 21 13 21 21 22 00", [ReplyKind.PROCESS_ID]),
        ("37 25 00", [ReplyKind.CLEARED]),
        ("5f 41 42 00", [ReplyKind.OTHER]),
        ("37 22 21 00", [ReplyKind.OTHER]),
        ("ff fd", []),
    ],
)
def test_a_stream_is_taken_apart(stream: str, kinds: list[ReplyKind]) -> None:
    replies = Demultiplexer().feed(bytes.fromhex(stream))
    assert [reply.kind for reply in replies] == kinds


def test_a_process_id_comes_back_as_it_was_sent() -> None:
    assert Demultiplexer().feed(b"\x37\x22!~ A\x00") == [
        StatusReply(ReplyKind.PROCESS_ID, b"!~ A")
    ]


def test_a_block_without_end_is_forgotten() -> None:
    ear = Demultiplexer()
    assert ear.feed(b"\x37\x22!!") == []
    ear.reset()
    assert [reply.kind for reply in ear.feed(b"\x12")] == [ReplyKind.REALTIME]


@given(st.binary(max_size=80), st.data())
def test_how_the_stream_is_cut_does_not_matter(
    data: bytes, draw: st.DataObject
) -> None:
    at = draw.draw(st.integers(0, len(data)))
    whole, halves = Demultiplexer(), Demultiplexer()
    assert whole.feed(data) == halves.feed(data[:at]) + halves.feed(data[at:])


@given(st.binary(max_size=300))
def test_rubbish_never_deafens(data: bytes) -> None:
    """After any rubbish and at most one block's length, an answer is heard again."""
    ear = Demultiplexer()
    ear.feed(data)
    assert any(r.kind is ReplyKind.REALTIME for r in ear.feed(b"\x16" * 100))


def heard(*answers: int | None) -> StatusAnswers:
    return StatusAnswers(dict(enumerate(answers, start=1)))


@pytest.mark.parametrize(
    ("answers", "paper", "cover", "trouble"),
    [
        ((0x12, 0x12, 0x12, 0x12), Paper.OK, Cover.CLOSED, PrinterFault.NONE),
        ((0x16, 0x12, 0x12, 0x12), Paper.OK, Cover.CLOSED, PrinterFault.NONE),
        ((0x92, 0x12, 0x12, 0x12), Paper.OK, Cover.CLOSED, PrinterFault.NONE),
        ((0x12, 0x12, 0x12, 0x1E), Paper.NEAR_END, Cover.CLOSED, PrinterFault.NONE),
        ((0x12, 0x12, 0x12, 0x16), Paper.NEAR_END, Cover.CLOSED, PrinterFault.NONE),
        ((0x1A, 0x32, 0x12, 0x7E), Paper.OUT, Cover.CLOSED, PrinterFault.NONE),
        ((0x1A, 0x32, 0x12, 0x12), Paper.OUT, Cover.CLOSED, PrinterFault.NONE),
        ((0x1A, 0x12, 0x12, 0x52), Paper.OUT, Cover.CLOSED, PrinterFault.NONE),
        ((0x1A, 0x16, 0x12, 0x12), Paper.OK, Cover.OPEN, PrinterFault.NONE),
        ((0x1A, 0x52, 0x1A, 0x12), Paper.OK, Cover.CLOSED, PrinterFault.CUTTER),
        ((0x1A, 0x52, 0x52, 0x12), Paper.OK, Cover.CLOSED, PrinterFault.RECOVERABLE),
        ((0x1A, 0x52, 0x32, 0x12), Paper.OK, Cover.CLOSED, PrinterFault.FATAL),
        ((0x1A, 0x12, 0x12, 0x12), Paper.OK, Cover.CLOSED, PrinterFault.RECOVERABLE),
        ((None, None, None, None), Paper.UNKNOWN, Cover.UNKNOWN, PrinterFault.UNKNOWN),
        ((0x12, None, None, None), Paper.UNKNOWN, Cover.UNKNOWN, PrinterFault.UNKNOWN),
        ((0x12, 0x12, None, 0x12), Paper.OK, Cover.CLOSED, PrinterFault.UNKNOWN),
    ],
)
def test_four_answers_make_a_status(
    answers: tuple[int | None, ...], paper: Paper, cover: Cover, trouble: PrinterFault
) -> None:
    status = heard(*answers).status(LinkState.OK, 1.0)
    assert (status.paper, status.cover, status.error) == (paper, cover, trouble)


@given(st.lists(st.none() | st.integers(0, 255), min_size=4, max_size=4))
def test_a_dead_line_knows_nothing(answers: list[int | None]) -> None:
    for link in (LinkState.SILENT, LinkState.GONE, LinkState.UNKNOWN):
        status = heard(*answers).status(link, 1.0)
        assert status.paper is Paper.UNKNOWN
        assert status.cover is Cover.UNKNOWN
        assert status.fault in (Fault.PRINTER_SILENT, Fault.PRINTER_GONE)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("lid", LIDS)
@pytest.mark.parametrize("failure", FAILURES)
def test_the_virtual_printer_is_understood(paper: str, lid: str, failure: str) -> None:
    sensors = Sensors(paper, lid, failure)  # type: ignore[arg-type]
    answers = [sensors.realtime(n) for n in (1, 2, 3, 4)]
    assert all(is_realtime(byte) for byte in answers)
    status = heard(*answers).status(LinkState.OK, 1.0)
    assert status.paper.value == {"near": "near_end"}.get(paper, paper)
    assert status.cover.value == lid
    assert (status.error is PrinterFault.NONE) == (failure == "none")
    assert (status.fault is not None) == sensors.offline
