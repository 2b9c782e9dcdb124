"""A reader is named by what stays when it is put into another socket."""

import pytest

from kiosk.devices.card.readers.reader_names import reader_head

ONE = "Example Reader 433 [CCID Interface] (1-0000:00:04.0-3) 00 00"
LIKE_IT = "Example Reader 433 [CCID Interface] (1-0000:00:04.0-4) 01 00"
SHORT = "Virtual PCD 00 00"


@pytest.mark.parametrize(
    ("name", "others", "head"),
    [
        (ONE, (), "Example Reader 433 [CCID Interface]"),
        (ONE, (SHORT,), "Example Reader 433 [CCID Interface]"),
        (ONE, (LIKE_IT,), "Example Reader 433 [CCID Interface] (1-0000:00:04.0-3)"),
        (SHORT, (), "Virtual PCD"),
        (SHORT, ("Virtual PCD 00 01",), SHORT),
        ("Plain", (), "Plain"),
    ],
)
def test_the_shortest_head_that_is_its_own(
    name: str, others: tuple[str, ...], head: str
) -> None:
    assert reader_head(name, [name, *others]) == head
