"""What a bad cable makes of bytes: bits turned over, bytes that nobody sent or lost."""

from random import Random


class LineNoise:
    """Spoils a share of the bytes that pass; the same seed spoils the same."""

    def __init__(self, share: float, seed: int = 1) -> None:
        self.share = share
        self._random = Random(seed)  # noqa: S311 - noise, no secret

    def through(self, data: bytes) -> bytes:
        """Return the bytes as they come out at the other end."""
        if self.share <= 0:
            return data
        return b"".join(self._one(byte) for byte in data)

    def _one(self, byte: int) -> bytes:
        if self._random.random() >= self.share:
            return bytes((byte,))
        match self._random.randrange(3):
            case 0:
                return bytes((byte ^ 1 << self._random.randrange(8),))
            case 1:
                return bytes((byte, self._random.randrange(256)))
        return b""
