"""Device keys: made once, kept, never replaced, never shown."""

import pickle
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kiosk.sync.identity.credential_keys import KeysError
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.key_file import KEYS_FILE


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


def test_the_tls_key_is_a_file_only_for_a_moment(tmp_path: Path) -> None:
    """What an earlier release wrote for OpenSSL goes."""
    (tmp_path / "tls-key.pem").write_bytes(b"-----BEGIN")
    keys = DeviceKeys.load_or_create(tmp_path)
    with keys.tls_key_file() as name:
        loaded = load_pem_private_key(Path(name).read_bytes(), None)
    assert isinstance(loaded, EllipticCurvePrivateKey)
    assert loaded.private_numbers() == keys.tls.private_numbers()
    assert [path.name for path in tmp_path.iterdir()] == [KEYS_FILE]
    assert not Path(name).exists()


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
