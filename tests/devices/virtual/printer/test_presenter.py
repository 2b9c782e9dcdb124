"""The virtual printer's mouth, its ways at the end of the roll, what it is asked."""

import pytest
from msgspec.structs import replace

from kiosk.devices.virtual.printer.habits import Habits, habits_of
from kiosk.devices.virtual.printer.line_noise import LineNoise
from kiosk.devices.virtual.printer.mechanism import PrinterWorks
from kiosk.devices.virtual.printer.sensors import Failure
from tests.devices.printer.conftest import profile
from tests.devices.virtual.printer.test_virtual_printer import CUT, Bench, printed

PRESENT, RETRACT, EJECT, ASK = (
    b"\x1de" + n for n in (b"\x03\x0c", b"\2", b"\5", b"\6")
)


def bench(habits: Habits) -> Bench:
    there = Bench()
    there.machine = PrinterWorks(
        profile(), there.sensors, there._reply, there._drop, habits
    )
    return there


def test_a_plain_printer_s_piece_falls_at_once() -> None:
    there = bench(Habits()).feed(b"\x1b@a" + CUT)
    assert there.machine.presenter.fates == ["taken"]
    assert not there.machine.presenter.take()


def test_a_receipt_waits_in_the_mouth_until_it_is_taken() -> None:
    there = bench(Habits(bit_7=True)).feed(b"\x1b@a" + CUT)
    assert there.feed(b"\x10\x04\x01").replies == b"\x92"
    assert there.machine.presenter.take()
    assert there.feed(b"\x10\x04\x01").replies == b"\x92\x12"


def test_the_next_receipt_pushes_the_last_one_out() -> None:
    there = bench(Habits(bit_7=True)).feed(b"\x1b@a" + CUT + b"b" + CUT)
    assert there.machine.presenter.fates == ["ejected", "waiting"]


def test_a_presenter_presents_retracts_and_ejects() -> None:
    there = bench(Habits(presents=True, full_status=True)).feed(b"\x1b@a" + CUT)
    fates = there.machine.presenter.fates
    assert not there.machine.presenter.take()
    assert there.feed(ASK).replies == b"\x08"
    there.feed(PRESENT)
    assert fates == ["waiting"]
    assert there.feed(b"\x10\x04\x14").replies[1:] == b"\x10\x0f\x20\0\0\0"
    assert there.feed(RETRACT + ASK).replies[7:] == b"\x00"
    there.feed(b"b" + CUT + EJECT + b"c" + CUT + b"\x1de\x20\x0c\x05")
    assert there.machine.presenter.take()
    assert fates == ["retracted", "ejected", "taken"]
    assert there.feed(CUT).pieces[-1].errors == ()


def test_without_a_presenter_its_command_is_an_error() -> None:
    assert "GS e is not carried out" in " ".join(printed(PRESENT).errors)


@pytest.mark.parametrize("drops", [False, True])
def test_what_is_buffered_at_the_end_of_the_roll(drops: bool) -> None:
    there = bench(Habits(drops_at_end=drops))
    there.sensors.roll_mm = 2.0
    there.feed(b"\x1b@a\nb\nc" + CUT)
    assert there.pieces == []
    there.sensors.paper, there.sensors.roll_mm = "ok", 1e9
    there.feed(CUT)
    assert there.pieces[0].text.split() == (["a"] if drops else ["a", "b", "c"])


@pytest.mark.parametrize(
    ("failure", "third", "full"),
    [("jam", 0x16, b"\0\0\x40\0"), ("cutter", 0x1A, b"\0\0\0\x01")],
)
def test_a_failure_comes_while_paper_moves(
    failure: Failure, third: int, full: bytes
) -> None:
    there = bench(Habits(full_status=True))
    there.sensors.trouble_mm, there.sensors.trouble = 10.0, failure
    there.feed(b"\x1b@" + b"x\n" * 9 + CUT)
    assert there.pieces == []
    asked = there.feed(b"\x10\x04\x03\x10\x04\x14").replies
    assert asked == bytes((third,)) + b"\x10\x0f" + full
    there.sensors.failure = "none"
    assert there.feed(b"").pieces[0].text.count("x") == 9


def test_a_knife_that_sticks_leaves_the_paper_uncut() -> None:
    there = Bench()
    there.sensors.knife_sticks = True
    there.feed(b"\x1b@a" + CUT)
    assert (there.pieces, there.sensors.failure) == ([], "cutter")
    there.sensors.failure = "none"
    assert len(there.feed(b"").pieces) == 1


