"""Mutation testing of the modules in which a mistake hurts: `script/mutants`.

cosmic-ray changes a copy of the tree; `mutants.toml` says which tests belong to which
module, and which changes may live and why.
"""

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copy2
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ENOUGH = 0.95
"""The part of all changes that the tests must notice, beside those with a reason."""
_CONFIG = """
[cosmic-ray]
module-path = "{module}"
timeout = 120.0
excluded-modules = []
test-command = "{python} -m pytest -x -q -p no:cacheprovider {tests}"
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = ["core/ReplaceBinaryOperator_BitOr_.*"]
"""
"""`|` stands in types nearly everywhere, where any change ends the import."""


@dataclass(frozen=True)
class Mutant:
    """One change of a module, and whether a test noticed it."""

    line: int
    change: str
    """The line as it was and as it is, on a line each."""
    alive: bool


def modules() -> dict[str, dict[str, Any]]:
    """Return the modules with their tests and the changes that may live."""
    table = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text("utf-8"))
    found: dict[str, dict[str, Any]] = table["modules"]
    return found


def copied(folder: Path) -> None:
    """Copy what git knows of: a change must never reach the real tree."""
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    for name in filter(None, names):
        source, target = ROOT / name, folder / name
        if source.is_symlink() or source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            copy2(source, target, follow_symlinks=False)


def run(module: str, tests: list[str]) -> list[Mutant]:
    """Make every change of a module and run its tests on it."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name)
        copied(folder)
        config = _CONFIG.format(
            module=module, python=sys.executable, tests=" ".join(tests)
        )
        (folder / "mutants.toml").write_text(config, "utf-8")
        bin_ = Path(sys.executable).parent

        def call(*words: str) -> str:
            environment = {**os.environ, "PATH": f"{bin_}:{os.environ['PATH']}"}
            done = subprocess.run(
                words, cwd=folder, env=environment, capture_output=True, text=True
            )
            if done.returncode:
                raise SystemExit(f"{' '.join(words)}:\n{done.stdout}{done.stderr}")
            return done.stdout

        call("cosmic-ray", "baseline", "mutants.toml")
        call("cosmic-ray", "init", "mutants.toml", "session.sqlite")
        call("cr-filter-operators", "session.sqlite", "mutants.toml")
        call("cosmic-ray", "exec", "mutants.toml", "session.sqlite")
        return list(read(call("cosmic-ray", "dump", "session.sqlite")))


def read(dump: str) -> Iterator[Mutant]:
    """Read the tool's lines: a work item and its result, each as JSON."""
    for line in filter(None, dump.splitlines()):
        item, result = json.loads(line)
        if result is None or result["worker_outcome"] == "skipped":
            continue
        mutation = item["mutations"][0]
        changed = [
            text
            for text in (result["diff"] or "").splitlines()
            if text[:1] in "+-" and text[:3] not in ("+++", "---")
        ]
        alive = result["test_outcome"] == "survived"
        yield Mutant(mutation["start_pos"][0], "\n".join(changed), alive)


def judge(module: str, mutants: list[Mutant], known: list[dict[str, str]]) -> bool:
    """Print what lived and tell whether that is few enough."""
    alive = [mutant for mutant in mutants if mutant.alive]
    excused = [m for m in alive if any(one["change"] in m.change for one in known)]
    left = [mutant for mutant in alive if mutant not in excused]
    counted = len(mutants) - len(excused)
    share = 1 - len(left) / counted if counted else 1.0
    print(
        f"{module}: {len(mutants)} changes, {len(mutants) - len(alive)} noticed, "
        f"{len(excused)} with a reason, {len(left)} not noticed ({share:.1%})"
    )
    for mutant in left:
        print(f"  line {mutant.line}")
        print("\n".join(f"    {text}" for text in mutant.change.splitlines()))
    return share >= ENOUGH


def main() -> int:
    """Run the modules that are named, or all."""
    table = modules()
    wanted = sys.argv[1:] or list(table)
    unknown = [module for module in wanted if module not in table]
    if unknown:
        print(f"tests/mutants.toml has no tests for: {', '.join(unknown)}")
        return 2
    good = [
        judge(module, run(module, table[module]["tests"]), table[module]["alive"])
        for module in wanted
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
