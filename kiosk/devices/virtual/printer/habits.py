"""What one model does beside printing, taken from its profile for the simulator.

What a profile leaves unknown must still be something here; each field says which.
"""

from dataclasses import dataclass

from kiosk.devices.printer.printer_profile import PrinterProfile


@dataclass(frozen=True, slots=True, repr=False)
class Habits:
    """One model's ways."""

    cut_s: float = 0.3
    drops_at_end: bool = False
    """Empty the buffers when the paper ends; a profile's unknown keeps them."""
    automatic: bool = True
    """Whether there is automatic status (GS a)."""
    automatic_at_power_on: int = 0
    """Which automatic status is on after power-on; makers have a switch for it."""
    full_status: bool = False
    """Whether DLE EOT 20 is answered."""
    bit_7: bool = False
    """Whether bit 7 of DLE EOT 1 says that a receipt waits."""
    presents: bool = False
    """Whether GS e moves the receipt in a presenter."""
    bars: bool = True
    """Whether GS k draws barcodes."""
    names_set: bool = True
    """Whether a CODE128 must name its character set."""
    enlarges_all: bool = True
    """Whether GS ! enlarges two-byte characters too."""
    chooses_model: bool = True
    """Whether GS ( k 65 is known; else it comes out as characters."""

    @property
    def holds(self) -> bool:
        """Tell whether a receipt waits in a mouth."""
        return self.presents or self.bit_7


def habits_of(profile: PrinterProfile) -> Habits:
    """Return what a profile says."""
    taken = profile.presenter.taken
    return Habits(
        cut_s=profile.mechanism.cut_s,
        drops_at_end=profile.mechanism.paper_end == "drops",
        full_status=taken == "full_status",
        bit_7=taken == "bit_7",
        presents=bool(profile.presenter.present),
        bars=profile.barcode.native,
        names_set=profile.barcode.names_set,
        enlarges_all=profile.text.size == "gs",
        chooses_model=profile.qr.chooses_model,
    )
