"""Every `kiosk ...` that a document tells somebody to type is a known command."""

import argparse
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kiosk.machine.shell.cli import _parser
from tests.every import every

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    "README.md",
    *(str(p.relative_to(ROOT)) for p in sorted((ROOT / "docs").rglob("*.md"))),
]
BLOCK = re.compile(r"^```.*?^```$|(?<=\n\n)(?:    .*\n)+", re.M | re.S)
START = re.compile(r"^(?:runuser -u kiosk -- )?(kiosk(?:-center)? [a-z-].*)$")
FILLED = {"ROLE": "hall", "NUMBER": "1001", "编号": "HALL-1"}
"""What a reader types in place of a word."""


def typed(text: str) -> Iterator[str]:
    """Yield what stands in backquotes or on a line of a block and begins with kiosk."""
    joined = re.sub(r"\\\n\s*", " ", text)
    lines = [x.strip() for block in BLOCK.findall(joined) for x in block.splitlines()]
    spans = re.findall(r"`([^`]+)`", BLOCK.sub("", joined))
    for line in [*lines, *(" ".join(span.split()) for span in spans)]:
        if found := START.match(line):
            yield from alternatives(found[1])


def alternatives(line: str) -> Iterator[str]:
    """Yield `kiosk journal list` and `... verify` for `kiosk journal list|verify`."""
    words = re.sub(r"\[[^]]*\]", "", re.sub(r"\s[#|>].*", "", line)).split()
    many = next((i for i, word in enumerate(words) if "|" in word), None)
    if many is None:
        yield " ".join(words)
        return
    for word in words[many].split("|"):
        yield " ".join([*words[:many], word, *words[many + 1 :]])


def below(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the commands that one has below it, by name."""
    actions = parser._actions
    subs = [a for a in actions if isinstance(a, argparse._SubParsersAction)]
    return dict(subs[0].choices) if subs else {}


@cache
def program() -> argparse.ArgumentParser:
    """Return the program's own parser."""
    return _parser()


def mistake(command: str) -> str:
    """Say what the program does not know in a line; a mere name may stand."""
    words = [FILLED.get(word, word) for word in shlex.split(command)]
    words = words[1:] if words[0] == "kiosk" else ["center", *words[1:]]
    parser, rest = program(), list(words)
    while rest and rest[0] in below(parser):
        parser = below(parser)[rest.pop(0)]
    named = rest if len(rest) == 1 else []
    if not rest or set(named) & parser._option_string_actions.keys():
        return ""
    if below(parser):
        return f"{command}: {rest[0]} is no command"
    try:
        program().parse_args(words)
    except SystemExit:
        return f"{command}: its arguments are not right"
    return ""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_in_a_document_is_known(document: str) -> None:
    found = list(typed((ROOT / document).read_text("utf-8")))
    assert [wrong for line in found if (wrong := mistake(line))] == []


def test_the_law_finds_them() -> None:
    text = (ROOT / "docs/install.md").read_text("utf-8")
    assert len(every(set(typed(text)))) > 8
    assert mistake("kiosk journal export")
    assert mistake("kiosk center revoke") == ""
    assert mistake("kiosk center revoke A B")
    assert mistake("kiosk-center backup --folder F")
