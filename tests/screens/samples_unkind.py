"""Samples that no page was drawn for: other scripts, no rows, numbers beyond reason.

The people are invented; the marks between letters are what a card's name field can
hold by mistake.
"""

from collections.abc import Iterator

from kiosk.domain.faults import Fault
from kiosk.domain.records import Contribution, Insurance
from kiosk.session.pages.everywhere import CenterAwayPage, GuidePage
from kiosk.session.pages.page import Page
from kiosk.session.visit.pages import HomePage
from tests.screens.samples_money import WHOLE_YEAR, month, year
from tests.screens.studio import HOTLINE

SERVICES = (*(str(insurance) for insurance in Insurance), "pin_change")
RIGHT_TO_LEFT = "\u0634\u0631\u0643\u0629 \u0627\u0644\u0646\u0648\u0631"
"""A company's name in Arabic letters, which no face of the house draws."""
COMBINING = "Nguye\u0302\u0303n Cafe\u0301 \u0e01\u0e33\u0e19\u0e31\u0e19"
EMOJI = "\U0001f680\U0001f44d\U0001f3fd 科技\ufe0f有限公司"
OVERRIDE = "\u202e司公行逆\u202c（云川）"
"""Tells a program that obeys it to turn around all that follows."""
SIXTY = "云川市高新技术产业开发区" * 5
ENGLISH = "Yunchuan International Semiconductor Equipment Manufacturing Co"


def months(*employers: str) -> Iterator[Contribution]:
    """Yield one month for each employer."""
    for number, name in enumerate(employers, 1):
        yield month(number, employer=name)


UNKIND: dict[str, Page] = {
    "unkind-scripts": year(*months(RIGHT_TO_LEFT, COMBINING, EMOJI, OVERRIDE)),
    "unkind-employers": year(*months(SIXTY, ENGLISH, "𠮷" * 60)),
    "unkind-life": year(*WHOLE_YEAR, first=1995, shown=2009),
    "unkind-amounts": year(
        month(1, "99999999999.99"),
        month(2, "-99999999999.99", back=True),
        month(3, "0.01"),
        month(5, "99999999999.99"),
    ),
    "unkind-name": HomePage(f"{COMBINING} {RIGHT_TO_LEFT}", SERVICES, online=True),
    "unkind-emoji": HomePage(f"{EMOJI}*{OVERRIDE}", SERVICES, online=False),
    "unkind-away": CenterAwayPage(
        Fault.CENTER_TIMEOUT,
        HOTLINE,
        (("chip__card_number", "9" * 40), ("chip__issued", RIGHT_TO_LEFT)),
    ),
    "unkind-guide": GuidePage(
        Fault.CARD_LOCKED, (SIXTY, ENGLISH, EMOJI) * 3, (OVERRIDE,) * 8, HOTLINE, "?"
    ),
}
