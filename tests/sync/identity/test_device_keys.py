"""Device keys: made once, kept, never replaced, never shown."""

import pickle
import stat
from pathlib import Path

import pytest

from kiosk.sync.identity.device_keys import KEYS_FILE, DeviceKeys, KeysError


def test_they_are_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "keys"
    first = DeviceKeys.load_or_create(folder)
    second = DeviceKeys.load_or_create(folder)
    assert first.wrapping == second.wrapping
    assert first.signing_public == second.signing_public
    assert first.sign(b"x") == second.sign(b"x")
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_tls_key_file_is_made_again_from_the_one_file(tmp_path: Path) -> None:
    keys = DeviceKeys.load_or_create(tmp_path)
    pem = keys.tls_key_path.read_bytes()
    keys.tls_key_path.unlink()
    assert DeviceKeys.load_or_create(tmp_path).tls_key_path.read_bytes() == pem


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b'{"signing":"AA=="}', b"\xff"]
)
def test_a_broken_file_is_never_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / KEYS_FILE).write_bytes(content)
    with pytest.raises(KeysError, match=KEYS_FILE):
        DeviceKeys.load_or_create(tmp_path)
    assert (tmp_path / KEYS_FILE).read_bytes() == content


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KeysError, match="file"):
        DeviceKeys.load_or_create(tmp_path / "file" / "keys")


def test_they_do_not_show_themselves(tmp_path: Path) -> None:
    keys = DeviceKeys.load_or_create(tmp_path)
    assert repr(keys) == f"{keys}" == "DeviceKeys(hidden)"
    with pytest.raises(TypeError):
        pickle.dumps(keys)
