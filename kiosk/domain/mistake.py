"""One mistake in a settings file as a value: file, place, and what to do."""

from dataclasses import dataclass, replace

from kiosk.domain.message import Message


@dataclass(frozen=True)
class Mistake:
    """What is wrong at one place; an empty place is the file as a whole."""

    place: str
    what: Message
    file: str = ""

    def within(self, file: object) -> "Mistake":
        """Return the mistake with the file it stands in."""
        return replace(self, file=str(file))

    @property
    def message(self) -> Message:
        """Return the whole sentence: where, what, and what to do."""
        if self.file and self.place:
            at = Message("mistake__in_file", file=self.file, place=self.place)
        else:
            at = Message("mistake__in", place=self.file or self.place)
        return Message("mistake__sentence", where=at, what=self.what)
