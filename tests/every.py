"""A loop of assertions over nothing proves nothing."""

from collections.abc import Iterable
from typing import TypeVar

_T = TypeVar("_T")


def every(things: Iterable[_T]) -> list[_T]:
    """Return the things to look at; there must be at least one."""
    found = list(things)
    assert found, "there is nothing to look at"
    return found
