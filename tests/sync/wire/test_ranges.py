"""Every field of every request and of the journal's wire has a range or a length."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from kiosk.sync import wire
from kiosk.sync.wire import applications_wire, contract
from kiosk.sync.wire.upload_wire import Position
from tests.every import every


def structs() -> Iterator[type[msgspec.Struct]]:
    """Yield every request and answer; events are sealed, bounded by their bytes."""
    names = [found.name for found in pkgutil.iter_modules(wire.__path__)]
    for name in every(n for n in names if n == "contract" or n.endswith("_wire")):
        module = importlib.import_module(f"{wire.__name__}.{name}")
        for value in vars(module).values():
            of_here = getattr(value, "__module__", "") == module.__name__
            if (
                isinstance(value, type)
                and issubclass(value, msgspec.Struct)
                and of_here
            ):
                yield value


def bounded(found: Any) -> bool:
    """Tell whether a field's type holds only what somebody thought of."""
    if isinstance(found, inspect.IntType):
        return found.ge is not None and found.le is not None
    if isinstance(found, inspect.StrType):
        return found.max_length is not None or found.pattern is not None
    if isinstance(found, inspect.BytesType):
        return found.max_length is not None
    if isinstance(found, inspect.UnionType):
        return all(bounded(each) for each in found.types)
    # What travels inside a batch or an answer is bounded by its bytes as a whole.
    return not isinstance(found, inspect.FloatType | inspect.AnyType)


@pytest.mark.parametrize("struct", every(structs()))
def test_every_field_is_bounded(struct: type[msgspec.Struct]) -> None:
    described = inspect.type_info(struct)
    assert isinstance(described, inspect.StructType)
    for field in every(described.fields):
        assert bounded(field.type), f"{struct.__name__}.{field.name}"


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        (contract.KioskId, "hall-1"),
        (applications_wire.Act, "0190a5c27d107abc89ab0123456789ab"),
    ],
)
def test_an_identifier_ends_where_its_pattern_ends(kind: Any, good: str) -> None:
    assert msgspec.convert(good, type=kind) == good
    for tail in ("\n", "\r\n", "\n\n", " ", "\x00"):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(good + tail, type=kind)


@pytest.mark.parametrize("number", [-1, 2**53, 2**63, 2**64, 1.5, "1", None])
def test_a_position_out_of_range_is_not_understood(number: object) -> None:
    fields = {"epoch": 1, "seq": 1, "hash": "A" * 43 + "=", "durable_seq": 0}
    assert msgspec.convert(fields, type=Position).epoch == 1
    for name in ("epoch", "seq", "durable_seq", "durable_epoch"):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(fields | {name: number}, type=Position)
