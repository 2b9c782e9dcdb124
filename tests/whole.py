"""Everything a value holds, as one text: the product's own `repr` hides it."""

import dataclasses

import msgspec


def whole(value: object) -> str:
    """Return all that is in a value, however deep, for a test to search."""
    if isinstance(value, msgspec.Struct):
        return whole(msgspec.structs.asdict(value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return whole([getattr(value, f.name) for f in dataclasses.fields(value)])
    if isinstance(value, dict):
        return whole([*value.keys(), *value.values()])
    if isinstance(value, list | tuple | set | frozenset):
        return " ".join(whole(each) for each in value)
    return str(value)
