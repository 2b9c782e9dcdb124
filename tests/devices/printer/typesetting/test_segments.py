"""The bytes of a job: golden ones, the order of commands, nothing obeyed at once."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.devices.printer.printer_profile import PrinterProfile, Qr
from kiosk.devices.printer.typesetting import escpos_commands, segments
from kiosk.devices.printer.typesetting.preview import draw_receipt
from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Code,
    PaperRule,
    Receipt,
    TextLine,
)
from kiosk.devices.printer.typesetting.segments import PrintJob, build_job, void_strip
from tests.devices.printer.conftest import profile
from tests.devices.printer.paper import printed
from tests.devices.printer.samples import URL, contributions, short

WIDE, SMALL = profile(), profile("generic-58mm")
HEAD = "1b3d01 1b40 1c26 1c530000 1b3322 1b633400"
TAIL = "0a 1d564200"


def test_golden_bytes_of_one_line() -> None:
    job = build_job(short("张三 ¥5"), WIDE, 1)
    ask = "1d5e010000"
    line = "d5c5c8fd20a3a4350a"
    assert job.data == bytes.fromhex(f"{HEAD} {line} {TAIL} {ask}")


def test_golden_bytes_of_a_large_bold_centred_line() -> None:
    receipt = Receipt("test", (TextLine("凭条", Align.CENTER, size=2, bold=True),))
    job = build_job(receipt, SMALL, 1)
    line = "1b3340 1b249000 1d2111 1b4501 c6becCf5 1b4500 0a 1d2100 1b3320"
    head = HEAD.replace("1b3322", "1b3320")
    assert job.data == bytes.fromhex(f"{head} {line} {TAIL} 1d7201".lower())


def test_golden_bytes_of_a_code() -> None:
    job = build_job(Receipt("test", (Code("ab"),)), WIDE, 1)
    code = job.segments[1].data
    assert code == bytes.fromhex(
        "1b4a18 1b6101 1d286b040031413200 1d286b0300314306 1d286b0300314531"
        "1d286b050031503061 62 1d286b0300315130 1b4a18 1b6100"
    )


def test_a_printer_that_knows_one_kind_of_code_is_not_asked_for_it() -> None:
    one = msgspec.structs.replace(WIDE, qr=Qr(chooses_model=False))
    code = build_job(Receipt("test", (Code("ab"),)), one, 1).segments[1].data
    assert b"\x1d(k\x03\x001C\x06" in code
    assert b"1A" not in code


def test_where_chinese_is_enlarged_by_a_command_of_its_own() -> None:
    text = msgspec.structs.replace(WIDE.text, size="esc")
    apart = msgspec.structs.replace(WIDE, text=text)
    receipt = Receipt("test", (TextLine("凭a", size=2, bold=True), TextLine("b")))
    job = build_job(receipt, apart, 1)
    large = "1b3344 1b2130 1c210c 1b4501 c6be61 1b4500 0a 1b2100 1c2100 1b3322"
    assert job.segments[1].data == bytes.fromhex(large)
    assert printed(receipt, apart).tobytes() == printed(receipt, WIDE).tobytes()


def test_each_line_is_one_segment_and_paper_only_moves_on() -> None:
    job = build_job(contributions(), WIDE, 7)
    lengths = [segment.mm for segment in job.segments]
    assert lengths == sorted(lengths)
    assert all(s.data.endswith(b"\n") for s in job.segments[2:10])
    assert b"".join(s.data for s in job.segments) == job.data
    assert len(job.data) == job.size < 2000


def test_a_rare_name_is_taught_to_the_printer_once() -> None:
    job = build_job(short("𠮷𠮷㼆"), WIDE, 1)
    taught = [s.data for s in job.segments if s.data.startswith(b"\x1c\x32")]
    assert [data[2:4] for data in taught] == [b"\xfe\xa1", b"\xfe\xa2"]
    assert all(len(data) == 76 for data in taught)
    assert b"\xfe\xa1\xfe\xa1\xfe\xa2\n" in job.data


def test_a_rare_name_is_one_picture_line_without_learned_glyphs() -> None:
    job = build_job(
        Receipt("t", (TextLine("甲"), TextLine("𠮷"), TextLine("乙"))), SMALL, 1
    )
    pictures = [s.data for s in job.segments if b"\x1d\x76\x30" in s.data]
    assert len(pictures) == 1
    assert len(pictures[0]) == 8 + 48 * 32


def test_more_rare_characters_than_the_printer_learns() -> None:
    few = msgspec.structs.replace(
        WIDE, text=msgspec.structs.replace(WIDE.text, user_glyphs=1)
    )
    job = build_job(Receipt("t", (TextLine("𠮷"), TextLine("㼆"))), few, 1)
    assert job.data.count(b"\x1c\x32") == 1
    assert job.data.count(b"\x1d\x76\x30\x00") == 1


def test_numbers_of_jobs_are_printable_and_differ() -> None:
    tokens = [escpos_commands.job_token(number) for number in range(20000)]
    assert len(set(tokens)) == 20000
    assert all(0x21 <= byte <= 0x7E for token in tokens for byte in token)


@settings(max_examples=40)
@given(st.text(max_size=30), st.sampled_from((WIDE, SMALL)), st.integers(1, 2))
def test_no_job_holds_a_realtime_command(
    text: str, on: PrinterProfile, size: int
) -> None:
    job = build_job(Receipt("t", (TextLine(text, size=size), PaperRule())), on, 1)
    assert escpos_commands.realtime_pairs(job.data) == []


@given(st.binary(max_size=60))
def test_pictures_are_made_harmless_by_single_dots(dots: bytes) -> None:
    safe = escpos_commands.defused(dots)
    assert escpos_commands.realtime_pairs(safe + b"\x04") == []
    assert all(a == b or b == a | 0x08 for a, b in zip(dots, safe, strict=True))


@pytest.mark.parametrize("data", ["", "x" * 601, "a\x1b@"])
def test_a_code_that_cannot_be_printed_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="code holds"):
        build_job(Receipt("t", (Code(data),)), WIDE, 1)


def test_a_printer_without_codes_gets_a_picture() -> None:
    plain = msgspec.structs.replace(
        WIDE, qr=msgspec.structs.replace(WIDE.qr, native=False)
    )
    data = build_job(Receipt("t", (Code(URL),)), plain, 1).data
    assert b"\x1d\x76\x30\x00" in data
    assert b"\x1d(k" not in data


def test_golden_bytes_of_the_openings_of_a_proof() -> None:
    """Job 1 has the tokens 4 to 7: a macro that says one, then one said at once."""
    ask = "1d28480600303021212100"
    first, second = build_job(short(), WIDE, 1).proof.openings
    for opening, (said, kept) in ((first, ("25", "26")), (second, ("27", "28"))):
        macro = f"1d5e000000 1d3a {ask[:-2]}{kept} 1d3a"
        asked = f"1b3d01 {macro} {ask[:-2]}{said}"
        assert opening.commands == bytes.fromhex(asked)


def test_a_printer_without_macro_is_asked_behind_the_cut() -> None:
    job = build_job(short(), SMALL, 1)
    assert job.data.endswith(bytes.fromhex(f"{TAIL} 1d7201"))
    assert job.proof.openings == ()


def test_only_a_printer_without_proof_begins_with_what_voids_the_above() -> None:
    above = "此线以上作废"
    assert above.encode("gbk") in build_job(short(), SMALL, 1, above).data
    proved = build_job(short(), WIDE, 1, above)
    assert above.encode("gbk") not in proved.data
    plain = b"".join(segment.data for segment in proved.plain_segments)
    assert above.encode("gbk") in plain
    assert plain.endswith(bytes.fromhex("1d28480600303021212125 1d7201"))


def test_a_broken_receipt_is_voided_in_words_and_cut_off() -> None:
    strip = void_strip(("作废",), WIDE)
    assert strip.startswith(bytes.fromhex(HEAD + "0a"))
    assert "作废".encode("gbk") in strip
    assert strip.endswith(bytes.fromhex(TAIL))


def test_a_job_never_shows_its_content() -> None:
    job: PrintJob = build_job(short("欧阳锦绣 990000199001010018"), WIDE, 1)
    shown = repr(job)
    assert "99000019" not in shown
    assert "欧阳" not in shown
    assert repr("欧阳".encode("gbk"))[2:-1] not in shown


@pytest.mark.parametrize("named", [False, True])
def test_the_library_leaves_no_file_and_no_handler(tmp_path: Path, named: bool) -> None:
    """Its import would keep a pickle in a folder and touch the root logger.

    In one that somebody names it would also read what lies there.
    """
    code = (
        "import logging, os\n"
        "from kiosk.devices.printer.typesetting.qr_commands import qr\n"
        "from kiosk.devices.printer.printer_profile import Qr\n"
        "qr('x', Qr(native=False))\n"
        "files = [f for *_, files in os.walk(os.environ['TMPDIR']) for f in files]\n"
        "print(len(logging.root.handlers), files,"
        " 'ESCPOS_CAPABILITIES_PICKLE_DIR' in os.environ)"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    environment.pop("ESCPOS_CAPABILITIES_PICKLE_DIR", None)
    if named:
        environment["ESCPOS_CAPABILITIES_PICKLE_DIR"] = str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "0 [] False"
    assert done.stderr == ""


def test_a_rule_is_sent_as_half_as_many_dashes_of_twice_the_width() -> None:
    rule = Receipt("t", (PaperRule(),))
    assert build_job(rule, WIDE, 1).segments[1].data == (
        b"\x1d\x21\x10" + b"\xa9\xa4" * 12 + b"\x1d\x21\x00\x0a"
    )
    drawn = draw_receipt(rule, WIDE)
    assert printed(rule, WIDE).tobytes() == drawn.dots


def test_an_odd_rule_ends_with_one_dash_of_its_own() -> None:
    own = msgspec.structs.replace(WIDE, columns=46)
    rule = Receipt("t", (PaperRule(),))
    dashes = b"\xa9\xa4" * 11 + b"\x1d\x21\x00" + b"\xa9\xa4\x0a"
    assert build_job(rule, own, 1).segments[1].data == b"\x1d\x21\x10" + dashes


@pytest.mark.parametrize("of", [WIDE, SMALL])
def test_neither_way_of_a_job_may_be_obeyed_at_once(
    of: PrinterProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line where a plain receipt begins is looked at as well."""
    monkeypatch.setattr(segments, "_above", lambda *_: [(b"\x10\x04", 0.0)])
    with pytest.raises(ValueError, match="obey at once"):
        build_job(short(), of, 1, "x")
