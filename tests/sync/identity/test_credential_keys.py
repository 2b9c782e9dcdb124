"""What the service manager brings: found, judged, never shown."""

import subprocess
import traceback
from base64 import b64encode
from pathlib import Path

import pytest

from kiosk.domain.faults import Fault
from kiosk.settings.programs import program
from kiosk.sync.identity.credential_keys import (
    CREDENTIAL,
    CREDENTIAL_BEFORE,
    CredentialKey,
    CredentialKeys,
    KeysError,
    credential_keys,
)

SECRET = bytes(range(32))


def brought(folder: Path, **files: bytes) -> CredentialKeys:
    for name, content in files.items():
        where = {"now": CREDENTIAL, "before": CREDENTIAL_BEFORE}[name]
        (folder / where).write_bytes(content)
    return credential_keys({"CREDENTIALS_DIRECTORY": str(folder)})


def test_without_a_credential_nothing_is_sealed(tmp_path: Path) -> None:
    """An empty one is what a unit can say where there is none."""
    none = CredentialKeys()
    assert credential_keys({}) == credential_keys({"CREDENTIALS_DIRECTORY": ""}) == none
    assert brought(tmp_path) == none
    assert brought(tmp_path, now=b"", before=b"\n") == none


def test_both_are_taken(tmp_path: Path) -> None:
    keys = brought(tmp_path, now=b64encode(SECRET) + b"\n", before=b64encode(bytes(32)))
    assert keys.now is not None
    assert keys.before is not None
    box = CredentialKey(SECRET).seal(b"x")
    assert keys.now.open(box) == b"x"
    assert keys.before.open(box) is None
    assert keys.named(keys.before.name) is keys.before
    assert keys.named("0" * 16) is None


@pytest.mark.parametrize(
    "content",
    [
        b"canary",
        b64encode(b"canary-of-31-bytes-............"),
        b"\xff\x00",
        b"A" * 9999,
    ],
)
def test_what_cannot_be_one_is_told_without_its_content(
    tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(KeysError, match=CREDENTIAL) as told:
        brought(tmp_path, now=content)
    assert told.value.fault is Fault.KEYS_SEALED
    said = "".join(traceback.format_exception(told.value))
    assert "canary" not in said
    assert content.decode("latin-1") not in said


def test_one_from_before_that_cannot_be_one_is_none(tmp_path: Path) -> None:
    keys = brought(tmp_path, now=b64encode(SECRET), before=b"nonsense")
    assert keys.now is not None
    assert keys.before is None


def test_the_name_is_what_a_shell_computes() -> None:
    told = subprocess.run(
        [program("sha256sum")],
        input=b"kiosk-keys-id-1 " + b64encode(SECRET),
        capture_output=True,
        check=True,
    )
    assert told.stdout[:16].decode() == CredentialKey(SECRET).name
