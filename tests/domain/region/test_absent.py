"""What no document says stays absent, and what belongs elsewhere is nowhere.

Each row is a key that the research looked for in a region's documents and did not find.
"""

import re
from collections.abc import Callable

import pytest

from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import PROCEDURES
from tests.domain.region.test_region_rules import NAMES, region, text
from tests.every import every

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

ABSENT: dict[str, dict[str, Look]] = {
    "ningbo": {
        "loss.temporary_days": NO_LOSS["loss.temporary_days"],
        "loss.self_service_requires_changed_pin": NO_LOSS[
            "loss.self_service_requires_changed_pin"
        ],
        "unloss.auto_after_days": lambda r: r.loss.releases_itself,
        "replacement.ready_days": lambda r: r.procedures["replacement"].time,
        "fees.first_card": lambda r: r.fees.first_card,
        "fees.replacement": lambda r: r.fees.replacement or r.fees.replacement_note,
        "replacement.fee": lambda r: r.procedures["replacement"].fee,
        "banks.hotlines": lambda r: any(bank.loss_phone for bank in r.banks),
        "formal loss": lambda r: r.procedure("formal_loss"),
        "cancel": lambda r: r.procedure("cancel"),
    },
    "beijing": {
        "card.pin.max_attempts": NO_PIN["card.pin.max_attempts"],
        "card.pin.unlock": lambda r: r.pin.unlock_where or r.pin.unlock_needs,
        "loss.self_service_requires_changed_pin": NO_LOSS[
            "loss.self_service_requires_changed_pin"
        ],
        "loss.kiosk_channel": lambda r: [c for c in r.loss.channels if "机" in c.name],
        "offices": NO_PLACES["offices"],
        "hotlines.hours": lambda r: r.hotlines.hours or r.hotlines.person_hours,
        "settlement.institution_count": NO_PLACES["settlement.institution_count"],
        "banks.hotlines": lambda r: any(bank.loss_phone for bank in r.banks),
    },
    "dalian": {
        **NO_PIN,
        **NO_LOSS,
        **NO_PLACES,
        "hotlines": NO_HOTLINE,
        "kiosk": NO_KIOSK,
        "replacement.ready_days": NO_REPLACEMENT,
        "fees": lambda r: r.fees.source,
        "any errand": lambda r: r.procedures,
    },
    "shanghai": {
        **NO_PIN,
        **NO_LOSS,
        **NO_PLACES,
        "hotlines": NO_HOTLINE,
        "kiosk": NO_KIOSK,
        "replacement": NO_REPLACEMENT,
        "fees.replacement": lambda r: r.fees.replacement,
    },
    "shijiazhuang": {
        **NO_PLACES,
        "card.pin.max_attempts": NO_PIN["card.pin.max_attempts"],
        "loss.temporary_days": NO_LOSS["loss.temporary_days"],
        "loss.covers": lambda r: r.loss.covers or r.loss.bank_note,
        "unloss": NO_LOSS["unloss"],
        "replacement.ready_days": lambda r: r.procedures["replacement"].time,
        "fees.replacement_amount": lambda r: r.fees.replacement,
    },
}

ROWS = [(name, key) for name, keys in ABSENT.items() for key in keys]


@pytest.mark.parametrize(("name", "key"), ROWS)
def test_what_no_document_says_is_absent(name: str, key: str) -> None:
    assert not ABSENT[name][key](region(name))


def test_every_region_has_its_list_of_absent_keys() -> None:
    assert set(ABSENT) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_who_names_no_hotline_has_the_national_one(name: str) -> None:
    expected = "96066" if name == "beijing" else "12333"
    assert region(name).hotlines.consultation == expected


@pytest.mark.parametrize("name", NAMES)
def test_an_errand_that_is_absent_is_not_allowed(name: str) -> None:
    of = region(name)
    for errand in every(PROCEDURES):
        assert not of.allows(errand)
        assert (of.procedure(errand) is None) == (errand not in of.procedures)


FOREIGN = {
    "the un-named city's bank lines": ("3329451", "95599"),
    "the un-named city's papers": ("保险手册", "错漏表", "死亡证明"),
    "doubtful rules on insurance years": (r"(?<!\d)15年", r"(?<!\d)25年", "十五年"),
    "the banks' initial PINs": ("955330", "111111", "12-17位"),
    "another city's days": ("96102", "10天"),
}


@pytest.mark.parametrize("what", sorted(FOREIGN))
@pytest.mark.parametrize("name", NAMES)
def test_nothing_foreign_or_doubtful_is_shown(name: str, what: str) -> None:
    assert not [words for words in FOREIGN[what] if re.search(words, text(name))]
