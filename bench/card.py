"""Measures the card on pcscd and vpcd: commands, bytes and milliseconds per phase.

`python -m bench.card [ROUNDS [SLOW]]` also sends the very same commands with nothing
but `SCardTransmit`, round by round in turn with ours, and prints the ratio of the two.
SLOW is how many milliseconds the card takes for each command; a real one takes 5 to 50.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from smartcard import scard

from kiosk.devices.card.card_port import SlotEvent, SlotState
from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.protocol.apdu import without_le
from kiosk.devices.card.protocol.transport import Transport
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.virtual.people.cast import Person, load_people
from kiosk.devices.virtual.reader.pcscd import PrivatePcscd
from kiosk.domain.secret import Pin
from kiosk.session.dialog.card_session import read_card

PERSON = "wang-xiulan"
Work = Callable[[Transport], object]


class Recorder:
    """A way to the card that keeps what goes over the wire."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.seen: list[tuple[bytes, bytes]] = []

    def transmit(self, command: bytes) -> bytes:
        """Let the card answer and keep both, as T=0 carries them."""
        answer = self._transport.transmit(command)
        self.seen.append((without_le(command), answer))
        return answer


@dataclass
class Phase:
    """One part of a visit: its work, its commands, and how long both ways took."""

    name: str
    work: Work
    wire: list[tuple[bytes, bytes]] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Return all bytes that went over the wire, both ways."""
        return sum(len(command) + len(answer) for command, answer in self.wire)


def phases(person: Person) -> list[Phase]:
    """Return the parts of a visit from the card going in to the home page."""

    def proof(transport: Transport) -> None:
        SocialSecurityCard(transport).internal_authenticate(bytes(8), bytes(range(8)))

    def home(transport: Transport) -> None:
        card = SocialSecurityCard(transport)
        card.verify_pin(Pin(person.card.pin))
        card.read_holder(person.card.generation)

    return [
        Phase("card in to PIN page", read_card),
        Phase("the center's proof", proof),
        Phase("PIN to home page", home),
    ]


async def record(slot: PcscSlot, parts: list[Phase]) -> None:
    """Run every phase once, for its commands alone."""
    for part in parts:

        def watched(transport: Transport, part: Phase = part) -> None:
            recorder = Recorder(transport)
            part.work(recorder)
            part.wire = recorder.seen

        await slot.run(slot.now.insertion, watched)
    await slot.release()


async def ours(slot: PcscSlot, parts: list[Phase]) -> None:
    """Run every phase as the kiosk does; the connection is opened before."""
    insertion = slot.now.insertion
    await slot.run(insertion, lambda _: None)
    for part in parts:
        began = time.perf_counter()
        await slot.run(insertion, part.work)
        part.ours.append(time.perf_counter() - began)
    await slot.release()


def bare(context: int, reader: str, parts: list[Phase]) -> None:
    """Send the same commands with one call each and nothing around them."""
    handle, protocol = connect(context, reader)
    for part in parts:
        commands = [list(command) for command, _ in part.wire]
        began = time.perf_counter()
        for command in commands:
            scard.SCardTransmit(handle, protocol, command)
        part.bare.append(time.perf_counter() - began)
    scard.SCardDisconnect(handle, scard.SCARD_RESET_CARD)


def connect(context: int, reader: str) -> tuple[int, int]:
    """Connect as soon as the kiosk's slot has let go of the card."""
    end = time.monotonic() + 5
    both = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
    while time.monotonic() < end:
        code, handle, protocol = scard.SCardConnect(
            context, reader, scard.SCARD_SHARE_EXCLUSIVE, both
        )
        if code == scard.SCARD_S_SUCCESS:
            return handle, protocol
        time.sleep(0.002)
    raise SystemExit("the card could not be connected")


async def measure(pcscd: PrivatePcscd, rounds: int) -> list[Phase]:
    """Go both ways in turn with the card that is in the slot."""
    parts = phases(load_people()[PERSON])
    slot = PcscSlot(pcscd.reader)
    there, loop = asyncio.Event(), asyncio.get_running_loop()

    def heard(event: SlotEvent) -> None:
        if event.state is SlotState.CARD:
            loop.call_soon_threadsafe(there.set)

    slot.start(heard)
    await there.wait()
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    await record(slot, parts)
    for _ in range(rounds):
        await ours(slot, parts)
        await asyncio.to_thread(partial(bare, context, pcscd.reader, parts))
    scard.SCardReleaseContext(context)
    slot.stop()
    return parts


def serve(port: int, folder: Path, slow: int) -> subprocess.Popen[bytes]:
    """Start the virtual card in a process of its own, as a real one would be."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "kiosk", "card", "serve", "--person", PERSON),
            *("--port", str(port), "--state", str(folder / "cards")),
            *("--slow", str(slow)),
        ],
        stdout=subprocess.DEVNULL,
    )


def show(parts: list[Phase]) -> None:
    """Print the table and the ratio."""
    print("phase                  commands  bytes   ours ms   bare ms   ratio")
    for part in parts:
        mine = statistics.median(part.ours) * 1000
        theirs = statistics.median(part.bare) * 1000
        print(
            f"{part.name:22} {len(part.wire):8} {part.size:6} {mine:9.2f} "
            f"{theirs:9.2f} {mine / theirs:7.2f}"
        )
    ratios = sorted(
        sum(mine) / sum(theirs)
        for mine, theirs in zip(
            zip(*(part.ours for part in parts), strict=True),
            zip(*(part.bare for part in parts), strict=True),
            strict=True,
        )
    )
    low, middle, high = (ratios[len(ratios) * n // 10] for n in (1, 5, 9))
    print(f"whole visit, ours / bare, {len(ratios)} rounds: {middle:.2f}", end=" ")
    print(f"(tenth {low:.2f}, ninth {high:.2f})")


def main() -> None:
    """Measure and print."""
    rounds, slow = (*map(int, sys.argv[1:]), *(60, 0)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as name:
        pcscd = PrivatePcscd(Path(name)).start()
        os.environ.update(pcscd.environment())
        card = serve(pcscd.port, Path(name), slow)
        try:
            show(asyncio.run(measure(pcscd, rounds)))
        finally:
            card.terminate()
            card.wait(10)
            pcscd.stop()


if __name__ == "__main__":
    main()
