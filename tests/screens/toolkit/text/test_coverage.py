"""Every character has a picture: level 3 of GB 18030-2022, one by one, as pixels."""

import hashlib
import os
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.private_use import REAL
from kiosk.machine.shell.doctor.doctor import fonts
from kiosk.screens.toolkit.text.coverage import (
    FALLBACK_FILE,
    PLANE_BYTES,
    Coverage,
    Face,
    load_coverage,
)
from kiosk.screens.toolkit.text.typesetter import Typesetter
from kiosk.session.staff.pages import PartHealth
from kiosk.settings.shipped import asset
from kiosk.settings.texts import languages, load_texts
from tests.every import every
from tests.wording import english

ROOT = Path(__file__).resolve().parents[4]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
EM = 24
ROW = 64
IDEOGRAPHS = (
    (0x4E00, 0x9FA5),  # the first ideographs of Unicode
    (0x9FA6, 0x9FEF),  # what was added behind them
    (0x3400, 0x4DB5),  # Extension A
    (0x20000, 0x2A6D6),  # B
    (0x2A700, 0x2B734),  # C
    (0x2B740, 0x2B81D),  # D
    (0x2B820, 0x2CEA1),  # E
    (0x2CEB0, 0x2EBE0),  # F
)
COMPATIBILITY = (
    "\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27\ufa28\ufa29"
)
"""Ideographs in the compatibility block that have no other code point."""
LEVEL_3 = [
    *(chr(code) for first, last in IDEOGRAPHS for code in range(first, last + 1)),
    *COMPATIBILITY,
]
RADICALS = [chr(code) for code in range(0x2F00, 0x2FD6)] + list(
    "\u2e81\u2e84\u2e88\u2e8b\u2e8c\u2e97\u2ea7\u2eaa\u2eae\u2eb3\u2eb6\u2eb7\u2ebb\u2eca"
)
Pictures = dict[str, bytes]


def cells(type_: Typesetter, row: str, bold: bool = False) -> Iterator[bytes]:
    """Yield the picture of each square character of one drawn line, as a digest."""
    line = type_.label(row, EM, BLACK, WHITE, bold)
    # Ink that reaches out of its square makes a line a little wider.
    assert 0 <= line.get_width() - len(row) * EM <= 2, row
    for place in range(len(row)):
        cell = line.subsurface((place * EM, 0, EM, line.get_height()))
        raw = pygame.image.tobytes(cell, "RGB")
        yield hashlib.blake2b(raw, digest_size=12).digest()


def drawn(characters: list[str], bold: bool = False) -> Pictures:
    """Return the pictures of many square characters, many to a line."""
    type_, found = Typesetter(), Pictures()
    for start in range(0, len(characters), ROW):
        row = "".join(characters[start : start + ROW])
        found.update(zip(row, cells(type_, row, bold), strict=True))
    return found


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> set[bytes]:
    """Return how nothing looks, and what the faces draw for what they lack."""
    none, every = bytes(PLANE_BYTES), b"\xff" * PLANE_BYTES
    found = set(drawn(["\u3000"]).values())
    for faces in (Coverage(every, none), Coverage(none, every)):
        module = "kiosk.screens.toolkit.text.coverage.load_coverage"
        with monkeypatch.context() as patched:
            patched.setattr(module, lambda faces=faces: faces)
            for bold in (False, True):
                found |= set(drawn(["\ue000"], bold).values())
    return found


def test_level_3_has_as_many_characters_as_the_standard_says() -> None:
    assert len(LEVEL_3) == len(set(LEVEL_3)) == 87_887
    assert len(LEVEL_3) + len(RADICALS) == 88_115


def test_the_bitsets_cover_level_3() -> None:
    face = load_coverage().face
    count = Counter(face(character) for character in LEVEL_3)
    assert count == {Face.MAIN: 27_785, Face.FALLBACK: 60_102}
    assert not [c for c in RADICALS if face(c) is Face.NOBODY]


def test_the_bitsets_are_those_of_the_files() -> None:
    files = {
        Face.MAIN: (asset("fonts", "NotoSansSC-Regular.ttf"), load_coverage().main),
        Face.FALLBACK: (FALLBACK_FILE, load_coverage().fallback),
    }
    for path, bits in every(files.values()):
        held = {c for c in range(len(bits) * 8) if bits[c >> 3] >> (c & 7) & 1}
        with TTFont(path, lazy=True) as font:
            real = {code for code in font.getBestCmap() if code < len(bits) * 8}
        assert held == real, path


