"""Keys at rest: sealed, converted, sealed anew, and what a power cut leaves."""

import logging
import os
import pickle
import traceback
from base64 import b64encode
from pathlib import Path

import pytest

from kiosk.domain.faults import Fault
from kiosk.sync.identity.credential_keys import CredentialKey, CredentialKeys, KeysError
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.key_file import KEYS_FILE, KeyFile

OLD, NEW, OTHER = (CredentialKey(bytes([number]) * 32) for number in (1, 2, 3))
NONE = CredentialKeys()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def made(folder: Path, key: CredentialKey | None = None) -> bytes:
    """Make keys and return what tells them from others."""
    return DeviceKeys.load_or_create(folder, CredentialKeys(key)).signing_public


def test_a_first_start_with_a_credential_writes_nothing_in_the_clear(
    tmp_path: Path,
) -> None:
    keys = DeviceKeys.load_or_create(tmp_path, CredentialKeys(NEW))
    assert names(tmp_path) == [KEYS_FILE]
    whole = (tmp_path / KEYS_FILE).read_bytes()
    seed = keys.signing.private_bytes_raw()
    assert not any(
        form in whole for key in (keys.wrapping, seed) for form in (key, b64encode(key))
    )
    assert DeviceKeys.load(tmp_path, CredentialKeys(NEW)).wrapping == keys.wrapping
    # A release that knows nothing of sealing finds a file that it refuses.
    assert b"signing" not in whole


def test_plain_keys_are_sealed_when_the_credential_comes(tmp_path: Path) -> None:
    ours = made(tmp_path)
    for left in (f"{KEYS_FILE}.new", "tls-key.pem", "tls-key.pem.new"):
        (tmp_path / left).write_bytes(b"of an earlier release")
    assert made(tmp_path, NEW) == ours
    assert names(tmp_path) == [KEYS_FILE]


def test_a_second_credential_opens_and_the_first_seals(tmp_path: Path) -> None:
    ours = made(tmp_path, OLD)
    both = CredentialKeys(NEW, OLD)
    assert DeviceKeys.load(tmp_path, both).signing_public == ours
    before = (tmp_path / KEYS_FILE).read_bytes()
    assert DeviceKeys.load_or_create(tmp_path, both).signing_public == ours
    assert (tmp_path / KEYS_FILE).read_bytes() != before
    assert made(tmp_path, NEW) == ours


def test_what_is_sealed_with_the_credential_is_not_written_again(
    tmp_path: Path,
) -> None:
    made(tmp_path, NEW)
    before = (tmp_path / KEYS_FILE).stat()
    made(tmp_path, NEW)
    assert (tmp_path / KEYS_FILE).stat().st_ino == before.st_ino


@pytest.mark.parametrize(
    ("sealing", "said"),
    [
        (NONE, "kiosk-seal run"),
        (CredentialKeys(OTHER), "another credential"),
        (CredentialKeys(OTHER, NEW), "another credential"),
    ],
)
def test_keys_that_do_not_open_are_never_replaced(
    tmp_path: Path, sealing: CredentialKeys, said: str
) -> None:
    made(tmp_path, OLD)
    before = (tmp_path / KEYS_FILE).read_bytes()
    for get in (DeviceKeys.load, DeviceKeys.load_or_create):
        with pytest.raises(KeysError, match=said) as told:
            get(tmp_path, sealing)
        assert told.value.fault is Fault.KEYS_SEALED
    assert (tmp_path / KEYS_FILE).read_bytes() == before


def test_a_changed_byte_or_name_opens_nothing(tmp_path: Path) -> None:
    made(tmp_path, NEW)
    path = tmp_path / KEYS_FILE
    whole = path.read_bytes()
    at = whole.index(b'"sealed":"') + 40
    changed = b"A" if whole[at : at + 1] != b"A" else b"B"
    for broken, why in (
        (whole[:at] + changed + whole[at + 1 :], Fault.KEYS_SEALED),
        (whole.replace(NEW.name.encode(), OLD.name.encode()), Fault.KEYS_SEALED),
        (whole.replace(b'"format":1', b'"format":2'), Fault.STORE_BROKEN),
        (whole[:-9], Fault.STORE_BROKEN),
        (b"", Fault.STORE_BROKEN),
        (b"\xff", Fault.STORE_BROKEN),
    ):
        path.write_bytes(broken)
        with pytest.raises(KeysError) as told:
            DeviceKeys.load_or_create(tmp_path, CredentialKeys(NEW, OLD))
        assert told.value.fault is why
        assert path.read_bytes() == broken


class _Cut(BaseException):
    """The power went."""


@pytest.mark.parametrize(
    ("start", "then"),
    [
        (None, NONE),
        (None, CredentialKeys(NEW)),
        (NONE, CredentialKeys(NEW)),
        (CredentialKeys(OLD), CredentialKeys(NEW, OLD)),
    ],
)
def test_a_cut_at_any_step_leaves_the_same_keys(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    start: CredentialKeys | None,
    then: CredentialKeys,
) -> None:
    """Cut before each change of a name on the disk, then start again."""
    real = {name: getattr(Path, name) for name in ("replace", "unlink")}
    left = 0

    def step(name: str) -> object:
        def cut(path: Path, *args: object, **more: object) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                raise _Cut
            return real[name](path, *args, **more)

        return cut

    cuts = 0
    for limit in range(9):
        folder = tmp_path / f"{limit}"
        ours = start and DeviceKeys.load_or_create(folder, start).signing_public
        left = limit
        with monkeypatch.context() as patch:
            for name in real:
                patch.setattr(Path, name, step(name))
            try:
                DeviceKeys.load_or_create(folder, then)
            except _Cut:
                cuts += 1
        after = DeviceKeys.load_or_create(folder, then).signing_public
        assert ours in (None, after)
        assert DeviceKeys.load_or_create(folder, then).signing_public == after
        assert names(folder) == [KEYS_FILE] or then == NONE
        assert bool(KeyFile(folder, then).sealed_with()) is (then != NONE)
    assert cuts


def test_unsealing_gives_the_plain_file_back(tmp_path: Path) -> None:
    ours = made(tmp_path, NEW)
    KeyFile(tmp_path, CredentialKeys(NEW)).unseal()
    assert not KeyFile(tmp_path, NONE).sealed_with()
    assert made(tmp_path) == ours


def test_a_disk_that_takes_nothing_leaves_usable_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ours = made(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("kiosk.sync.identity.key_file.write_durably", full)
    assert made(tmp_path, NEW) == ours
    assert not KeyFile(tmp_path, NONE).sealed_with()
    assert "keep their form" in caplog.text


def test_no_key_shows_in_what_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    canary = os.urandom(32)
    key = CredentialKey(canary)
    keys = DeviceKeys.load_or_create(tmp_path, CredentialKeys(key))
    said = [repr(key), f"{CredentialKeys(key)}", repr(KeyFile(tmp_path, NONE))]
    try:
        DeviceKeys.load(tmp_path, CredentialKeys(OTHER))
    except KeysError as error:
        said += traceback.format_exception(error)
    with pytest.raises(TypeError):
        pickle.dumps(key)
    whole = "".join(said) + caplog.text
    for secret in (canary, keys.wrapping, keys.signing.private_bytes_raw()):
        forms = (secret.hex(), b64encode(secret).decode(), repr(secret)[2:-1])
        assert not any(form in whole for form in forms)
