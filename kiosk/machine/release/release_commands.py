"""`kiosk release ...`: keys and signatures at the office, updates on the machine."""

import argparse
import hashlib
import os
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.message import Message
from kiosk.machine.shell.options import add, texts_of, with_language
from kiosk.settings.told import Told

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands
    from kiosk.sync.release.release_file import ReleaseManifest

LAST = ".serial"
"""The last number that a key signed with lies beside its file."""
DAY = 86_400
YEARS = 5 * 366 * DAY
"""A package that was built so long ago is rather a clock that is wrong."""


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

    try:
        beside = make_key(options.file)
    except FileExistsError as error:
        raise Told(Message("release__key_there", path=str(error.filename))) from None
    print(texts_of(options)("release__key_made", path=beside))
    return 0


def _sign(options: argparse.Namespace) -> int:
    from kiosk.settings.state.durable_file import write_durably
    from kiosk.sync.release.release_file import sign_release
    from kiosk.sync.release.release_keys import read_private

    key = read_private(options.key)
    serial = _serial(options)
    manifest = _manifest(options.package, serial)
    # The number is used up first: a signature that was cut leaves a gap, never a twin.
    kept = f"{serial}\n".encode()
    write_durably(options.key.with_suffix(LAST), kept, 0o644)
    beside = options.package.with_name(f"{manifest.file}.release")
    write_durably(beside, sign_release(manifest, key), 0o644)
    print(texts_of(options)("release__signed", path=beside, serial=serial))
    return 0


def _serial(options: argparse.Namespace) -> int:
    """Return the number of a signature: above the key's last one, and not far ahead.

    A machine never takes a lower number again: one from a clock that is years ahead
    would keep every later release away from it.

    :raises Told: when the number that was asked for is none.
    """
    from kiosk.settings.state.bounded_file import read_bounded

    try:
        words = read_bounded(options.key.with_suffix(LAST), 64).split()
    except FileNotFoundError:
        words = []
    last = int(words[0]) if words and words[0].isdigit() else 0
    now = int(time.time())
    serial = max(now, last + 1) if options.serial is None else options.serial
    built = _built(options.package)
    if options.serial is None and last < now and built and now > built + YEARS:
        raise Told(Message("release__clock_ahead"))
    if serial <= last:
        raise Told(Message("release__number_used", serial=serial, last=last))
    if serial > max(now, last) + DAY:
        raise Told(Message("release__number_ahead", serial=serial, now=now))
    return serial


def _built(package: Path) -> int:
    """Return when a package was built, as its archive says; 0 where it says nothing."""
    with open(_open_plain(package), "rb") as file:
        word = file.read(36)[24:].strip()
    return int(word) if word.isdigit() else 0


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

    with open(_open_plain(package), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        sha512 = hashlib.file_digest(file, "sha512").hexdigest()
    fields = {
        "name": package_field(package, "Package"),
        "version": package_field(package, "Version"),
        "architecture": package_field(package, "Architecture"),
        "serial": serial,
        "size": size,
        "sha512": sha512,
    }
    try:
        return msgspec.convert(fields, ReleaseManifest)
    except msgspec.ValidationError:
        raise ReleaseRefused(ReleaseFault.OTHER_PACKAGE) from None


def _open_plain(package: Path) -> int:
    """Open a plain file, for the caller to close; what is none is not waited for.

    :raises ReleaseRefused: when it is something else.
    """
    from kiosk.sync.release.release_file import ReleaseFault, ReleaseRefused

    file = os.open(package, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise ReleaseRefused(ReleaseFault.UNREADABLE)
    return file


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
    if options.package.name != f"{signed.file}.deb":
        name = f"{signed.file}.deb"
        raise Told(Message("release__renamed", path=str(options.package), name=name))
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
