"""Mistakes in a settings file: the place and what is allowed there.

What is allowed is what the types of the tables say. All mistakes are named at once,
since whoever sets a machine up mends them in one go.
"""

import math
from collections.abc import Iterator
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from kiosk.domain.message import Message, MessageValue
from kiosk.domain.mistake import Mistake


def mistakes(data: Any, kind: Any, place: str = "") -> Iterator[Mistake]:
    """Yield what does not fit the type of a place."""
    if _is_table(kind):
        yield from _table(data, kind, place)
        return
    inner, _ = _bare(kind)
    found: list[Mistake] = []
    if get_origin(inner) in (tuple, list) and isinstance(data, list):
        for at, (item, of) in enumerate(_items(data, get_args(inner))):
            found += mistakes(item, of, f"{place}[{at}]")
    elif get_origin(inner) is dict and isinstance(data, dict):
        of = get_args(inner)[1]
        for key, value in data.items():
            found += mistakes(value, of, _joined(place, key))
    yield from found
    if not found and not _fits(data, kind):
        yield Mistake(place, Message("mistake__must_be", allowed=allowed(kind)))


def _table(data: Any, kind: Any, place: str) -> Iterator[Mistake]:
    if not isinstance(data, dict):
        table = Message("allowed__table")
        yield Mistake(place, Message("mistake__must_be", allowed=table))
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for key in data:
        if key not in fields:
            unknown = Message("mistake__unknown_key", known=tuple(fields))
            yield Mistake(_joined(place, key), unknown)
    for key, field in fields.items():
        if key in data:
            yield from mistakes(data[key], field.type, _joined(place, key))
        elif field.required:
            missing = Message("mistake__missing", allowed=allowed(field.type))
            yield Mistake(_joined(place, key), missing)


def _joined(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _items(data: list[Any], kinds: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    """Pair the items of a list with their types; a list of fixed length is a leaf."""
    endless = len(kinds) == 1 or kinds[-1] is Ellipsis
    return [(item, kinds[0]) for item in data] if endless else []


def _fits(data: Any, kind: Any) -> bool:
    try:
        msgspec.convert(data, kind, strict=True)
    except msgspec.ValidationError:
        return False
    # TOML can write both, and no limit of a range stops the first of them.
    return not isinstance(data, float) or math.isfinite(data)


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _bare(kind: Any) -> tuple[Any, list[msgspec.Meta]]:
    """Return the type inside `Annotated` and `| None`, and what limits it."""
    limits: list[msgspec.Meta] = []
    while True:
        origin, inner = get_origin(kind), get_args(kind)
        if origin is Annotated:
            limits += [each for each in inner[1:] if isinstance(each, msgspec.Meta)]
            kind = inner[0]
        elif origin in (Union, UnionType) and len(set(inner) - {NoneType}) == 1:
            (kind,) = set(inner) - {NoneType}
        else:
            return kind, limits


def allowed(kind: Any) -> Message:
    """Tell what may stand at a place of this type.

    A pattern is told by its description, which is the name of a text of its own.
    """
    inner, limits = _bare(kind)
    for limit in reversed(limits):
        if limit.description:
            return Message(f"allowed__form__{limit.description}")
    if (words := _listed(inner)) is not None:
        choices = tuple(repr(choice) for choice in words)
        several = "one_of" if len(choices) > 1 else "only"
        return Message(f"allowed__{several}", choices=choices)
    if inner is bool:
        return Message("allowed__switch")
    if get_origin(inner) in (tuple, list):
        return _sized("list", limits)
    if inner is str:
        return _sized("text", limits)
    if inner in (int, float):
        return _ranged("whole" if inner is int else "number", limits)
    return Message("allowed__table")


def _listed(kind: Any) -> tuple[Any, ...] | None:
    """Return the words of a type that has a list of them."""
    if get_origin(kind) is Literal:
        return get_args(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(each.value for each in kind)
    return None


def _sized(what: str, limits: list[msgspec.Meta]) -> Message:
    least = next((x.min_length for x in limits if x.min_length is not None), None)
    most = next((x.max_length for x in limits if x.max_length is not None), None)
    if most is not None:
        return Message(f"allowed__{what}_between", least=least or 0, most=most)
    if least is not None:
        return Message(f"allowed__{what}_least", least=least)
    return Message(f"allowed__{what}")


def _ranged(what: str, limits: list[msgspec.Meta]) -> Message:
    edges: dict[str, MessageValue] = {}
    for name in ("gt", "ge", "lt", "le"):
        for limit in limits:
            if (edge := getattr(limit, name)) is not None:
                edges[name] = f"{edge:g}" if edge < 1e6 else str(edge)
    if not edges:
        return Message(f"allowed__{what}")
    reach = Message(f"allowed__range__{'_'.join(edges)}", **edges)
    return Message(f"allowed__{what}_within", reach=reach)
