"""Reads the frozen statements of a revision."""

from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"


def statements(name: str) -> list[str]:
    """Return the statements of a file; a trigger has some within it."""
    found: list[str] = []
    for line in (MIGRATIONS / name).read_text("utf-8").splitlines():
        if line.startswith("--"):
            continue
        within = found and not _ended(found[-1])
        if within:
            found[-1] += "\n" + line
        else:
            found.append(line)
    return [each for each in found if each.strip()]


def _ended(statement: str) -> bool:
    trigger = statement.startswith("CREATE TRIGGER")
    return statement.rstrip().endswith("END;" if trigger else ";")