def test_automatic_status_may_be_on_from_power_on() -> None:
    there = bench(Habits(automatic_at_power_on=2)).feed(b"")
    assert there.replies == b"\x10\0\0\x0f"
    there.machine.dip(there.now, 1.0)
    assert there.feed(b"").replies == b"\x10\0\0\x0f" * 2
    assert bench(Habits(automatic=False)).feed(b"\x1da\x0f").replies == b""


def test_it_says_what_it_is() -> None:
    there = Bench().feed(b"\x1dI\x01\x1dI\x02\x1dI\x42\x1dI\x43\x1dI\x45\x1dI\x10")
    name = b"_Generic ESC/POS, 80 mm\0"
    assert there.replies == b"\x20\x03_VIRTUAL\0" + name + b"_GBK\0"


def test_places_on_a_line() -> None:
    def left(data: bytes) -> int:
        box = printed(data + b"H").dots.getbbox()
        assert box is not None
        return box[0]

    edge = left(b"")
    assert left(b"\x1b$\x2c\x01") == edge + 300
    assert left(b"\t") == edge + 96
    assert left(b"\x1bD\x05\x14\0\t\t") == edge + 240
    assert left(b"\x1bD\x05\0\t\t") == edge + 60
    assert left(b"\x1bD\0\t") == edge


def test_each_size_command_has_its_characters() -> None:
    def box(data: bytes) -> tuple[int, int]:
        found = printed(data + b"\n").dots.getbbox()
        assert found is not None
        return found[2] - found[0], found[3] - found[1]

    both = box(b"\x1d!\x11\xd6\xd0")
    assert box(b"\x1c!\x0c\xd6\xd0") == both
    assert box(b"\x1b!\x30H") == box(b"\x1d!\x11H")
    assert box(b"\x1b!\x30\xd6\xd0") == box(b"\xd6\xd0")
    assert box(b"\x1c!\x0cH") == box(b"H")


def test_noise_spoils_its_share_and_can_be_repeated() -> None:
    clean = bytes(range(256)) * 40
    spoiled = LineNoise(0.1, 7).through(clean)
    assert spoiled == LineNoise(0.1, 7).through(clean)
    assert LineNoise(0.0).through(clean) == clean
    assert spoiled != clean
    assert abs(len(spoiled) - len(clean)) < 200


def test_a_model_s_ways_with_sizes_and_codes() -> None:
    odd = bench(
        Habits(enlarges_all=False, chooses_model=False, bars=False, names_set=False)
    )
    odd.feed(b"\x1b@\x1d!\x11\xd6\xd0" + CUT)
    (plain,) = odd.pieces
    same = bench(Habits()).feed(b"\x1b@\xd6\xd0" + CUT).pieces[0]
    assert plain.dots.tobytes() == same.dots.tobytes()
    odd.feed(b"\x1d(k\x04\x001A2\x00\x1dkI\x021A" + CUT)
    assert odd.pieces[1].errors == (
        "GS ( k 65 comes out as characters",
        "GS k is not carried out by this printer",
    )


def test_the_near_end_sensor_trips_before_the_end() -> None:
    there = Bench()
    there.sensors.roll_mm, there.sensors.near_mm = 60.0, 50.0
    seen: list[str] = []
    for lines in (2, 2, 20):
        there.feed(b"x\n" * lines)
        seen.append(there.sensors.paper)
    assert seen == ["ok", "near", "out"]


def test_a_printer_is_built_after_its_profile() -> None:
    plain = profile()
    told = replace(
        plain,
        text=replace(plain.text, size="esc"),
        qr=replace(plain.qr, chooses_model=False),
        barcode=replace(plain.barcode, native=False, names_set=False),
        mechanism=replace(plain.mechanism, cut_s=1.5, paper_end="drops"),
        presenter=replace(plain.presenter, present="1d 65 03 0c", taken="full_status"),
    )
    found = habits_of(told)
    assert (found.cut_s, found.drops_at_end) == (1.5, True)
    assert (found.bars, found.names_set) == (False, False)
    assert (found.enlarges_all, found.chooses_model) == (False, False)
    assert (found.presents, found.full_status, found.bit_7) == (True, True, False)
    bit_7 = replace(plain, presenter=replace(plain.presenter, taken="bit_7"))
    assert habits_of(bit_7).bit_7
