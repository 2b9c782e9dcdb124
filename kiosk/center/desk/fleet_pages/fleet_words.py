"""What fleet pages say of machines: ages, reasons and states, in the page's language.

What a machine sends is looked up in lists; a word that nobody knows is shown as it is,
escaped by the page.
"""

from datetime import UTC, datetime

from kiosk.center.desk.desk_filters import NONE, when
from kiosk.center.fleet.fleet_state import Need
from kiosk.domain.china_time import CHINA
from kiosk.domain.visible_text import visible
from kiosk.settings.texts import Texts

_UNITS = ((86400, "days"), (3600, "hours"), (60, "minutes"), (1, "seconds"))
_MOST_LETTERS = 60
WORST_FIRST = tuple(reversed(Need))


class FleetWords:
    """The words of one page, at one moment of the center's clock."""

    def __init__(self, texts: Texts, now: float) -> None:
        self._texts, self.now = texts, now

    @property
    def clock(self) -> str:
        """Return the page's moment as a clock shows it."""
        return datetime.fromtimestamp(self.now, UTC).astimezone(CHINA).strftime("%X")

    def need(self, need: Need) -> str:
        """Return how badly somebody is needed, in a word."""
        return self._texts(f"fleet__need__{need.name.lower()}")

    def span(self, seconds: float) -> str:
        """Return a length of time in its largest unit."""
        size, unit = next((u for u in _UNITS if seconds >= u[0]), _UNITS[-1])
        return self._texts(f"fleet__{unit}", count=max(0, int(seconds // size)))

    def ago(self, moment: float | None) -> str:
        """Return how long ago something was; a dash for never."""
        if moment is None:
            return NONE
        return self._texts("fleet__ago", span=self.span(self.now - moment))

    def due(self, moment: float) -> str:
        """Return in how long something is due, or for how long it is overdue."""
        left = moment - self.now
        key = "fleet__due" if left >= 0 else "fleet__overdue"
        return self._texts(key, span=self.span(abs(left)))

    def heard(self, moment: float | None) -> str:
        """Return when a machine was last heard and when the next word is due."""
        if moment is None:
            return self._texts("fleet__never")
        return self.ago(moment)

    def reason(self, reason: str) -> str:
        """Return why somebody is needed: `printer:P02`, or a word such as `queue`."""
        part, colon, code = reason.partition(":")
        if not colon:
            return self.word("fleet__reason__", reason)
        said = self.part(part)
        if not code:
            return said
        meaning = self.fault(code)
        return f"{said} {visible(code)[:8]} {meaning}".rstrip()

    def part(self, part: str) -> str:
        """Return the name of a part."""
        return self.word("fleet__part__", part)

    def fault(self, code: str) -> str:
        """Return what a code means; nothing for one that nobody knows."""
        key = f"fault__{code}__meaning"
        return self._texts(key) if self._texts.has(key) else ""

    def word(self, family: str, word: str) -> str:
        """Return a word of a family; as it came when it is not known."""
        key = f"{family}{word}"
        if word and self._texts.has(key):
            return self._texts(key)
        return visible(word)[:_MOST_LETTERS] or NONE

    def hall(self, name: str) -> str:
        """Return a hall's name; some machines say none."""
        return visible(name) or self._texts("fleet__no_hall")

    def audience(self, audience: str) -> str:
        """Return for whom an edition is."""
        sort, colon, name = audience.partition(":")
        said = self.word("fleet__for__", sort)
        return f"{said} {visible(name)}" if colon else said

    def edition_why(self, why: str) -> str:
        """Return why an edition was refused: a word, or the part that was unwell."""
        known = self._texts.has(f"fleet__edition_why__{why}")
        return self.word("fleet__edition_why__", why) if known else self.part(why)

    def metres(self, millimetres: int | None) -> str:
        """Return how much paper is left; a dash where nobody knows."""
        if millimetres is None:
            return NONE
        return self._texts("fleet__metres", count=f"{millimetres / 1000:.0f}")

    def when(self, moment: float | None) -> str:
        """Return a moment in China's time."""
        return when(moment)
