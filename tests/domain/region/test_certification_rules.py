"""What a region says of certifications, and what of it contradicts itself."""

import msgspec
import pytest

from kiosk.domain.region.certification_rules import CertificationRules
from kiosk.domain.region.contradictions import contradictions
from kiosk.domain.services.eligibility import CertifiedBenefit
from tests.domain.region.test_region_rules import NAMES, region


@pytest.mark.parametrize(
    ("rules", "place"),
    [
        (CertificationRules(source="a", kiosk=True), "certification.cycles"),
        (CertificationRules(source="a", card_alone=True), "certification.card_alone"),
        (
            CertificationRules(source="a", suspended_here=True),
            "certification.suspended_here",
        ),
    ],
)
def test_what_a_kiosk_would_not_know_is_a_mistake(
    rules: CertificationRules, place: str
) -> None:
    bad = msgspec.structs.replace(region("template"), certification=rules)
    assert [each.place for each in contradictions(bad, "template")] == [place]


def test_a_cycle_is_each_benefits_own() -> None:
    rules = region("template").certification
    assert rules.months_of(CertifiedBenefit.DEPENDANTS) == 6
    assert CertificationRules().months_of(CertifiedBenefit.PENSION) is None


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("ningbo", "example")])
def test_where_no_source_speaks_of_it_no_kiosk_takes_it(name: str) -> None:
    assert region(name).certification == CertificationRules()
