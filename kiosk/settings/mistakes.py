"""Mistakes in a settings file as sentences: the place and what is allowed there.

Only wording, in our own words; what is allowed is what the types of the tables say. All
mistakes are named at once, since whoever sets a machine up mends them in one go.
"""

import math
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec


def mistakes(data: Any, kind: Any, place: str = "") -> Iterator[str]:
    """Yield what does not fit the type of a place, each as one sentence."""
    if _is_table(kind):
        yield from _table(data, kind, place)
        return
    inner, _ = _bare(kind)
    found: list[str] = []
    if get_origin(inner) in (tuple, list) and isinstance(data, list):
        for at, (item, of) in enumerate(_items(data, get_args(inner))):
            found += mistakes(item, of, f"{place}[{at}]")
    elif get_origin(inner) is dict and isinstance(data, dict):
        of = get_args(inner)[1]
        for key, value in data.items():
            found += mistakes(value, of, _joined(place, key))
    yield from found
    if not found and not _fits(data, kind):
        yield f"{place or 'the file'}: must be {allowed(kind)}."


def _table(data: Any, kind: Any, place: str) -> Iterator[str]:
    if not isinstance(data, dict):
        yield f"{place or 'the file'}: must be a table."
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for key in data:
        if key not in fields:
            yield (
                f"{_joined(place, key)}: there is no such key; allowed here: "
                f"{', '.join(fields)}."
            )
    for key, field in fields.items():
        if key in data:
            yield from mistakes(data[key], field.type, _joined(place, key))
        elif field.required:
            yield f"{_joined(place, key)}: is missing; write {allowed(field.type)}."


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


def allowed(kind: Any) -> str:
    """Say in words what may stand at a place of this type."""
    inner, limits = _bare(kind)
    for limit in limits:
        if limit.description:
            return limit.description
    if get_origin(inner) is Literal:
        choices = [repr(choice) for choice in get_args(inner)]
        return choices[0] if len(choices) == 1 else f"one of {', '.join(choices)}"
    if inner is bool:
        return "true or false"
    if get_origin(inner) in (tuple, list):
        return f"a list{_sizes(limits, 'items')}"
    if inner is str:
        return f"a text{_sizes(limits, 'characters')}"
    if inner in (int, float):
        return ("a whole number" if inner is int else "a number") + _range(limits)
    return "a table"


def _sizes(limits: list[msgspec.Meta], what: str) -> str:
    least = next((x.min_length for x in limits if x.min_length is not None), None)
    most = next((x.max_length for x in limits if x.max_length is not None), None)
    if least is None and most is None:
        return ""
    return (
        f" of {least or 0} to {most} {what}" if most else f" of {least} {what} or more"
    )


def _range(limits: list[msgspec.Meta]) -> str:
    words = []
    for name, word in (("gt", "above"), ("ge", "from"), ("lt", "below"), ("le", "to")):
        for limit in limits:
            if (edge := getattr(limit, name)) is not None:
                words.append(f"{word} {edge:g}" if edge < 1e6 else f"{word} {edge}")
    return " " + " and ".join(words).replace(" and to ", " to ") if words else ""
