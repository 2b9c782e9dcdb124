"""Breaks a run of cells into lines of at most so many columns.

Chinese breaks anywhere but before closing and after opening marks; a number or a
word of the Latin script stays whole while it fits. No dots and no bytes here.
"""

from collections.abc import Iterator, Sequence

from kiosk.devices.printer.typesetting.encode import PaperCell

Cells = tuple[PaperCell, ...]

_CLOSING = frozenset("，。、；：？！）】》」』”’…％℃·,.;:!?)]%")
_OPENING = frozenset("（【《「『“‘￥([")
_PHRASE = frozenset("，。、；：？！）,.;:")
_ORPHAN = 6
"""Columns of three Hanzi; a paragraph's last line has at least so many."""
_HOLLOW = frozenset("，。、；：！？）】》」』”’")
_BETWEEN = frozenset(" ·-.")


def width(cells: Sequence[PaperCell]) -> int:
    """Return how many columns the cells take."""
    return sum(cell.width for cell in cells)


def units(cells: Sequence[PaperCell]) -> Iterator[Cells]:
    """Split cells into what should not be broken: words, and marks with their han."""
    unit: list[PaperCell] = []
    for cell in cells:
        if unit and _may_break(unit[-1], cell):
            yield tuple(unit)
            unit = []
        unit.append(cell)
    if unit:
        yield tuple(unit)


def _may_break(before: PaperCell, after: PaperCell) -> bool:
    if " " in (before.text, after.text):
        return before.text != after.text
    if after.text in _CLOSING or before.text in _OPENING:
        return False
    return before.width == 2 or after.width == 2


def wrap(cells: Sequence[PaperCell], columns: int) -> list[Cells]:
    """Return lines no wider than `columns` (at least 2); blanks at a break go.

    An empty paragraph is one empty line.
    """
    lines: list[list[PaperCell]] = [[]]
    for unit in units(cells):
        if width(lines[-1]) + width(unit) <= columns:
            lines[-1].extend(unit)
        elif unit[0].text == " ":
            lines.append([])  # blanks that do not fit are the break themselves
        elif width(unit) <= columns:
            lines.append(list(unit))
        else:
            _spill(lines, unit, columns)
    if len(lines) > 1 and not lines[-1]:
        lines.pop()
    return [_seen(_trimmed(line)) for line in lines]


def _spill(lines: list[list[PaperCell]], unit: Cells, columns: int) -> None:
    """Break a unit wider than a whole line wherever the line is full."""
    for cell in unit:
        if width(lines[-1]) + cell.width > columns:
            lines.append([])
        lines[-1].append(cell)


def balanced(cells: Sequence[PaperCell], columns: int) -> list[Cells]:
    """Return as many lines as `wrap`, as even as they come; best a phrase a line."""
    usual = wrap(cells, columns)
    spoken = phrases(cells, columns) if len(usual) > 1 else []
    if len(spoken) == len(usual):
        return spoken
    return [usual, *_narrower(cells, columns, len(usual))][-1]


def phrases(cells: Sequence[PaperCell], columns: int) -> list[Cells]:
    """Return a line for each phrase, nothing where there is one or one is too wide."""
    lines: list[list[PaperCell]] = [[]]
    for cell in cells:
        lines[-1].append(cell)
        if cell.text in _PHRASE:
            lines.append([])
    found = [_seen(_trimmed(line)) for line in lines if line]
    fits = len(found) > 1 and all(width(line) <= columns for line in found)
    return found if fits else []


def without_orphan(cells: Sequence[PaperCell], columns: int) -> list[Cells]:
    """Return as many lines as `wrap`, the last not of a character or two alone."""
    usual = wrap(cells, columns)
    ways = [usual, *_narrower(cells, columns, len(usual))]
    return next((way for way in ways if width(way[-1]) >= _ORPHAN), usual)


def _narrower(
    cells: Sequence[PaperCell], columns: int, lines: int
) -> Iterator[list[Cells]]:
    """Yield other ways to make so many lines, each narrower than the one before."""
    for room in range(columns - 1, columns // 2, -1) if lines > 1 else ():
        way = wrap(cells, room)
        if len(way) != lines:
            return
        yield way


def _seen(line: Cells) -> Cells:
    """Return a line as it is seen: words that are read from the right stand so.

    What stands between two such words, a blank or a dot, stays between them.
    """
    found: list[PaperCell] = []
    run: list[PaperCell] = []
    between: list[PaperCell] = []
    for cell in line:
        if cell.to_left:
            run, between = [cell, *reversed(between), *run], []
        elif run and cell.text in _BETWEEN:
            between.append(cell)
        else:
            found += (*run, *between, cell)
            run, between = [], []
    return (*found, *run, *between)


def _trimmed(line: list[PaperCell]) -> Cells:
    while line and line[-1].text == " ":
        line.pop()
    return tuple(line)


def ends_hollow(cells: Sequence[PaperCell]) -> bool:
    """Tell whether the right half of the last cell is white: a wide closing mark."""
    return bool(cells) and cells[-1].width == 2 and cells[-1].text in _HOLLOW


def widest_unit(cells: Sequence[PaperCell]) -> int:
    """Return the columns that the text needs to be broken only where it should."""
    return max((width(unit) for unit in units(cells)), default=0)
