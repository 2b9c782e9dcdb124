"""The update that was taken: from a stick or the center, asked for in time.

It comes in pieces beside the work, over the line with pauses. What is copied is
checked here so that people learn at once what is wrong with it; root checks all of it
again before it is installed (`machine/release/release_install.py`).
"""

import asyncio
import contextlib
import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from kiosk.session.staff.records.aside import Aside
from kiosk.settings.state.durable_file import write_durably
from kiosk.sync.release.release_copy import (
    ReleaseCopy,
    newest_release,
    open_folder,
    read_signed,
)
from kiosk.sync.release.release_download import Blocks, fetch_release
from kiosk.sync.release.release_file import (
    NAME,
    PublicKeys,
    ReleaseFault,
    ReleaseManifest,
    ReleaseRefused,
    read_release,
)
from kiosk.sync.release.release_part import ReleasePart
from kiosk.sync.release.release_place import ReleasePlace

log = logging.getLogger(__name__)
WISH = Path("/run/kiosk/update-wanted")
SLOWEST = 30.0
"""Seconds that a stick may take for one block."""


class Updates:
    """What this machine knows of updates, for the session thread."""

    def __init__(
        self,
        state: Path,
        keys: Callable[[], PublicKeys],
        architecture: str,
        place: ReleasePlace | None = None,
        wish: Path = WISH,
    ) -> None:
        self._folder, self._keys, self._wish = state / "update", keys, wish
        self._architecture = architecture
        self.place = place or ReleasePlace()
        self.percent: int | None = None
        """How far the copy is; None while there is none under way."""
        self.fault: ReleaseFault | None = None
        """Why the last try came to nothing."""
        self.taken: ReleaseManifest | None = None
        self.asked = False
        """It was asked for in this run."""
        self.hours = ""
        """When the center wants it installed; empty: when the settings say so."""
        self._aside = Aside("update")
        self._task: asyncio.Task[None] | None = None
        with contextlib.suppress(OSError, ReleaseRefused):
            self.taken = self._found()

    def _found(self) -> ReleaseManifest | None:
        """Return what lies here whole from an earlier run."""
        names = [p.stem for p in self._folder.glob("*.release")]
        for name in filter(NAME.fullmatch, names):
            folder = open_folder(self._folder)
            try:
                manifest = read_release(read_signed(folder, name), self._keys())
            finally:
                os.close(folder)
            if (self._folder / f"{name}.deb").stat().st_size == manifest.size:
                return manifest
        return None

    @property
    def has_keys(self) -> bool:
        """Tell whether this machine takes updates at all."""
        return bool(self._keys())

    def look(self) -> None:
        """Forget what was installed, or was refused for good."""
        taken = self.taken
        if taken is None:
            return
        why, name = self.place.result
        answered = self.asked and not self._wish.exists()
        refused = answered and name == taken.file and why in set(ReleaseFault)
        if taken.serial <= self.place.floor or refused:
            self.fault = ReleaseFault(why) if refused else None
            if self.fault is not ReleaseFault.ON_TRIAL:
                self._clear()
            self.asked = False

    def begin(self, stick: Path, news: Callable[[], None]) -> None:
        """Copy the newest release of a stick; `news` is called at each step."""
        if not self.busy:
            self.fault, self.percent = None, 0
            self._task = asyncio.create_task(self._take(stick, news))

    def download(
        self, signed: bytes, manifest: ReleaseManifest, blocks: Blocks
    ) -> None:
        """Fetch a package from the center in the background.

        :param signed: the office's file, which was read and fits this machine.
        """
        self.drop()
        self.fault, self.percent = None, 0
        work = self._fetched(signed, manifest, blocks)
        self._task = asyncio.create_task(self._ended(work))

    @property
    def busy(self) -> bool:
        """Tell whether a package is on its way."""
        return self._task is not None and not self._task.done()

    def drop(self) -> None:
        """Let go of what is on its way; what is there of it may serve again."""
        if self._task is not None:
            self._task.cancel()
        self._task = self.percent = None

    def forget(self) -> None:
        """Let go of what was taken, unless root was asked for it already."""
        self.drop()
        if not self.asked:
            self._clear()

    @property
    def architecture(self) -> str:
        """Return what packages must be for."""
        return self._architecture

    @property
    def keys(self) -> PublicKeys:
        """Return whose signature counts."""
        return self._keys()

    async def _ended(self, work: Awaitable[None]) -> None:
        try:
            await work
        except ReleaseRefused as refused:
            self.fault = refused.why
        except (OSError, TimeoutError):
            self.fault = ReleaseFault.UNREADABLE
        finally:
            self.percent = None

    async def _fetched(
        self, signed: bytes, manifest: ReleaseManifest, blocks: Blocks
    ) -> None:
        def news(percent: int) -> None:
            self.percent = percent

        part = await fetch_release(manifest, self._folder, blocks, news)
        try:
            self._keep(part, manifest, signed)
        finally:
            part.close()

    def _keep(
        self, part: ReleasePart | ReleaseCopy, manifest: ReleaseManifest, signed: bytes
    ) -> None:
        """Give a whole package its name, in the place of any other."""
        self._clear(but=f"{manifest.sha512[:32]}.part")
        part.name(f"{manifest.file}.deb")
        write_durably(self._folder / f"{manifest.file}.release", signed)
        self.taken, self.asked = manifest, False

    async def _take(self, stick: Path, news: Callable[[], None]) -> None:
        try:
            await self._copy(stick, news)
        except ReleaseRefused as refused:
            self.fault = refused.why
        except (OSError, TimeoutError):
            self.fault = ReleaseFault.UNREADABLE
        finally:
            self.percent = None
            news()

    async def _copy(self, stick: Path, news: Callable[[], None]) -> None:
        begun = await self._aside.do(lambda: self._open(stick), SLOWEST)
        copy, manifest, signed = begun
        try:
            while not await self._aside.do(copy.step, SLOWEST):
                self.percent = copy.percent
                news()
            self._keep(copy, manifest, signed)
        finally:
            copy.close()

    def _open(self, stick: Path) -> tuple[ReleaseCopy, ReleaseManifest, bytes]:
        """Look what the stick has, and begin to copy it."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = open_folder(stick)
        try:
            manifest, signed = newest_release(
                folder, self._keys(), self._architecture, self.place.floor
            )
            for old in self._folder.glob("*.part"):
                if not old.name.startswith(manifest.sha512[:32]):
                    old.unlink(missing_ok=True)
            return ReleaseCopy(folder, manifest, self._folder), manifest, signed
        finally:
            os.close(folder)

    def _clear(self, but: str = "") -> None:
        """Take away what is here."""
        self.taken = None
        for path in self._folder.glob("*"):
            if path.name != but:
                with contextlib.suppress(OSError):
                    path.unlink()

    def ask(self) -> bool:
        """Ask root to install what was taken; False when that cannot be."""
        if self.taken is None or self.asked:
            return False
        try:
            write_durably(self._wish, self.taken.file.encode())
        except OSError as error:
            log.error("the update cannot be asked for: %s", error.strerror)
            return False
        self.asked = True
        return True
