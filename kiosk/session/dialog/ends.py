"""Every way in which an errand is over before its last line.

A flow raises none of them by itself but through the dialog, which guards each wait.
"""


class FlowEnded(Exception):
    """The base of all ways in which a flow is over before its last line."""

    reason = "ended"


class CardPulled(FlowEnded):
    """The card of this visit is not in the slot any more."""

    reason = "card_removed"


class Cancelled(FlowEnded):
    """The person touched Cancel."""

    reason = "cancelled"


class Finished(FlowEnded):
    """The person touched Finish."""

    reason = "finished"


class CardCame(FlowEnded):
    """Somebody put a card in while an errand without one ran: the card is served."""

    reason = "card_inserted"


class GaveUp(FlowEnded):
    """The person did not want to wait any longer for what is being done."""

    reason = "cancelled"


class TimedOut(FlowEnded):
    """Nobody answered, not even the question whether somebody is there."""

    reason = "timed_out"
