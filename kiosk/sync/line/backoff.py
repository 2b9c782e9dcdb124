"""How long to wait after what: full jitter, so that kiosks never march in step.

A pure rule with the random source passed in; nothing here sleeps.
"""

from dataclasses import dataclass
from random import Random

from kiosk.domain.faults import Fault

LONGEST_PAUSE = 300.0
LONGEST_RETRY_AFTER = 3600.0
IDLE_POLL = 60.0
"""Ask for the position this often without news: it shows that the line works, and
finds a center that was restored."""
NOT_ENROLLED_POLL = 5.0
FULL_POLL = 10.0
HURRIED = (Fault.CENTER_UNREACHABLE, Fault.CENTER_TIME, Fault.NOT_ENROLLED)
"""After these there was no line at all, so trying sooner hurries no busy center."""


@dataclass(frozen=True)
class UploadState:
    """The uploader for the maintenance page; times in seconds since the boot."""

    failures: int = 0
    """Tries in a row that failed."""
    fault: Fault | None = None
    """Why the last try failed; None after a success."""
    last_error: float | None = None
    last_success: float | None = None
    retry_at: float | None = None


def after_failure(
    state: UploadState,
    fault: Fault,
    retry_after: float | None,
    now: float,
    random: Random,
) -> UploadState:
    """Return the state after a failed try, with the time of the next one.

    The pause is uniform between 0 and min(300 s, 2^failures), or what the center
    asked for within a half either way, whichever is longer: 0 is no leave to hammer.
    """
    failures = state.failures + (fault is not Fault.NOT_ENROLLED)
    if fault is Fault.NOT_ENROLLED:
        pause = NOT_ENROLLED_POLL
    elif fault is Fault.STORE_FULL:
        # The fault is our own, and it ends at once when somebody makes room.
        pause = random.uniform(0.5, 1.5) * FULL_POLL
    else:
        own = random.uniform(0, min(LONGEST_PAUSE, 2.0 ** min(failures, 16)))
        wished = min(retry_after or 0.0, LONGEST_RETRY_AFTER)
        pause = max(own, wished * random.uniform(0.5, 1.5))
    return UploadState(failures, fault, now, state.last_success, now + pause)


def after_success(state: UploadState, progress: bool, now: float) -> UploadState:
    """Return the state after an answer.

    Hearing the position is no progress: a center that then takes nothing must not be
    asked again and again without a growing pause.
    """
    failures = 0 if progress else state.failures
    return UploadState(failures, None, state.last_error, now)
