#!/usr/bin/python3 -I
"""Shows a picture on the panel while the kiosk does not run: kiosk-closed FILE ...

It needs the kernel's display (DRM, drm(7)) and Python's own library, nothing of the
kiosk: it must work where the kiosk does not. It ends by itself after a while, or once a
panel comes that was not there, and the kiosk is tried again (kiosk-closed.service).
Numbers and layouts: include/uapi/drm/drm.h and drm_mode.h.
"""

import ctypes
import fcntl
import glob
import mmap
import os
import stat
import struct
import sys
import time
import zlib
from collections.abc import Iterator

LASTS = 45.0
"""Seconds after which the kiosk is tried again."""
LOOK = 2.0
MOST_PIXELS = 8192 * 8192
GREY = b"\xf8\xf6\xf4\x00"
"""The ground where there is no picture: blue, green, red, unused."""
CARDS = "/dev/dri/card*"
CONNECTED = 1
Picture = tuple[int, int, bytes]


def main(paths: list[str]) -> int:
    """Show the first picture that can be read until the time is over."""
    until = time.monotonic() + LASTS
    picture = next(filter(None, map(read, paths)), (1, 1, GREY))
    held: tuple[Panel, mmap.mmap] | None = None
    waited = False
    while time.monotonic() < until:
        if held is None:
            # A picture stands as long as its panel and its memory are held.
            held = next(drawn_on(picture), None)
            if held is not None and waited:
                print("the panel came", flush=True)
                return 0
            waited = True
        time.sleep(LOOK)
    return 0


