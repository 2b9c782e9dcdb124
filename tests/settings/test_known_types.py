"""Types that threads meet at once."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from kiosk.center.database.workers import Workers
from kiosk.settings.known_types import know_types

MEET = """
import sys
from threading import Barrier, Thread
import msgspec
from kiosk.settings.known_types import know_types

sys.setswitchinterval(1e-6)
parts = [(f"part{number}", int | None, None) for number in range(10)]
kinds = []
for number in range(40):
    inner = msgspec.defstruct(f"Inner{number}", parts)
    kinds.append(msgspec.defstruct(f"Outer{number}", [("all", tuple[inner, ...], ())]))
know_types()
for kind in kinds:
    start = Barrier(8)

    def read():
        start.wait()
        msgspec.json.decode(b'{"all": [{"part1": 1}]}', type=kind)

    threads = [Thread(target=read) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
"""


def test_threads_that_meet_a_type_at_once_do_not_end_the_program() -> None:
    """Without `know_types` the program dies here by SIGSEGV, each time."""
    ended = subprocess.run([sys.executable, "-c", MEET], timeout=120, check=False)
    assert ended.returncode == 0


def test_who_starts_threads_knows_all_types(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late(msgspec.Struct):
        part: int

    asked: list[type] = []
    decoder = msgspec.json.Decoder
    monkeypatch.setattr(
        msgspec.json,
        "Decoder",
        lambda kind: asked.append(kind) or decoder(kind),  # type: ignore[func-returns-value]
    )
    Workers(tmp_path, "test").close()
    assert Late in asked
    asked.clear()
    know_types()
    assert asked == [], "each once"


def test_a_type_that_cannot_be_read_fails_only_where_it_is_read() -> None:
    class Odd(msgspec.Struct):
        part: "NowhereDefined"  # type: ignore[name-defined]  # noqa: F821

    know_types()
    with pytest.raises(NameError):
        msgspec.json.decode(b"{}", type=Odd)
