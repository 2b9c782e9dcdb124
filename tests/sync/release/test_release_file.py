"""What was signed by whom: each wrong file has its own sentence."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.settings.texts import load_texts
from kiosk.settings.told import in_words
from kiosk.sync.release.release_file import (
    MOST_BYTES,
    MOST_LETTERS,
    ReleaseFault,
    ReleaseRefused,
    check_fits,
    is_older,
    read_release,
    sign_release,
)
from tests.sync.release.releases import ARCH, KEY, KEYS, manifest

GOOD = sign_release(manifest(), KEY)
LINE, SIGNATURE = GOOD.split(b"\n")[:2]
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))


def test_what_was_signed_is_read() -> None:
    assert read_release(GOOD, KEYS) == manifest()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "unsigned"),
        (LINE, "unsigned"),
        (LINE + b"\n", "unsigned"),
        (LINE + b"\n\xff\xfe\n", "unsigned"),
        (LINE + b"\n" + SIGNATURE[:-8] + b"\n", "unsigned"),
        (LINE + b"\n" + b"\n".join([SIGNATURE] * 2) + b"\n", "unsigned"),
        (GOOD + b" " * MOST_LETTERS, "unsigned"),
        (GOOD.replace(b"0.2.0", b"0.3.0"), "wrong_key"),
        (GOOD.replace(b'"serial":20', b'"serial":21'), "wrong_key"),
        (sign_release(manifest(), OTHER), "wrong_key"),
        (LINE + b" \n" + SIGNATURE + b"\n", "wrong_key"),
    ],
)
def test_what_is_not_as_it_was_signed_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ReleaseRefused) as refused:
        read_release(data, KEYS)
    assert refused.value.why == why


def test_a_signature_for_something_else_is_worth_nothing() -> None:
    """The same key may sign other things: they bear another word."""
    data = LINE + b"\n" + base64.b64encode(KEY.sign(LINE)) + b"\n"
    with pytest.raises(ReleaseRefused, match="signed by a key"):
        read_release(data, KEYS)


def test_without_a_key_nothing_is_believed() -> None:
    with pytest.raises(ReleaseRefused) as refused:
        read_release(GOOD, {})
    assert refused.value.why == "no_keys"


@pytest.mark.parametrize("name", ["other", "kiosk-center"])
def test_another_package_of_the_same_office_is_refused(name: str) -> None:
    strange = sign_release(manifest(name=name), KEY)
    with pytest.raises(ReleaseRefused) as refused:
        read_release(strange, KEYS)
    assert refused.value.why == "other_package"


@pytest.mark.parametrize(
    ("version", "current", "older"),
    [
        ("0.9.0", "0.10.0", True),
        ("0.10.0", "0.9.9", False),
        ("1.0", "1.0.0", False),
        ("1.0", "1.0.1", True),
        ("1.0", "", False),
    ],
)
def test_versions_are_compared_by_number(
    version: str, current: str, older: bool
) -> None:
    assert is_older(version, current) is older


@pytest.mark.parametrize(
    ("architecture", "floor", "size", "why"),
    [
        ("arm64", 0, 10, "other_architecture"),
        (ARCH, 20, 10, "older"),
        (ARCH, 21, 10, "older"),
        (ARCH, 19, MOST_BYTES + 1, "too_large"),
    ],
)
def test_what_does_not_fit_is_refused(
    architecture: str, floor: int, size: int, why: str
) -> None:
    check_fits(manifest(), ARCH, 19)
    with pytest.raises(ReleaseRefused) as refused:
        check_fits(manifest(size=size), architecture, floor)
    assert refused.value.why == why


@pytest.mark.parametrize("fault", list(ReleaseFault))
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_each_refusal_is_one_sentence(fault: ReleaseFault, language: str) -> None:
    said = in_words(ReleaseRefused(fault), load_texts(language))
    assert said[-1] in ".。"
    assert "release__" not in said
