"""Who stands at the technician's page, and what they may do."""

from enum import IntEnum

from kiosk.session.pages.page import Part


class StaffRole(IntEnum):
    """What somebody may do; each may do all that the ones before may."""

    HALL = 1
    """Staff of the hall: paper, restart, out of service."""
    TECHNICIAN = 2
    """Who repairs the machine."""
    ENGINEER = 3
    """The operator's engineer: settings, and what is told to the center."""


class StaffPerson(Part, frozen=True):
    """Somebody who came in."""

    number: str
    """Their own; it stands in the journal with everything that they do."""
    role: StaffRole
