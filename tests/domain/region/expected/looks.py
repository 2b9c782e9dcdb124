"""What a document may be silent about, and how to see that a profile is so too."""

from collections.abc import Callable

from kiosk.domain.region.region import Region

Look = Callable[[Region], object]

NO_PIN: dict[str, Look] = {
    "card.pin.initial": lambda r: r.pin.initial or r.pin.initial_rule,
    "card.pin.max_attempts": lambda r: r.pin.max_attempts,
}
NO_LOSS: dict[str, Look] = {
    "loss": lambda r: r.loss.source or r.loss.channels or r.loss.covers,
    "loss.temporary_days": lambda r: r.loss.temporary_days,
    "loss.self_service_requires_changed_pin": lambda r: r.loss.requires_changed_pin,
    "unloss": lambda r: r.procedure("release"),
}
NO_PLACES: dict[str, Look] = {
    "banks": lambda r: r.banks or r.bank_list.source,
    "offices": lambda r: r.offices or r.office_list.source,
    "settlement.institution_count": lambda r: r.guide("settlement"),
}
NO_HOTLINE: Look = lambda r: r.hotlines.source or r.hotlines.loss  # noqa: E731
NO_KIOSK: Look = lambda r: r.loss.kiosk or r.pin.change_on_kiosk  # noqa: E731
NO_REPLACEMENT: Look = lambda r: r.procedure("replacement")  # noqa: E731
