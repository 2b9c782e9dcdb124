"""The virtual printer is honest: standard commands, errors, buffer, status, paper."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from kiosk.devices.printer.printer_profile import PrinterAnswers, PrinterProfile, Qr
from kiosk.devices.printer.typesetting import escpos_commands
from kiosk.devices.printer.typesetting.qr_commands import qr
from kiosk.devices.virtual.printer.command_ear import RealtimeEar, take_command
from kiosk.devices.virtual.printer.head.built_in import code_dots
from kiosk.devices.virtual.printer.head.graphics import PICTURE
from kiosk.devices.virtual.printer.head.print_head import Piece
from kiosk.devices.virtual.printer.head.roll import picture
from kiosk.devices.virtual.printer.mechanism import PrinterWorks
from kiosk.devices.virtual.printer.sensors import Sensors
from tests.devices.printer.conftest import profile

CUT = b"\n\x1dVB\x00"


class Bench:
    """A machine without a line; time goes on as far as it is told to."""

    def __init__(
        self, model: PrinterProfile | None = None, buffer_bytes: int = 4096
    ) -> None:
        model = model or profile()
        mechanism = replace(model.mechanism, buffer_bytes=buffer_bytes)
        model = replace(model, mechanism=mechanism)
        self.sensors = Sensors()
        self.replies = b""
        self.pieces: list[Piece] = []
        self.data: list[bytes] = []
        self.machine = PrinterWorks(model, self.sensors, self._reply, self._drop)
        self.now = 0.0

    def _reply(self, data: bytes) -> None:
        self.replies += data

    def _drop(self, piece: Piece, data: bytes) -> None:
        self.pieces.append(piece)
        self.data.append(data)

    def feed(self, data: bytes, seconds: float = 60.0) -> "Bench":
        self.machine.receive(data, self.now)
        end = self.now + seconds
        while self.now < end:
            self.machine.run(self.now)
            self.now += max(0.001, min(self.machine.wait(self.now), end - self.now))
        return self


def printed(data: bytes) -> Piece:
    (piece,) = (
        Bench(buffer_bytes=20_000).feed(b"\x1b@\x1c&\x1cS\x00\x00" + data + CUT).pieces
    )
    return piece


@pytest.mark.parametrize(
    ("stream", "name", "rest"),
    [
        ("1b40 41", "ESC @", "41"),
        ("1c53 0000 41", "FS S", "41"),
        ("1d5600", "GS V", ""),
        ("1d5642 10 41", "GS V", "41"),
        ("1d28480600303021212121 0a", "GS (", "0a"),
        ("1d763000 0100 0200 ffff 41", "GS v", "41"),
        ("1b2a 21 0100 ffffff 41", "ESC *", "41"),
        ("1b44 0810 00 41", "ESC D", "41"),
        ("1d6b 49 02 3132 41", "GS k", "41"),
        ("1d6b 04 3132 00 41", "GS k", "41"),
        ("1b7f 41", "unknown", "41"),
        ("d5c5 41", "two-byte", "41"),
        ("0a 41", "LF", "41"),
    ],
)
def test_commands_are_taken_whole(stream: str, name: str, rest: str) -> None:
    data = bytearray.fromhex(stream)
    command = take_command(data, chinese=True)
    assert command is not None
    assert command.name == name
    assert data.hex() == rest
    whole = bytearray.fromhex(stream)
    for cut in range(1, len(whole) - len(data)):
        part = whole[:cut]
        if name not in ("unknown", "GS k"):
            assert take_command(part, chinese=True) is None


def test_realtime_commands_are_heard_across_any_cut() -> None:
    stream = b"A\x10\x04\x02B" + escpos_commands.CLEAR_BUFFERS + b"C\x10\x00"
    for cut in range(len(stream)):
        ear = RealtimeEar()
        heard = [*ear.hear(stream[:cut]), *ear.hear(stream[cut:])]
        assert b"".join(plain for plain, _ in heard) == b"ABC\x10\x00"
        urgent = [command for _, command in heard if command]
        assert urgent == [b"\x10\x04\x02", escpos_commands.CLEAR_BUFFERS]


def test_a_clear_drops_what_came_before_it_in_the_same_breath() -> None:
    ear = RealtimeEar()
    heard = ear.hear(b"old" + escpos_commands.CLEAR_BUFFERS + b"new")
    assert heard == [(b"old", escpos_commands.CLEAR_BUFFERS), (b"new", b"")]


def test_text_comes_out_as_it_was_sent() -> None:
    piece = printed("张三 ABC ￥5.00".encode("gbk"))
    assert piece.text.splitlines() == ["张三 ABC ￥5.00"]
    assert piece.errors == ()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ("𠮷".encode("gb18030"), "no character"),
        (b"\xfe\xa1", "no character fe a1"),
        (b"a" * 49, "over the paper's edge"),
        (b"\x1b\x7f", "unknown command"),
        (b"\x1bc5\x01\x1b\\\x00\x00", "not carried out"),
        (b"\x1d(Z\x01\x00\x00", "unknown command GS"),
        (b"\x1dv0\x00\x50\x00\x01\x00" + b"\0" * 80, "wider than the paper"),
    ],
)
def test_what_a_real_printer_would_get_wrong_is_an_error(
    data: bytes, error: str
) -> None:
    assert error in " ".join(printed(data).errors)


def test_default_kanji_gap_breaks_columns_unless_it_is_switched_off() -> None:
    (piece,) = Bench().feed(b"\x1b@" + "中".encode("gbk") * 24 + CUT).pieces
    assert "edge" in " ".join(piece.errors)


def test_a_cut_counts_only_at_the_start_of_a_line() -> None:
    (piece,) = Bench().feed(b"\x1b@abc\x1dVB\x00\n\x1dVB\x00").pieces
    assert "middle of a line" in piece.errors[0]


def test_a_learned_glyph_is_printed_dot_by_dot_and_forgotten() -> None:
    dots = bytes(range(72))
    data = b"\x1c\x32\xfe\xa1" + dots + b"\xfe\xa1"
    piece = printed(data)
    assert piece.text.strip() == PICTURE
    glyph = piece.dots.crop((0, 112, 24, 136))
    assert glyph.transpose(Image.Transpose.TRANSPOSE).tobytes() == dots
    again = printed(data + b"\n\x1b@\x1c&\xfe\xa1")
    assert "no character" in " ".join(again.errors)


def test_a_code_is_printed_module_by_module() -> None:
    url = "https://kiosk.example.invalid/v/1"
    native = printed(qr(url, Qr())).dots
    assert f"[QR:{url}]" in printed(qr(url, Qr())).text
    expected = code_dots(url.encode(), 49, 6)
    box = native.getbbox()
    assert box is not None
    assert native.crop(box).tobytes() == expected.tobytes()
    drawn = printed(qr(url, Qr(native=False))).dots
    box = drawn.getbbox()
    assert box is not None
    assert drawn.crop(box).tobytes() == expected.tobytes()


def test_sizes_and_alignment_show_on_the_paper() -> None:
    small = printed(b"H").dots.getbbox()
    large = printed(b"\x1d!\x11H\n").dots.getbbox()
    right = printed(b"\x1ba\x02H").dots.getbbox()
    assert small is not None
    assert large is not None
    assert right is not None
    assert large[2] - large[0] == 2 * (small[2] - small[0])
    assert large[3] - large[1] == 2 * (small[3] - small[1])
    assert right[0] == small[0] + 576 - 12


def test_bytes_beyond_the_buffer_are_lost_and_noted() -> None:
    bench = Bench(buffer_bytes=100)
    bench.feed(b"\x1b@" + b"line\n" * 40)
    (piece,) = bench.feed(CUT).pieces
    assert "102 bytes did not fit" in piece.errors[0]
    assert piece.text.count("line") < 40


def test_paper_takes_its_time() -> None:
    bench = Bench().feed(b"\x1b@" + b"x\n" * 80 + CUT, seconds=1.0)
    assert bench.pieces == []
    assert len(bench.feed(b"", seconds=2.0).pieces) == 1


@pytest.mark.parametrize("stop", ["paper", "cover", "failure"])
def test_a_stopped_printer_answers_only_at_once_and_goes_on_later(stop: str) -> None:
    bench = Bench()
    setattr(bench.sensors, stop, {"paper": "out", "cover": "open"}.get(stop, "cutter"))
    bench.feed(
        b"\x1b@abc" + CUT + escpos_commands.process_id(b"0001") + b"\x10\x04\x01"
    )
    assert bench.pieces == []
    assert bench.replies == b"\x1a"
    setattr(bench.sensors, stop, {"paper": "ok", "cover": "closed"}.get(stop, "none"))
    bench.feed(b"")
    assert bench.pieces[0].text == "abc"
    assert bench.replies == b"\x1a\x37\x220001\x00"


def test_clearing_drops_what_is_buffered() -> None:
    bench = Bench()
    bench.sensors.paper = "out"
    bench.feed(b"\x1b@secret" + CUT)
    bench.feed(escpos_commands.CLEAR_BUFFERS)
    bench.sensors.paper = "ok"
    bench.feed(b"next" + CUT)
    assert [piece.text for piece in bench.pieces] == ["next"]
    assert bench.replies == b"\x37\x25\x00"


def test_paper_status_in_order_says_what_the_sensors_say() -> None:
    bench = Bench()
    bench.sensors.paper = "near"
    assert bench.feed(escpos_commands.GS_R_PAPER).replies == b"\x03"


def test_automatic_status_comes_at_once_and_at_each_change() -> None:
    bench = Bench().feed(b"\x1da\x0f")
    assert bench.replies == b"\x10\x00\x00\x0f"
    bench.sensors.cover = "open"
    bench.feed(b"")
    assert bench.replies[4:] == b"\x38\x00\x00\x0f"


def test_a_deselected_printer_prints_nothing() -> None:
    bench = Bench().feed(b"\x1b=\x00abc\n\x1b=\x01def" + CUT)
    assert bench.pieces[0].text == "def"


def test_the_piece_keeps_the_bytes_that_made_it() -> None:
    data = b"\x1b@abc" + CUT
    bench = Bench().feed(data + escpos_commands.GS_R_PAPER).feed(data)
    assert bench.data == [data, data]


def test_the_picture_is_paper(tmp_path: Path) -> None:
    paper = picture(printed(b"HHHH").dots, 640)
    light = paper.getpixel((paper.width // 2, 60))
    assert isinstance(light, tuple)
    assert min(light) > 240
    assert sum(paper.convert("L").histogram()[:60]) > 0
    paper.save(tmp_path / "paper.png")


def test_it_does_what_its_model_can_and_no_more() -> None:
    learn = b"\x1c2\xfe\xa1" + bytes(72)
    asks = escpos_commands.GS_R_PAPER + escpos_commands.process_id(b"0001")
    able = Bench().feed(b"\x1b@" + learn + CUT + asks)
    assert able.pieces[0].errors == ()
    assert len(able.replies) == 1 + 7
    answers = PrinterAnswers(process_id=False, gs_r=False, clear_dc4=False)
    text = replace(profile().text, user_glyphs=0)
    plain = replace(profile(), answers=answers, text=text)
    poor = Bench(plain).feed(b"\x1b@" + learn + CUT + asks)
    assert poor.pieces[0].errors == ("there is no room for another glyph",)
    assert poor.replies == b""


@pytest.mark.parametrize(("dots_per_mm", "gap"), [(8.0, 112), (7.09, 99)])
def test_the_knife_is_as_far_as_the_head_s_dots_say(
    dots_per_mm: float, gap: int
) -> None:
    bench = Bench(replace(profile(), dots_per_mm=dots_per_mm))
    bench.feed(b"\x1b@\n\x1dV\x42\x00" * 2)
    line = 30
    assert [one.dots.height for one in bench.pieces] == [line + gap] * 2


@given(data=st.binary(max_size=300), lead=st.sampled_from([b"", b"\x1b", b"\x1d"]))
@settings(max_examples=150, deadline=None)
def test_no_bytes_at_all_break_it(data: bytes, lead: bytes) -> None:
    noisy = b"".join(lead + data[at : at + 5] for at in range(0, len(data), 5))
    bench = Bench().feed(noisy).feed(b"\x00" * 300 + b"\n\x1b=\x01\x1b@" + CUT)
    assert bench.feed(b"\x10\x04\x01").replies
