"""What is due is said by what is at stake, then by its day."""

from datetime import date

from kiosk.domain.services.due import Due, DueKind, most_urgent


def test_the_most_at_stake_comes_first_and_then_the_soonest() -> None:
    late = Due(kind=DueKind.CERTIFICATION, until=date(2031, 5, 1))
    soon = Due(kind=DueKind.CERTIFICATION, until=date(2031, 4, 1))
    endless = Due(kind=DueKind.CERTIFICATION)
    card = Due(kind=DueKind.CARD_EXPIRING, until=date(2031, 1, 1))
    assert most_urgent([card, endless, late, soon]) is soon
    assert most_urgent([card, endless]) is endless
    assert most_urgent([card]) is card
    assert most_urgent([]) is None
