"""PC/SC calls with types and one exception; the only file that imports pyscard.

Low-level calls only: pyscard's own CardMonitor dies with the service and its threads
cannot be supervised. Nothing here decides anything.
"""

from dataclasses import dataclass
from enum import Enum, auto

from smartcard import scard

NEW_READERS = "\\\\?PnP?\\Notification"
"""The pseudo reader whose state changes when readers come and go."""
_TAG_IFD_ATR = 0x0303
"""A driver's own attribute: the ATR, asked of the card by drivers that poll."""


class PcscFault(Enum):
    """What a failed call means to us."""

    TIMEOUT = auto()
    CANCELLED = auto()
    SERVICE = auto()
    """The PC/SC service is away, or went away and took our handles with it."""
    READER = auto()
    REMOVED = auto()
    BUSY = auto()
    """Another program holds the card."""
    UNSUPPORTED = auto()
    OTHER = auto()
    """No answer or a broken one; whether the card is still there is open."""


FAULTS: dict[int, PcscFault] = {
    scard.SCARD_E_TIMEOUT: PcscFault.TIMEOUT,
    scard.SCARD_E_CANCELLED: PcscFault.CANCELLED,
    scard.SCARD_E_NO_SERVICE: PcscFault.SERVICE,
    scard.SCARD_E_SERVICE_STOPPED: PcscFault.SERVICE,
    scard.SCARD_E_INVALID_HANDLE: PcscFault.SERVICE,
    scard.SCARD_F_INTERNAL_ERROR: PcscFault.SERVICE,
    scard.SCARD_F_COMM_ERROR: PcscFault.SERVICE,
    scard.SCARD_E_READER_UNAVAILABLE: PcscFault.READER,
    scard.SCARD_E_UNKNOWN_READER: PcscFault.READER,
    scard.SCARD_E_NO_READERS_AVAILABLE: PcscFault.READER,
    scard.SCARD_E_NO_SMARTCARD: PcscFault.REMOVED,
    scard.SCARD_W_REMOVED_CARD: PcscFault.REMOVED,
    scard.SCARD_E_SHARING_VIOLATION: PcscFault.BUSY,
    scard.SCARD_E_UNSUPPORTED_FEATURE: PcscFault.UNSUPPORTED,
    scard.SCARD_E_UNEXPECTED: PcscFault.UNSUPPORTED,  # its number in pcsc-lite
}


class PcscError(Exception):
    """A call failed; the text names the call and the reason, never any bytes."""

    def __init__(self, call: str, code: int) -> None:
        super().__init__(f"{call}: {scard.SCardGetErrorMessage(code)}")
        self.fault = FAULTS.get(code, PcscFault.OTHER)


@dataclass(frozen=True, slots=True)
class ReaderState:
    """A reader as the service knows it."""

    bits: int
    atr: bytes

    @property
    def present(self) -> bool:
        """Say whether a card is in it."""
        return bool(self.bits & scard.SCARD_STATE_PRESENT)

    @property
    def lost(self) -> bool:
        """Say whether the reader itself is gone."""
        away = scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE
        return bool(self.bits & away)

    @property
    def counter(self) -> int:
        """Return the count of insertions and removals the service has seen."""
        return self.bits >> 16

    @property
    def known(self) -> int:
        """Return the bits to hand in again as "this much I know"."""
        return self.bits & ~int(scard.SCARD_STATE_CHANGED)


class PcscContext:
    """One connection to the PC/SC service; used by one thread, cancelled by any."""

    def __init__(self) -> None:
        code, self._handle = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        _check("SCardEstablishContext", code)

    def readers(self) -> list[str]:
        """Return the names of all readers."""
        code, names = scard.SCardListReaders(self._handle, [])
        if FAULTS.get(code) is PcscFault.READER:
            return []
        _check("SCardListReaders", code)
        return list(names)

    def wait(self, known: dict[str, int], timeout: float) -> dict[str, ReaderState]:
        """Wait until a reader differs from what is known; seconds.

        :raises PcscError: also for the time-out and for `cancel`.
        """
        states = list(known.items())
        code, changed = scard.SCardGetStatusChange(
            self._handle, int(timeout * 1000), states
        )
        _check("SCardGetStatusChange", code)
        return {name: ReaderState(bits, bytes(atr)) for name, bits, atr in changed}

    def cancel(self) -> None:
        """End a `wait` of another thread; too early is no harm, only no effect."""
        scard.SCardCancel(self._handle)

    def release(self) -> None:
        """Give the connection back."""
        scard.SCardReleaseContext(self._handle)

    def connect(self, reader: str) -> "PcscLink":
        """Power the card and take it for ourselves alone.

        Exclusive, because a proved PIN would serve any other program as well.
        """
        code, handle, protocol = scard.SCardConnect(
            self._handle,
            reader,
            scard.SCARD_SHARE_EXCLUSIVE,
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
        )
        _check("SCardConnect", code)
        return PcscLink(handle, protocol)


class PcscLink:
    """A powered card."""

    def __init__(self, handle: int, protocol: int) -> None:
        self._handle = handle
        self._protocol = protocol

    def atr(self) -> bytes:
        """Return the answer to reset of the card that was connected."""
        code, _, _, _, atr = scard.SCardStatus(self._handle)
        _check("SCardStatus", code)
        return bytes(atr)

    def transmit(self, command: bytes) -> bytes:
        """Send a command and return the card's answer."""
        code, answer = scard.SCardTransmit(self._handle, self._protocol, list(command))
        _check("SCardTransmit", code)
        return bytes(answer)

    def control(self, code: int, data: bytes = b"") -> bytes:
        """Send something to the reader itself and return its answer."""
        result, answer = scard.SCardControl(self._handle, code, list(data))
        _check("SCardControl", result)
        return bytes(answer)

    @property
    def has_lengths_apart(self) -> bool:
        """Say whether the protocol is T=0, which cannot send data and Le at once."""
        return bool(self._protocol == scard.SCARD_PROTOCOL_T0)

    def present(self) -> bool | None:
        """Ask the reader itself whether the card is still there; None: cannot say.

        The service looks at readers without an interrupt line only every 400 ms.
        CCID drivers know the standard attribute; others are asked for the ATR.
        """
        code, value = scard.SCardGetAttrib(self._handle, scard.SCARD_ATTR_ICC_PRESENCE)
        if code == scard.SCARD_S_SUCCESS:
            return any(value)
        if FAULTS.get(code) is PcscFault.UNSUPPORTED:
            code, value = scard.SCardGetAttrib(self._handle, _TAG_IFD_ATR)
        fault = FAULTS.get(code, PcscFault.OTHER)
        if code == scard.SCARD_S_SUCCESS:
            return True
        if fault in (PcscFault.SERVICE, PcscFault.READER):
            _check("SCardGetAttrib", code)
        gone = fault is PcscFault.REMOVED or code == scard.SCARD_E_NOT_TRANSACTED
        return False if gone else None

    def disconnect(self, *, reset: bool = True) -> None:
        """Reset the card, which ends its PIN state, and let go of it.

        A card that is gone must not be reset: pcscd then loses its own count and may
        not report the next card.
        """
        how = scard.SCARD_RESET_CARD if reset else scard.SCARD_LEAVE_CARD
        scard.SCardDisconnect(self._handle, how)


def _check(call: str, code: int) -> None:
    if code != scard.SCARD_S_SUCCESS:
        raise PcscError(call, code)
