"""What is written as TOML is read back as it was."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.settings.toml_text import toml_text

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUE = st.one_of(
    TEXT,
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(TEXT, max_size=3),
)
KEYS = st.sampled_from(["id", "place", "width_mm"])


@given(st.dictionaries(st.sampled_from(["a", "b"]), st.dictionaries(KEYS, VALUE)))
def test_every_value_comes_back(tables: dict[str, dict[str, object]]) -> None:
    full = {name: table for name, table in tables.items() if table}
    assert tomllib.loads(toml_text(tables, ("A comment.",))) == full


def test_what_is_no_setting_is_refused() -> None:
    with pytest.raises(TypeError):
        toml_text({"a": {"b": None}})
