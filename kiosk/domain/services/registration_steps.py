"""What is asked of a hospital about one registration, and when that is done."""

from enum import StrEnum

from kiosk.domain.services.registrations import Registration, RegistrationState


class RegistrationStep(StrEnum):
    """What is asked for about one id."""

    HOLD = "hold"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    SIGN_IN = "sign_in"


_REACHED = {
    RegistrationStep.HOLD: (RegistrationState.HELD,),
    RegistrationStep.CONFIRM: (
        *(RegistrationState.CONFIRMED, RegistrationState.SIGNED_IN),
        RegistrationState.SEEN,
    ),
    RegistrationStep.CANCEL: (RegistrationState.CANCELLED,),
    RegistrationStep.SIGN_IN: (RegistrationState.SIGNED_IN, RegistrationState.SEEN),
}
"""In which states what was asked for is done."""


def reached(step: RegistrationStep, told: Registration | None) -> bool:
    """Tell whether a registration's state says that a step is done."""
    return told is not None and told.state in _REACHED[step]