def read(path: str) -> Picture | None:
    """Return a picture as `machine/closed_picture.py` keeps it, None if broken."""
    try:
        # The kiosk's user writes there: what is no plain file is not waited for.
        plain = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(plain, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            words = file.readline(100).split()
            if words[:2] != [b"KIOSK-PICTURE", b"1"]:
                return None
            width, height = int(words[2]), int(words[3])
            if min(width, height) < 1 or width * height > MOST_PIXELS:
                return None
            size = width * height * 4
            stream = zlib.decompressobj()
            rows = stream.decompress(file.read(size), size + 1)
    except (OSError, ValueError, IndexError, zlib.error) as error:
        print(f"{path}: {type(error).__name__}", file=sys.stderr)
        return None
    whole = stream.eof and len(rows) == size
    return (width, height, rows) if whole else None


def fitted(picture: Picture, width: int, height: int) -> Iterator[bytes]:
    """Yield the rows of a panel: the picture in the middle, smaller if it must be."""
    wide, high, pixels = picture
    scale = max(wide / width, high / height, 1.0)
    shown_wide, shown_high = int(wide / scale), int(high / scale)
    left, top = (width - shown_wide) // 2, (height - shown_high) // 2
    ground = pixels[:4]
    across = [int(x * scale) * 4 for x in range(shown_wide)]
    for y in range(height):
        at = y - top
        if not 0 <= at < shown_high:
            yield ground * width
            continue
        begin = int(at * scale) * wide * 4
        row = pixels[begin : begin + wide * 4]
        if scale > 1.0:
            row = b"".join(row[x : x + 4] for x in across)
        yield ground * left + row + ground * (width - left - shown_wide)


def drawn_on(picture: Picture) -> "Iterator[tuple[Panel, mmap.mmap]]":
    """Yield each connected panel that takes a picture, with the picture on it."""
    for path in sorted(glob.glob(CARDS)):
        try:
            panel = Panel(path)
            try:
                shown = panel.show(picture)
            except OSError:
                panel.close()
                raise
            print(f"shown on {panel.name}, {panel.width} x {panel.height}", flush=True)
            yield panel, shown
        except OSError as error:
            print(f"{path}: {error.strerror}", file=sys.stderr)
        except LookupError:
            print(f"{path}: no panel is connected", file=sys.stderr)


class Panel:
    """A connected panel of a graphics card, in the mode that it prefers."""

    def __init__(self, path: str) -> None:
        """Open it.

        :raises OSError: when the card cannot be used.
        :raises LookupError: when nothing is connected to it.
        """
        self._card = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            crtcs, connectors = self._resources()
            self._connector, self._mode, encoders = self._connected(connectors)
            self._crtc = self._driven_by(encoders, crtcs)
        except BaseException:
            os.close(self._card)
            raise
        self.name = path
        (_, self.width, *_) = struct.unpack("<I5H", self._mode[:14])
        (self.height,) = struct.unpack("<H", self._mode[14:16])

    def _ask(self, number: int, layout: str, *values: int | bytes) -> tuple[int, ...]:
        """Send one request of the kernel's and return its filled-in fields."""
        data = bytearray(struct.pack("<" + layout, *values))
        request = 3 << 30 | len(data) << 16 | ord("d") << 8 | number
        fcntl.ioctl(self._card, request, data)
        return struct.unpack("<" + layout, data)

    def _resources(self) -> tuple[list[int], list[int]]:
        """Return the numbers of the card's CRTCs and connectors."""
        layout = "4Q8I"
        counts = self._ask(0xA0, layout, *(0,) * 12)
        _, crtcs, connectors, _ = (Numbers(count) for count in counts[4:8])
        wanted = (0, crtcs.address, connectors.address, 0)
        self._ask(
            *(0xA0, layout, *wanted),
            *(0, crtcs.count, connectors.count, 0, 0, 0, 0, 0),
        )
        return crtcs.values(), connectors.values()

    def _connected(self, connectors: list[int]) -> tuple[int, bytes, list[int]]:
        layout = "4Q12I"
        for connector in connectors:
            rest = (connector, *(0,) * 7)
            told = self._ask(0xA7, layout, *(0,) * 8, *rest)
            if told[11] != CONNECTED or not told[4]:
                continue
            modes, encoders = mmap.mmap(-1, 68 * told[4]), Numbers(told[6])
            self._ask(
                *(0xA7, layout, encoders.address, address_of(modes), 0, 0),
                *(told[4], 0, told[6], 0, *rest),
            )
            return connector, modes[:68], encoders.values()
        raise LookupError

    def _driven_by(self, encoders: list[int], crtcs: list[int]) -> int:
        """Return a CRTC that can drive one of the encoders."""
        for encoder in encoders:
            possible = self._ask(0xA6, "5I", encoder, 0, 0, 0, 0)[3]
            for place, crtc in enumerate(crtcs):
                if possible >> place & 1:
                    return crtc
        raise LookupError

    def close(self) -> None:
        """Let the card go."""
        os.close(self._card)

    def show(self, picture: Picture) -> mmap.mmap:
        """Put a picture up; it stands as long as this process lives."""
        made = self._ask(0xB2, "6IQ", self.height, self.width, 32, 0, 0, 0, 0)
        handle, pitch, size = made[4:7]
        frame = self._ask(0xAE, "7I", 0, self.width, self.height, pitch, 32, 24, handle)
        offset = self._ask(0xB3, "2IQ", handle, 0, 0)[2]
        memory = mmap.mmap(self._card, size, offset=offset)
        for y, row in enumerate(fitted(picture, self.width, self.height)):
            memory[y * pitch : y * pitch + len(row)] = row
        wires = Numbers(1)
        wires.put(self._connector)
        self._ask(
            *(0xA2, "Q7I68s", wires.address, 1, self._crtc, frame[0], 0, 0, 0, 1),
            self._mode,
        )
        return memory


class Numbers:
    """An array of 32-bit numbers that the kernel fills."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._memory = mmap.mmap(-1, max(4 * count, 4))
        self.address = address_of(self._memory)

    def put(self, value: int) -> None:
        self._memory[:4] = struct.pack("<I", value)

    def values(self) -> list[int]:
        return list(struct.unpack(f"<{self.count}I", self._memory[: 4 * self.count]))


def address_of(memory: mmap.mmap) -> int:
    """Return where an anonymous mapping stands."""
    return ctypes.addressof(ctypes.c_char.from_buffer(memory))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
