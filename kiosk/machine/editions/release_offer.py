"""An offered release: judged as one on a stick is, fetched beside the work, held ready.

The center only carries it. In force is an offer once its package lies here whole; root
installs it at night and checks all of it again.
"""

import msgspec

from kiosk.session.staff.numbers.updates import Updates
from kiosk.sync.downward.edition_desk import EditionUnfit, NotBegun
from kiosk.sync.downward.edition_rows import KeptEdition
from kiosk.sync.release.release_download import Blocks
from kiosk.sync.release.release_file import (
    ReleaseFault,
    ReleaseManifest,
    ReleaseRefused,
    check_fits,
    is_older,
    read_release,
)
from kiosk.sync.wire.downward.edition_contents import ReleaseContent


class ReleaseEdition:
    """Offers of releases."""

    tries, replaced = 1_000_000, True

    def __init__(self, updates: Updates | None, blocks: Blocks) -> None:
        """Take what knows updates; None: this program is no installed release."""
        self._updates, self._blocks = updates, blocks
        self._fetching = 0

    def apply(self, edition: KeptEdition) -> bool:
        """Look whether this machine may take it; an empty offer ends the one before."""
        updates, offer = self._known(), _offer(edition.content)
        if not offer.signed:
            updates.forget()
            return True
        manifest, _ = self._fitting(offer)
        return updates.taken == manifest

    def begin(self, edition: KeptEdition) -> None:
        """Fetch it; what an earlier run got of it is taken up again."""
        manifest, signed = self._fitting(_offer(edition.content))
        self._known().download(signed, manifest, self._blocks)
        self._fetching = edition.number

    def outcome(self, edition: KeptEdition) -> str | None:
        """Return whether it is here whole."""
        updates = self._known()
        manifest, _ = self._fitting(_offer(edition.content))
        if updates.taken == manifest:
            return ""
        if self._fetching != edition.number:
            raise NotBegun
        if updates.busy:
            return None
        return str(updates.fault or ReleaseFault.UNREADABLE)

    def hold(self, number: int, content: bytes) -> None:
        """Let it be installed when the center wants it to be."""
        if self._updates is not None:
            offer = _offer(content)
            self._updates.hours = offer.window if offer.signed else ""

    def turned_out(self, content: bytes) -> str:
        """Return why root did not install what was held ready; empty where it did."""
        if self._updates is None:
            return ""
        why, name = self._updates.place.result
        try:
            manifest, _ = self._chosen(_offer(content))
        except EditionUnfit:
            return ""
        wrong = why in set(ReleaseFault) and why != ReleaseFault.ON_TRIAL
        return why if wrong and name == manifest.file else ""

    def _fitting(self, offer: ReleaseContent) -> tuple[ReleaseManifest, bytes]:
        updates = self._known()
        manifest, signed = self._chosen(offer)
        try:
            check_fits(manifest, updates.architecture, updates.place.floor)
        except ReleaseRefused as refused:
            raise EditionUnfit(str(refused.why)) from refused
        if is_older(manifest.version, updates.place.current):
            raise EditionUnfit(str(ReleaseFault.OLDER))
        return manifest, signed

    def _chosen(self, offer: ReleaseContent) -> tuple[ReleaseManifest, bytes]:
        """Return the package for this machine, as the office signed it."""
        updates, why = self._known(), ReleaseFault.OTHER_ARCHITECTURE
        for signed in offer.signed:
            try:
                manifest = read_release(signed, updates.keys)
            except ReleaseRefused as refused:
                why = refused.why
                continue
            if manifest.architecture == updates.architecture:
                return manifest, signed
        raise EditionUnfit(str(why))

    def _known(self) -> Updates:
        if self._updates is None:
            raise EditionUnfit(str(ReleaseFault.NOT_INSTALLED))
        return self._updates


def _offer(content: bytes) -> ReleaseContent:
    try:
        return msgspec.json.decode(content, type=ReleaseContent)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise EditionUnfit("unreadable") from None
