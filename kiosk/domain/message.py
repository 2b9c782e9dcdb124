"""What is to be told before it is known in which language: a key and its values.

The words stand in `assets/locales/` and are put in where the message is shown.
"""

from typing import Union

MessageValue = Union[str, int, float, "Message", "tuple[MessageValue, ...]"]


class Message:
    """A text by its key; a value may be a message, or several things one after another.

    Its representation names the key alone: values may be long, or a person's.
    """

    __slots__ = ("key", "values")

    def __init__(self, key: str, **values: MessageValue) -> None:
        self.key, self.values = key, values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self._whole() == other._whole()

    def __hash__(self) -> int:
        return hash(self._whole())

    def __repr__(self) -> str:
        return f"Message({self.key!r})"

    def _whole(self) -> tuple[object, ...]:
        return self.key, *sorted(self.values.items())
