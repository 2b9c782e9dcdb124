"""A mistake in a settings file as one sentence: the place and what is allowed there.

Only wording; what is allowed is what the types of the tables say.
"""

import re
from typing import Any, Literal, get_args, get_origin

import msgspec


def sentence(error: Exception, data: Any, kind: type) -> str:
    """Turn msgspec's message into the place and what is allowed there."""
    text, _, place = str(error).partition(" - at `$")
    place = _spelled_out(place.rstrip("`").lstrip("."), data, kind)
    if "unknown field" in text:
        fields = msgspec.structs.fields(_table_type(_annotation_at(kind, place)))
        allowed = ", ".join(field.encode_name for field in fields)
        field = text.split("`")[1]
        where = f"{place}.{field}" if place else field
        return f"{where}: there is no such key; allowed here: {allowed}."
    if text.startswith("Invalid enum value"):
        choices = _choices(_annotation_at(kind, place))
        text += f"; allowed: {', '.join(map(repr, choices))}"
    return f"{place or 'the file'}: {text}."


def _spelled_out(place: str, data: Any, kind: type) -> str:
    """Name the table that msgspec writes `[...]`: the first that fails alone."""
    head, dots, rest = place.partition("[...]")
    annotation = _annotation_at(kind, head)
    for key, value in data.get(head, {}).items() if dots else ():
        try:
            msgspec.convert({key: value}, annotation, strict=True)
        except msgspec.ValidationError:
            return f"{head}.{key}{rest}"
    return place


def _annotation_at(kind: type, place: str) -> Any:
    """Return the type of what stands at a dotted place; list indexes do not count."""
    current: Any = kind
    for step in filter(None, re.sub(r"\[\d+\]", "", place).split(".")):
        for field in msgspec.structs.fields(_table_type(current)):
            if field.encode_name == step:
                current = field.type
    return current


def _table_type(annotation: Any) -> type:
    """Return the table inside an annotation such as `X | None` or `list[X]`."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return annotation
    found = (_table_type(inner) for inner in get_args(annotation))
    return next((kind for kind in found if kind is not msgspec.Struct), msgspec.Struct)


def _choices(annotation: Any) -> tuple[str, ...]:
    """Return the words that a `Literal` inside an annotation allows."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    found = (_choices(inner) for inner in get_args(annotation))
    return next(filter(None, found), ())
