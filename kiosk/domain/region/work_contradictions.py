"""What contradicts itself in a region's rules of work, each as a place and a word."""

from collections.abc import Iterator

from kiosk.domain.region.work_rules import UnemploymentRules


def work_contradictions(rules: UnemploymentRules) -> Iterator[tuple[str, str]]:
    """Yield pairs of the place in the file and the mistake's key."""
    place = "unemployment"
    if rules.sign_in and not rules.kiosk:
        yield f"{place}.sign_in", "sign_in_without_kiosk"
    if (rules.first_day is None) != (rules.last_day is None):
        yield f"{place}.first_day", "half_a_window"
    elif rules.first_day and rules.last_day and rules.first_day > rules.last_day:
        yield f"{place}.last_day", "window_backwards"
    if rules.wants_sign_in:
        return
    keys = ("first_day", "missed", "missed_twice", "ends_after")
    useless = next((key for key in keys if getattr(rules, key)), None)
    if useless:
        yield f"{place}.{useless}", "no_sign_in"
