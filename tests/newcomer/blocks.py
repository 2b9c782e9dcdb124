"""Takes the commands out of docs/install.md, as they stand there.

`python -m tests.newcomer.blocks` prints every step; with a name, that block's lines.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs"
FENCE = re.compile(r"^```sh (install|by-hand)=([a-z]+)\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class InstallBlock:
    """One block of commands: whether a newcomer runs it, its name, its lines."""

    is_run: bool
    name: str
    lines: str


@dataclass(frozen=True)
class InstallStep:
    """What is done with one block: run, look or read, and why it is only read."""

    how: str
    name: str
    why: str


def blocks(language: str = "") -> list[InstallBlock]:
    """Return the blocks of the document in one language, in its order."""
    text = (DOCS / language / "install.md").read_text("utf-8")
    found = FENCE.findall(text)
    return [InstallBlock(mark == "install", name, body) for mark, name, body in found]


def steps() -> list[InstallStep]:
    """Return what the newcomer's list says of each block."""
    rows = (HERE / "steps.txt").read_text("utf-8").splitlines()
    words = [row.split(" ", 2) for row in rows if not row.startswith("#")]
    return [InstallStep(how, name, " ".join(rest)) for how, name, *rest in words]


def _print_out(name: str) -> None:
    (found,) = [block.lines for block in blocks() if block.name == name]
    print(found, end="")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _print_out(sys.argv[1])
    else:
        for step in steps():
            print(step.how, step.name, step.why)
