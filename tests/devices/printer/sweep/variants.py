"""Printers between the shipped ones: each leaves out, or has, one thing that matters.

A maker's model is always one of these to somebody.
"""

from msgspec.structs import replace

from kiosk.devices.printer.printer_profile import (
    Mechanism,
    PresenterProfile,
    PrinterAnswers,
    PrinterProfile,
)

_PRESENT, _RETRACT = "1d 65 03 0c", "1d 65 02"


def variants(wide: PrinterProfile, small: PrinterProfile) -> dict[str, PrinterProfile]:
    """Return them by what is special about each."""
    full = PresenterProfile(present=_PRESENT, retract=_RETRACT, taken="full_status")
    return {
        "gs_r proves": _answers(wide, process_id=False),
        "gs_r proves, no clear": _answers(wide, process_id=False, clear_dc4=False),
        "id proves, no clear": _answers(wide, gs_r=False, clear_dc4=False),
        "no macro": _answers(wide, macro=False),
        "no answer": _answers(wide, macro=False, process_id=False, gs_r=False),
        "58 mm proves": _answers(small, macro=True),
        "keeps": _mechanism(wide, paper_end="keeps"),
        "drops": _mechanism(wide, paper_end="drops"),
        "presenter": replace(wide, presenter=full),
        "bit 7": replace(wide, presenter=PresenterProfile(taken="bit_7")),
    }


def _answers(profile: PrinterProfile, **told: bool) -> PrinterProfile:
    answers: PrinterAnswers = replace(profile.answers, **told)
    return replace(profile, answers=answers)


def _mechanism(profile: PrinterProfile, **told: str) -> PrinterProfile:
    mechanism: Mechanism = replace(profile.mechanism, **told)
    return replace(profile, mechanism=mechanism)