@pytest.mark.parametrize("bold", [False, True])
def test_every_ideograph_of_level_3_is_drawn(bold: bool, missing: set[bytes]) -> None:
    face = load_coverage().face
    wanted = [c for c in LEVEL_3 if not bold or face(c) is Face.MAIN]
    pictures = drawn(wanted, bold)
    assert len(pictures) == len(wanted)
    assert not [c for c, picture in pictures.items() if picture in missing]
    # A few real doubles differ in less than a pixel; a stand-in would be many.
    alike = Counter(pictures.values())
    assert max(alike.values()) == 2
    assert len(alike) > len(wanted) - 40


def test_every_radical_is_drawn(missing: set[bytes]) -> None:
    assert not missing & set(drawn(RADICALS).values())


def test_private_code_points_are_drawn_as_what_they_meant(missing: set[bytes]) -> None:
    type_, face = Typesetter(), load_coverage().face
    assert len(REAL) == 106
    for private, real in REAL.items():
        assert unicodedata.category(chr(private)) == "Co"
        assert face(chr(real)) is not Face.NOBODY, hex(real)
        labels = [type_.label(chr(c), EM, BLACK, WHITE) for c in (private, real)]
        first, second = (pygame.image.tobytes(label, "RGB") for label in labels)
        assert first == second, hex(private)


@given(st.characters(categories=["Co", "Cn"]))
def test_what_nobody_has_is_never_blank(character: str) -> None:
    label = Typesetter().label(character, 40, BLACK, WHITE)
    assert label.get_width() > 0
    mask = pygame.mask.from_threshold(label, BLACK, (128, 128, 128, 255))
    assert mask.count() > 20, hex(ord(character))


def test_what_nobody_has_shows_its_own_number() -> None:
    codes = [*range(0xE000, 0xE040), 0xF8FF, 0xF0000, 0x10FFFF, 0x378]
    pictures = drawn([chr(code) for code in codes])
    assert len(set(pictures.values())) == len(codes)


def test_without_the_second_face_rare_characters_show_their_numbers(
    monkeypatch: pytest.MonkeyPatch, missing: set[bytes]
) -> None:
    only = Coverage(load_coverage().main, b"")
    monkeypatch.setattr(
        "kiosk.screens.toolkit.text.coverage.load_coverage", lambda: only
    )
    rare = [chr(code) for code in range(0x20100, 0x20140)]
    pictures = set(drawn(rare).values())
    assert len(pictures) == len(rare)
    assert not pictures & missing


def test_the_doctor_says_when_the_second_face_is_missing(tmp_path: Path) -> None:
    assert fonts().health is PartHealth.OK
    line = fonts(tmp_path / "HanaMinB.ttf")
    assert line.health is PartHealth.WARNING
    assert "HanaMinB.ttf" in english(line.seen)
    for language in languages():
        advice = load_texts(language)(f"doctor__{line.part}__{line.health}")
        for package in ("fonts-hanazono", "fonts-noto-core", "fonts-babelstone-han"):
            assert package in advice


def test_the_doctor_says_when_letters_cannot_be_joined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kiosk.machine.shell.doctor.doctor.can_shape", lambda: False)
    line = fonts()
    assert line.health is PartHealth.WARNING
    assert "joined" in english(line.seen)


def test_the_faces_are_the_pinned_ones() -> None:
    script = (ROOT / "script" / "fonts").read_text("utf-8")
    pinned = dict(re.findall(r"^(\w+)=([0-9a-f]{64})$", script, re.MULTILINE))
    files = {
        "regular": "NotoSansSC-Regular.ttf",
        "bold": "NotoSansSC-Bold.ttf",
        "licence": "OFL.txt",
    }
    for name, file in every(files.items()):
        held = hashlib.sha256(asset("fonts", file).read_bytes()).hexdigest()
        assert held == pinned[name], file


def test_another_package_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho no > expo-google-fonts-noto-sans-sc-0.4.3.tgz\n")
    npm.chmod(0o755)
    fonts_before = {p: p.stat().st_mtime_ns for p in asset("fonts").iterdir()}
    done = subprocess.run(
        [ROOT / "script" / "fonts"],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert re.search(r"0\.4\.3 has the SHA-256 [0-9a-f]{64}, pinned is", done.stderr)
    assert fonts_before == {p: p.stat().st_mtime_ns for p in asset("fonts").iterdir()}
