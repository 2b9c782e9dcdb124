"""What a page of records is made of: facts, sections, listings, notes; typed values.

The same value is the screen's page and the receipt's content, so neither can say what
the other does not. Each service has its own in its `pages.py`; no word is written here.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from kiosk.session.pages.page import Page, Part


class Word(Part, frozen=True):
    """A code with words of its own, `<family>__<code>`; shown as it is without."""

    family: str
    code: str


class Count(Part, frozen=True):
    """A number of something, with words `unit__<unit>`."""

    number: int
    unit: str = "months"


Value = str | int | Decimal | date | datetime | Word | Count | None
"""None: the center has nothing there, which is said and never left out."""


class Fact(Part, frozen=True):
    """One line of a sheet; words from `field__<name>`."""

    name: str
    value: Value
    private: bool = True
    bold: bool = False


class Section(Part, frozen=True):
    """Facts under a small title, `section__<name>`; an empty name has none."""

    name: str
    facts: tuple[Fact, ...]


class ListingRow(Part, frozen=True):
    """One line of a listing."""

    values: tuple[Value, ...]
    """One for each column; the first alone where nothing took place, as marked."""
    heading: str = ""
    """Who it was with: an employer, a hospital; said once for a run of lines."""
    opens: str = ""
    """What ItemChosen carries when the line leads on to a page of its own."""
    marks: tuple[Word, ...] = ()
    """What is special about the line, in words."""


class Listing(Part, frozen=True):
    """Lines in columns, `column__<name>`, under a title `section__<name>`.

    One that is all that its page is about has an empty name, and no title.
    """

    name: str
    columns: tuple[str, ...]
    lines: tuple[ListingRow, ...]
    grouped: bool = False
    """A heading holds for a run of lines, as an employer for its months."""


class Note(Part, frozen=True):
    """A sentence above the matter, `note__<name>`; calm, or a caution."""

    name: str
    calm: bool = False
    values: tuple[tuple[str, Value], ...] = ()


class RecordPage(Page, frozen=True, kw_only=True):
    """Records of one kind; answers YearChosen, ItemChosen, ServiceChosen, PRINT, BACK.

    Titles from `<name>__title` with {subject} and {year}, crumbs from `crumb__<name>`.
    """

    private: ClassVar[bool] = True
    receipt: ClassVar[str]
    """The kind of receipt that it prints as."""
    family: ClassVar[str] = ""
    """Where the subject's words are: `<family>__<subject>`."""
    medical: ClassVar[bool] = False
    """Tells of treatments: a hospital warns before it is shown and printed."""
    certificate: ClassVar[bool] = False
    """Is taken to others: its paper says what it is for and how it is checked."""
    names_holder: ClassVar[bool] = False
    """Says itself whose it is, so its paper has no line for that."""
    sums: ClassVar[bool] = True
    """Has sums of money, so its head names their unit."""
    on_paper: ClassVar[bool] = True
    """False: it leads to papers and is none itself."""
    lines_chart: ClassVar[bool] = False
    """The chart is a line through balances; else bars of sums."""

    as_of: datetime
    """In the machine's own zone, as every time on a page."""
    subject: str = ""
    year: int | None = None
    years: tuple[int, ...] = ()
    """To choose from, newest first."""
    notes: tuple[Note, ...] = ()
    lead: tuple[Fact, ...] = ()
    """The few figures that people come for."""
    chart: tuple[tuple[str, Decimal], ...] = ()
    """Names and values, oldest first; what they are made of stands in the matter."""
    sections: tuple[Section, ...] = ()
    listings: tuple[Listing, ...] = ()
    views: tuple[str, ...] = ()
    """Other ways to look at it, `view__<name>`, each answered as a ServiceChosen."""
    act: str = ""
    """What can be done here and now, `view__<act>`: the main action before printing."""
    empty: bool = False
    """There is nothing: the page says what that means, `<name>__none__<subject>`."""
    can_print: bool = False
    can_keep: bool = False
    """Without a printer its receipt can still be kept for later."""
