"""What root does with an update that the kiosk asks for: look at all of it again.

The kiosk's user wrote the wish and the files. Each is opened without following a link,
the package is copied to where only root writes, and only the copy is checked and
installed. dpkg's scripts then switch to it on trial.
"""

import os
import subprocess
from contextlib import suppress
from pathlib import Path

from kiosk.settings.programs import program
from kiosk.settings.state.bounded_file import read_bounded
from kiosk.settings.state.durable_file import write_durably
from kiosk.sync.release.release_copy import ReleaseCopy, open_folder, read_signed
from kiosk.sync.release.release_file import (
    NAME,
    PACKAGE,
    ReleaseFault,
    ReleaseManifest,
    ReleaseRefused,
    check_fits,
    is_older,
    read_release,
)
from kiosk.sync.release.release_keys import public_keys
from kiosk.sync.release.release_place import ReleasePlace

MOST_LETTERS = 64
KEPT = "kiosk.deb"
OPTIONS = ("--force-confdef", "--force-confold", "--install")
CHILD = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "DEBIAN_FRONTEND": "noninteractive",
    "LC_ALL": "C.UTF-8",
}
LIMIT = 900.0


class UpdateInstaller:
    """One wish of the kiosk's, seen by root."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root
        self._wish = root / "run/kiosk/update-wanted"
        self._base = root / "opt/kiosk"
        self._cache = root / "var/cache/kiosk"
        self._place = ReleasePlace(self._base)

    def run(self) -> ReleaseManifest | None:
        """Install what is wanted; None when nothing is.

        :raises ReleaseRefused: when it is not installed; the machine's page says why.
        """
        name = self._wanted()
        if name is None:
            return None
        try:
            manifest = self._checked(name)
            self._install(manifest)
        except ReleaseRefused as refused:
            self._tell(f"{refused.why} {name}")
            raise
        write_durably(self._base / "serial", f"{manifest.serial}\n".encode(), 0o644)
        (self._base / "update-result").unlink(missing_ok=True)
        return manifest

    def _wanted(self) -> str | None:
        """Return the wish, and take it away first: it is asked for once.

        What became of the last one is forgotten before the wish is gone: nobody takes
        it for the answer to this one.
        """
        try:
            text = read_bounded(self._wish, MOST_LETTERS).decode("ascii", "replace")
        except OSError:
            text = ""
        (self._base / "update-result").unlink(missing_ok=True)
        if os.path.lexists(self._wish):
            # A folder in its place would be looked at for ever.
            if self._wish.is_dir() and not self._wish.is_symlink():
                _remove(self._wish)
            else:
                self._wish.unlink(missing_ok=True)
        found = NAME.fullmatch(text.strip())
        return found[0] if found else None

    def _checked(self, name: str) -> ReleaseManifest:
        """Copy what is wanted to where only root writes, and check the copy."""
        if self._place.trial:
            raise ReleaseRefused(ReleaseFault.ON_TRIAL)
        try:
            top = self._root / "var/lib"
            folder = open_folder(top, "kiosk", "update")
        except OSError as error:
            raise ReleaseRefused(ReleaseFault.MISSING) from error
        try:
            keys = public_keys(self._root / "etc/kiosk/update-keys")
            manifest = read_release(read_signed(folder, name), keys)
            if manifest.file != name:
                raise ReleaseRefused(ReleaseFault.OTHER_PACKAGE)
            check_fits(manifest, architecture(), self._place.floor)
            if is_older(manifest.version, self._place.current):
                raise ReleaseRefused(ReleaseFault.OLDER)
            self._copy(folder, manifest)
        finally:
            os.close(folder)
        self._check_package(manifest)
        return manifest

    def _copy(self, folder: int, manifest: ReleaseManifest) -> None:
        self._cache.mkdir(parents=True, exist_ok=True, mode=0o755)
        for old in self._cache.glob("*.part"):
            old.unlink(missing_ok=True)
        copy = ReleaseCopy(folder, manifest, self._cache)
        try:
            while not copy.step():
                pass
            # From here on a cut installation is repaired with this one.
            copy.name(f"{KEPT}.new")
        except OSError as error:
            raise ReleaseRefused(ReleaseFault.NO_ROOM) from error
        finally:
            copy.close()

    def _check_package(self, manifest: ReleaseManifest) -> None:
        """Look whether the package itself says what the office said of it."""
        fields = ("Package", "Version", "Architecture")
        told = [package_field(self._cache / f"{KEPT}.new", field) for field in fields]
        if told != [PACKAGE, manifest.version, manifest.architecture]:
            (self._cache / f"{KEPT}.new").unlink(missing_ok=True)
            raise ReleaseRefused(ReleaseFault.OTHER_PACKAGE)

    def _install(self, manifest: ReleaseManifest) -> None:
        whole = self._cache / KEPT
        os.replace(self._cache / f"{KEPT}.new", whole)
        write_durably(self._cache / "serial", f"{manifest.serial}\n".encode(), 0o644)
        try:
            done = subprocess.run(
                [program("dpkg"), *OPTIONS, str(whole)],
                env=CHILD,
                stdin=subprocess.DEVNULL,
                timeout=LIMIT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ReleaseRefused(ReleaseFault.NOT_INSTALLED) from error
        if done.returncode:
            raise ReleaseRefused(ReleaseFault.NOT_INSTALLED)

    def _tell(self, words: str) -> None:
        """Leave for the machine's page what became of it."""
        with suppress(OSError):
            write_durably(self._base / "update-result", words.encode() + b"\n", 0o644)


def _remove(folder: Path) -> None:
    """Take a folder of the kiosk's away, however deep; Python's way is recursive."""
    command = [program("rm"), "-rf", "--one-file-system", str(folder)]
    with suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(command, env=CHILD, timeout=60, check=False)


def architecture() -> str:
    """Return this machine's, as dpkg names it; empty where there is no dpkg."""
    return _said("dpkg", "--print-architecture")


def package_field(package: Path, field: str) -> str:
    """Return what a package says of itself; empty where it is none."""
    return _said("dpkg-deb", "--field", str(package), field)


def _said(name: str, *options: str) -> str:
    try:
        done = subprocess.run(
            [program(name), *options],
            env=CHILD,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
