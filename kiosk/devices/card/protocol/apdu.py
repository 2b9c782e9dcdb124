"""ISO 7816-4 commands, status words, and the loop that fetches late answers.

It knows bytes and status words only: no files, no PIN, no reader.
"""

from dataclasses import dataclass
from enum import IntEnum

from kiosk.devices.card.protocol.transport import CardUnreadable, Transport
from kiosk.domain.faults import DeviceError, Fault


class Ins(IntEnum):
    """The instruction bytes this kiosk sends or its virtual card knows."""

    VERIFY = 0x20
    RELOAD_PIN = 0x24
    CHANGE_PIN = 0x5E
    EXTERNAL_AUTHENTICATE = 0x82
    GET_CHALLENGE = 0x84
    INTERNAL_AUTHENTICATE = 0x88
    SELECT = 0xA4
    READ_BINARY = 0xB0
    READ_RECORD = 0xB2
    GET_RESPONSE = 0xC0
    UPDATE_BINARY = 0xD6
    UPDATE_RECORD = 0xDC
    PSAM_LOAD_KEY = 0xDE
    PSAM_ENVIRONMENT = 0xEC
    PSAM_CIPHER = 0xFA


class StatusWord(IntEnum):
    """The two status bytes of an answer, named as in LD/T 32.5."""

    OK = 0x9000
    MORE_DATA = 0x6100
    """The low byte says how many bytes wait for GET RESPONSE."""
    TRIES_LEFT = 0x63C0
    """The low nibble says how many tries are left."""
    MEMORY_FAILURE = 0x6581
    WRONG_LENGTH = 0x6700
    COMMAND_NOT_ACCEPTED = 0x6901
    WRONG_FILE_TYPE = 0x6981
    SECURITY_NOT_SATISFIED = 0x6982
    BLOCKED = 0x6983
    NO_CHALLENGE = 0x6984
    CONDITIONS_NOT_SATISFIED = 0x6985
    NO_CURRENT_FILE = 0x6986
    MESSAGING_DATA_MISSING = 0x6987
    MESSAGING_DATA_WRONG = 0x6988
    WRONG_DATA = 0x6A80
    NOT_SUPPORTED = 0x6A81
    FILE_NOT_FOUND = 0x6A82
    RECORD_NOT_FOUND = 0x6A83
    NO_SPACE = 0x6A84
    TLV_INCONSISTENT = 0x6A85
    WRONG_P1_P2 = 0x6A86
    KEY_NOT_FOUND = 0x6A88
    OFFSET_OUTSIDE = 0x6B00
    WRONG_LE = 0x6C00
    """The low byte says the right Le."""
    INS_UNKNOWN = 0x6D00
    CLA_UNKNOWN = 0x6E00
    FAILURE = 0x6F00
    WRONG_MAC = 0x9302
    APPLICATION_BLOCKED = 0x9303
    BALANCE_TOO_LOW = 0x9401
    COUNTER_AT_END = 0x9402
    KEY_INDEX_UNKNOWN = 0x9403
    NO_MAC = 0x9406


@dataclass(frozen=True, slots=True)
class Response:
    """An answer taken apart; `repr` shows the status word and no data."""

    data: bytes
    sw: int

    @property
    def ok(self) -> bool:
        """Say whether the command was carried out."""
        return self.sw == StatusWord.OK

    def __repr__(self) -> str:
        return f"Response({len(self.data)} bytes, sw={self.sw:04X})"


class CommandError(DeviceError):
    """The card refused a command; the text holds the status word, never data."""

    fault = Fault.CARD_UNREADABLE

    def __init__(self, ins: Ins, sw: int, fault: Fault | None = None) -> None:
        super().__init__(f"{ins.name}: status word {sw:04X}", fault)
        self.ins = ins
        self.sw = sw


def build(
    ins: Ins,
    p1: int = 0,
    p2: int = 0,
    data: bytes = b"",
    le: int | None = None,
    cla: int = 0x00,
) -> bytes:
    """Build a command of any of the four cases, with short lengths.

    T=0 cannot carry data and Le together (case 4), and some of its readers stumble
    over the extra byte: the transport takes it off there, see `without_le`.
    """
    head = bytes((cla, ins, p1, p2))
    if data:
        head += bytes((len(data),)) + data
    return head if le is None else head + bytes((le & 0xFF,))


def without_le(command: bytes) -> bytes:
    """Return a command as T=0 carries it: data without the Le behind it.

    The card then says 61xx and GET RESPONSE fetches the answer.
    """
    return command[:-1] if len(command) > 5 and _has_le(command) else command


def _has_le(command: bytes) -> bool:
    """Say whether a short command ends with Le: case 2 or 4."""
    return len(command) == 5 or (len(command) > 5 and len(command) == command[4] + 6)


def attempts_remaining(sw: int) -> int | None:
    """Return the tries left as a status word says them, or None when it does not."""
    if sw == StatusWord.BLOCKED:
        return 0
    return sw & 0x0F if sw & 0xFFF0 == StatusWord.TRIES_LEFT else None


def is_status_word(sw: int) -> bool:
    """Say whether ISO 7816-4 knows the class of this word: 61..6F or 90..9F."""
    return 0x61 <= sw >> 8 <= 0x6F or 0x90 <= sw >> 8 <= 0x9F


class CommandProcessor:
    """Sends commands and follows 61xx and 6Cxx, so that callers never see them."""

    MAX_PARTS = 32
    """More GET RESPONSE rounds than any file of this card needs."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(self, command: bytes) -> Response:
        """Send one command and return its whole answer.

        :raises CardUnreadable: when the answer is no answer or never ends.
        """
        response = self._with_right_le(command)
        data = response.data
        for _ in range(self.MAX_PARTS):
            if response.sw & 0xFF00 != StatusWord.MORE_DATA:
                return Response(data, response.sw)
            more = build(Ins.GET_RESPONSE, le=response.sw & 0xFF)
            response = self._with_right_le(more)
            data += response.data
        raise CardUnreadable("The card's answer never ends.")

    def _with_right_le(self, command: bytes) -> Response:
        """Send a command and, on 6Cxx, once more with the Le the card asks for."""
        response = self._exchange(command)
        if response.sw & 0xFF00 == StatusWord.WRONG_LE and _has_le(command):
            response = self._exchange(command[:-1] + bytes((response.sw & 0xFF,)))
        return response

    def _exchange(self, command: bytes) -> Response:
        answer = self._transport.transmit(command)
        if len(answer) < 2:
            raise CardUnreadable("The card's answer has no status word.")
        return Response(answer[:-2], int.from_bytes(answer[-2:], "big"))
