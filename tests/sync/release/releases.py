"""Signed releases for tests: a small file stands for the package."""

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.sync.release.release_file import ReleaseManifest, sign_release

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = {"office": KEY.public_key()}
ARCH = "amd64"
DATA = bytes(range(256)) * 20_000


def manifest(**other: object) -> ReleaseManifest:
    """Return what the office says of `DATA`, but for what a test wants otherwise."""
    told: dict[str, object] = {
        "name": "kiosk",
        "version": "0.2.0",
        "serial": 20,
        "architecture": ARCH,
        "size": len(DATA),
        "sha512": hashlib.sha512(DATA).hexdigest(),
    }
    return ReleaseManifest(**(told | other))  # type: ignore[arg-type]


def lay(folder: Path, data: bytes = DATA, **other: object) -> ReleaseManifest:
    """Put a signed release into a folder."""
    made = manifest(**other)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{made.file}.deb").write_bytes(data)
    (folder / f"{made.file}.release").write_bytes(sign_release(made, KEY))
    return made
