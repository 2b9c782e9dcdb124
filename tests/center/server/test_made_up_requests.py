"""Made-up requests to every operation of the contract: no failure, nothing unsaid.

They come from the API's document, in its form and out of it, over real TLS from an
enrolled kiosk; every answer must be one that the document speaks of.
"""

import asyncio
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests
import schemathesis
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kiosk.devices.virtual.people.cast import load_people
from kiosk.sync.identity.certificates import AUTHORITY_FILE, CERTIFICATE_FILE
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from tests.center.fixture import KIOSK, running_center
from tests.effort import EFFORT
from tests.every import every

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = ROOT / "docs" / "openapi.json"
OPERATIONS = [
    (path, method)
    for path, methods in json.loads(DOCUMENT.read_text("utf-8"))["paths"].items()
    for method in methods
]
POSITIVE = schemathesis.GenerationMode.POSITIVE
NEGATIVE = schemathesis.GenerationMode.NEGATIVE
"""Requests in the form that the document asks for, and out of it."""
HOW: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
}
CHECKS = [
    *(not_a_server_error, status_code_conformance),
    *(content_type_conformance, response_schema_conformance),
]


class Line(NamedTuple):
    """Where the center is, and with what a kiosk comes."""

    url: str
    session: requests.Session
    certificate: tuple[str, str]
    authority: str


@cache
def schema() -> Any:
    """Return the document as what makes requests; it takes a while to read."""
    return schemathesis.openapi.from_path(DOCUMENT)


@pytest.fixture(scope="module")
def line(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """Give a kiosk's line to a center that runs for all of these tests."""
    folder = tmp_path_factory.mktemp(engine)
    people = {"wang-xiulan": load_people()["wang-xiulan"]}
    with running_center(folder / "center", people=people) as center:
        keys = DeviceKeys.load_or_create(folder)
        asyncio.run(enrol(center.url, center.code(), KIOSK, keys, folder))
        private = folder / "private.pem"
        private.write_bytes(
            keys.tls.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        ours = (str(folder / CERTIFICATE_FILE), str(private))
        with requests.Session() as session:
            yield Line(center.url, session, ours, str(folder / AUTHORITY_FILE))


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_answer_is_one_that_the_document_has(
    path: str, method: str, line: Line
) -> None:
    tried: list[int] = []

    def check(case: schemathesis.Case[Any]) -> None:
        answer = case.call(
            base_url=line.url,
            session=line.session,
            cert=line.certificate,
            verify=line.authority,
        )
        case.validate_response(answer, checks=CHECKS)
        tried.append(answer.status_code)

    operation = schema()[path][method]
    modes = [POSITIVE, NEGATIVE] if operation.body else [POSITIVE]
    for mode in every(modes):
        asked = given(case=operation.as_strategy(generation_mode=mode))(check)
        settings(max_examples=EFFORT.fuzzed, **HOW)(asked)()
    assert tried
