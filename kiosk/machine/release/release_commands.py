"""`kiosk release ...`: keys and signatures at the office, updates on the machine."""

import argparse
import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.machine.shell.options import add, texts_of, with_language

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands
    from kiosk.sync.release.release_file import ReleaseManifest


def add_release(commands: "Commands") -> None:
    """Add the commands for releases."""
    parser = add(commands, "release", None, "sign, check and install releases")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    key = add(actions, "key", _key, "make a key to sign releases with, at the office")
    key.add_argument("file", type=Path, help="the new secret file; .pub comes beside")
    sign = add(actions, "sign", _sign, "sign a package; .release comes beside it")
    sign.add_argument("package", type=Path, metavar="DEB")
    sign.add_argument("--key", type=Path, required=True, help="the secret file")
    text = "grows with each release (default: this moment in seconds)"
    sign.add_argument("--serial", type=int, default=None, help=text)
    check = add(actions, "check", _check, "check a signed package as a machine does")
    check.add_argument("package", type=Path, metavar="DEB")
    text = "public key's file (default: the machine's own)"
    check.add_argument("--key", type=Path, default=None, help=text)
    text = "install what the kiosk asks for (root; kiosk-update.service runs it)"
    install = add(actions, "install", _install, text)
    for command in (key, sign, check, install):
        with_language(command)


def _key(options: argparse.Namespace) -> int:
    from kiosk.sync.release.release_keys import make_key

    beside = make_key(options.file)
    print(texts_of(options)("release__key_made", path=beside))
    return 0


def _sign(options: argparse.Namespace) -> int:
    from kiosk.settings.state.durable_file import write_durably
    from kiosk.sync.release.release_file import sign_release
    from kiosk.sync.release.release_keys import read_private

    key = read_private(options.key)
    serial = int(time.time()) if options.serial is None else options.serial
    manifest = _manifest(options.package, serial)
    beside = options.package.with_name(f"{manifest.file}.release")
    write_durably(beside, sign_release(manifest, key), 0o644)
    print(texts_of(options)("release__signed", path=beside, serial=serial))
    return 0


def _manifest(package: Path, serial: int) -> "ReleaseManifest":
    """Return what is to be signed of a package.

    :raises ReleaseRefused: when it is none of the kiosk's.
    """
    import msgspec

    from kiosk.machine.release.release_install import package_field
    from kiosk.sync.release.release_file import (
        ReleaseFault,
        ReleaseManifest,
        ReleaseRefused,
    )

    fields = {
        "name": package_field(package, "Package"),
        "version": package_field(package, "Version"),
        "architecture": package_field(package, "Architecture"),
        "serial": serial,
        "size": package.stat().st_size,
        "sha512": _sum(package),
    }
    try:
        return msgspec.convert(fields, ReleaseManifest)
    except msgspec.ValidationError:
        raise ReleaseRefused(ReleaseFault.OTHER_PACKAGE) from None


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha512").hexdigest()


def _check(options: argparse.Namespace) -> int:
    from kiosk.machine.release.release_install import architecture
    from kiosk.sync.release.release_copy import open_folder, read_signed
    from kiosk.sync.release.release_file import (
        ReleaseFault,
        ReleaseRefused,
        check_fits,
        read_release,
    )
    from kiosk.sync.release.release_keys import public_keys, read_public
    from kiosk.sync.release.release_place import ReleasePlace

    keys = public_keys() if options.key is None else {"": read_public(options.key)}
    floor = ReleasePlace().floor if options.key is None else 0
    folder = open_folder(options.package.parent)
    signed = read_release(read_signed(folder, options.package.stem), keys)
    there = _manifest(options.package, signed.serial)
    if there.size < signed.size:
        raise ReleaseRefused(ReleaseFault.CUT)
    if there != signed:
        raise ReleaseRefused(ReleaseFault.CHANGED)
    check_fits(signed, architecture(), floor)
    texts = texts_of(options)
    print(texts("release__good", version=signed.version, serial=signed.serial))
    return 0


def _install(options: argparse.Namespace) -> int:
    from kiosk.machine.release.release_install import UpdateInstaller

    done = UpdateInstaller().run()
    texts = texts_of(options)
    if done is None:
        print(texts("release__nothing"))
    else:
        print(texts("release__installed", version=done.version, serial=done.serial))
    return 0
