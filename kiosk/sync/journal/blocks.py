"""Work on a journal that is too long for one piece: a generator, a block at a time.

Between two blocks the session thread turns for people.
"""

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")
Blocks = Generator[int, None, T]
"""Gives how far it is after each block, and at its end what came of it."""


def in_one_piece(blocks: Blocks[T]) -> T:
    """Do all of it at once, where nobody else waits."""
    while True:
        try:
            next(blocks)
        except StopIteration as end:
            value: T = end.value
            return value
