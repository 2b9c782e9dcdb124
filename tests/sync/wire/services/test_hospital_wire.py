"""What a hospital may answer: nothing beyond the form, nothing past its limits."""

from datetime import UTC, datetime

import msgspec
import pytest

from kiosk.sync.wire.services.hospital_wire import (
    DepartmentsAnswer,
    HospitalRules,
    RegistrationAnswer,
)

ACT = "0190a0b0c0d0" + "7abc" + "8abc" + "0123456789ab"


def test_an_answer_comes_back_as_it_was_written() -> None:
    rules = HospitalRules(days_ahead=7, per_day=2, late_minutes=30)
    told = DepartmentsAnswer(
        as_of=datetime(2031, 4, 1, tzinfo=UTC),
        hospital="样例市第一医院",
        rules=rules,
        departments=(),
    )
    written = msgspec.json.encode(told)
    assert msgspec.json.decode(written, type=DepartmentsAnswer) == told


@pytest.mark.parametrize(
    "said",
    [
        {"act": ACT, "hold_left": -1},
        {"act": ACT + chr(10)},
        {"act": ACT, "refused": "because"},
        {"act": ACT, "seat": 4},
    ],
)
def test_what_is_not_in_the_form_is_no_answer(said: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(said, RegistrationAnswer)
