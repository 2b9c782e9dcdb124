"""Which profile fits a printer that was heard: made for its model, else the nearest."""

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.probe import ProbedPrinter

_BY_MODEL = {
    "TM-T88": "epson-tm-t88",
    "BT-T080": "snbc-kiosk",
    "KP-628": "cashino-kp-628e",
    "VKP80": "custom-vkp80",
}
"""What is in a model's name, and the profile made for it."""


def propose(found: ProbedPrinter, known: dict[str, PrinterProfile]) -> dict[int, str]:
    """Return the profile made for the model, else the nearest for each paper's width.

    No answer tells the width. Among equals a generic profile: a maker's name would be
    a guess.
    """
    for part, name in _BY_MODEL.items():
        if part in found.model.upper() and name in known:
            return {known[name].paper_mm: name}

    def rank(name: str) -> tuple[int, bool, str]:
        return distance(found, known[name]), not name.startswith("generic"), name

    widths = sorted({profile.paper_mm for profile in known.values()}, reverse=True)
    return {
        width: min((n for n in known if known[n].paper_mm == width), key=rank)
        for width in widths
    }


def distance(found: ProbedPrinter, profile: PrinterProfile) -> int:
    """Count the claims that differ; one that is not kept counts twice."""
    heard, claimed = found.answers, profile.answers
    found_far = 0
    for key in ("process_id", "gs_r", "macro", "clear_dc4"):
        has, claims = getattr(heard, key), getattr(claimed, key)
        found_far += 2 if claims and not has else int(has and not claims)
    wants_full = profile.presenter.taken == "full_status"
    return found_far + 2 * (wants_full != found.full_status)
