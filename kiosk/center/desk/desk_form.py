"""What a page sent: fields by name, with an end; a field may come more than once."""

from urllib.parse import parse_qsl

from litestar.di import NamedDependency

from kiosk.center.desk.desk_parts import DeskRequest
from kiosk.center.desk.desk_refusals import DeskRefusal

MOST_FIELDS, MOST_LETTERS = 2_000, 1_000
MOST_BYTES = 64 * 1024


class DeskForm:
    """The fields of a form; none of them is believed."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def one(self, name: str) -> str:
        """Return a field, without blanks around; empty when it did not come."""
        return next((text.strip() for key, text in self._pairs if key == name), "")

    def exact(self, name: str) -> str:
        """Return a field just as it was typed: a password."""
        return next((text for key, text in self._pairs if key == name), "")

    def many(self, name: str) -> list[str]:
        """Return all fields of a name, such as boxes that were ticked."""
        return [text for key, text in self._pairs if key == name]

    def __repr__(self) -> str:
        return "DeskForm(hidden)"


TheForm = NamedDependency[DeskForm]
"""A page that takes a POST asks for it by the name `form`."""


async def provide_form(request: DeskRequest) -> DeskForm:
    """Read the form of a request.

    :raises DeskRefusal: when it is none, or has no end.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise DeskRefusal(400, "form")
    try:
        text = (await request.body()).decode()
        pairs = parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise DeskRefusal(400, "form") from None
    if any(len(text) > MOST_LETTERS or "\0" in text for _, text in pairs):
        raise DeskRefusal(400, "form")
    return DeskForm(pairs)
