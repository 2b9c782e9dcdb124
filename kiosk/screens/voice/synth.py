"""espeak-ng as a process: words in through a pipe, samples out through a pipe.

Nothing is written to a disk, and no text stands in the arguments, which every process
of the machine can read. It knows neither clips nor what was said before.
"""

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

from kiosk.screens.voice.bell import RATE
from kiosk.screens.voice.language.spans import Span
from kiosk.settings.programs import program

COMMAND = "espeak-ng"
LIMIT_S = 5.0
"""A page of text takes a tenth of a second; a process that takes this long hangs."""
_HEADER = 44
"""Bytes of the WAV header; its lengths are wrong, because a pipe cannot be rewound."""


class SynthError(Exception):
    """Nothing can be said; the text tells why and never what."""


class Espeak:
    """Speaks one text at a time; `cancel` may come from another thread."""

    def __init__(self, command: str = COMMAND, limit: float = LIMIT_S) -> None:
        self._command = command
        self._limit = limit
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def speak(
        self, spans: tuple[Span, ...], words_per_minute: int, wanted: Callable[[], bool]
    ) -> bytes:
        """Return 16-bit samples of one channel, `RATE` a second.

        `wanted` is asked before each process, so that a `cancel` just before it is
        not lost.

        :raises SynthError: when espeak-ng or the voice is missing, hangs, or what is
            spoken is not wanted any more.
        """
        last = len(spans) - 1
        parts = []
        for at, span in enumerate(spans):
            options = ["-v", span.voice, "-s", str(words_per_minute)]
            # No long pause between two voices of one sentence.
            options += [] if at == last else ["-z"]
            parts.append(self._run(options, span.text, wanted))
        return b"".join(parts)

    def cancel(self) -> None:
        """End what is being made now."""
        with self._lock:
            if self._process is not None:
                self._process.kill()

    def _run(self, options: list[str], text: str, wanted: Callable[[], bool]) -> bytes:
        """Run one process to its end, which may come early."""
        with self._lock:
            if not wanted():
                raise SynthError("not wanted any more")
            self._process = process = self._start(options)
        try:
            wav, _ = process.communicate(text.encode("utf-8", "ignore"), self._limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            # Not chained: it holds what was read so far.
            raise SynthError(f"{self._command}: took too long") from None
        finally:
            with self._lock:
                self._process = None
        return _samples(wav, process.returncode)

    def _start(self, options: list[str]) -> "subprocess.Popen[bytes]":
        try:
            return subprocess.Popen(
                [
                    program(self._command),
                    "--stdin",
                    "--stdout",
                    "-b",
                    "1",
                    *options,
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # What it complains about may quote what it was told.
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SynthError(f"{self._command}: {reason}") from error


def _samples(wav: bytes, status: int) -> bytes:
    """Take the samples out of what espeak-ng wrote.

    :raises SynthError: when it is not sound in the format that all voices have.
    """
    if status != 0 or wav[:4] != b"RIFF" or len(wav) < _HEADER:
        raise SynthError(f"{COMMAND}: ended with {status} and no sound")
    rate = int.from_bytes(wav[24:28], "little")
    if wav[22:24] != b"\x01\x00" or rate != RATE or wav[34:36] != b"\x10\x00":
        raise SynthError(f"{COMMAND}: an unexpected format of sound")
    end = len(wav) - (len(wav) - _HEADER) % 2
    return wav[_HEADER:end]


def version(command: str = COMMAND) -> str | None:
    """Return espeak-ng's version; None when it cannot be run."""
    try:
        said = subprocess.run(
            [program(command), "--version"],
            capture_output=True,
            timeout=LIMIT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    words = said.stdout.decode("utf-8", "replace").split()
    return next((word for word in words if word[:1].isdigit()), Path(command).name)
