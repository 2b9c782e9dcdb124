"""The values of acts: which contact data fits, and the short form of an id."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.applications import (
    Contact,
    act_reference,
    contact_mistakes,
    given_fields,
)
from kiosk.sync.applications.application_ids import ActIds
from tests.sync.applications.hall import TestClock


@pytest.mark.parametrize(
    ("field", "text", "fits"),
    [
        ("mobile", "10000000018", True),
        ("mobile", "1000000001", False),
        ("mobile", "100000000181", False),
        ("mobile", "20000000018", False),
        ("mobile", "1000000001８", False),
        ("mobile", " 10000000018", False),
        ("mobile", "10000000018\n", False),
        ("phone", "0000-1234567", True),
        ("phone", "00012345678", True),
        ("phone", "12345678-123", True),
        ("phone", "123456", False),
        ("phone", "010-12345678-", False),
        ("postcode", "315000", True),
        ("postcode", "31500", False),
        ("postcode", "31500O", False),
        ("address", "甬江示例路 18 号", True),
        ("address", "𠮷巷", True),
        ("address", "", False),
        ("address", " 甬江", False),
        ("address", "甬\n江", False),
        ("address", "甬\x07江", False),
        ("address", "路" * 100, True),
        ("address", "路" * 101, False),
    ],
)
def test_forms_of_contact_data(field: str, text: str, fits: bool) -> None:
    contact = Contact(**{field: text})
    assert contact_mistakes(contact) == (() if fits else (field,))
    assert text == "" or text not in repr(contact)


def test_what_is_not_given_is_not_changed() -> None:
    assert given_fields(Contact()) == ()
    contact = Contact(postcode="315000", mobile="1")
    assert given_fields(contact) == (("mobile", "1"), ("postcode", "315000"))
    assert contact_mistakes(contact) == ("mobile",)


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=20))
def test_ids_never_go_back(steps: list[float]) -> None:
    clock = TestClock()
    ids = ActIds(clock)
    made = []
    for step in steps:
        clock.at = max(0.0, min(4e9, clock.at + step))
        made.append(ids.next())
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert all(len(act) == 32 and act[12] == "7" for act in made)


def test_the_short_form() -> None:
    assert act_reference("01944df0950070739121b0f1668006f4") == "B0F1-6680-06F4"
