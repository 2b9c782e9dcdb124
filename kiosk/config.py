"""`kiosk.toml`, the region profile and the printer profile as typed values.

Reading is strict: an unknown key, a wrong type or a value out of range is one
sentence that says file, place and what is allowed. Nothing here acts on a value.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from kiosk.mistakes import mistakes
from kiosk.resources import shipped_config

T = TypeVar("T")
Seconds = Annotated[float, msgspec.Meta(gt=0, le=3600)]
Millimetres = Annotated[float, msgspec.Meta(ge=50, le=2000)]
Pixels = Annotated[int, msgspec.Meta(ge=320, le=8192)]
Notice = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Word = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[A-Za-z0-9_-]{1,32}$(?!\n)",
        description="1 to 32 letters, digits, - or _",
    ),
]
Https = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(https://[^ ]+)?$(?!\n)",
        description="an address that begins with https:// and has no space, or nothing",
    ),
]
Folder = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[^\x00-\x1f]+\Z", description="a folder's path, in one line"
    ),
]


DEFAULT_ZONE = "Asia/Shanghai"


class ConfigError(Exception):
    """Settings cannot be used; the text is the sentence to show, or several of them."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__(" ".join(mistakes))
        self.mistakes = mistakes


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of every table of a configuration file."""


class Machine(Table, frozen=True, kw_only=True):
    """Which machine this is and where it stands."""

    id: Word
    mode: Literal["kiosk", "demo"] = "kiosk"
    region: Word
    site: Literal["hall", "hospital"] = "hall"
    place: str = ""
    """The name of the hall, printed on receipts."""
    state: Folder = "/var/lib/kiosk"
    """The folder for the store, the keys and the certificate."""
    zone: str = DEFAULT_ZONE
    """The time zone of pages and paper, whatever the system's own one is."""
    notices: Annotated[tuple[Notice, ...], msgspec.Meta(max_length=8)] = ()
    """What the hall wants to say on the idle page, one after the other."""


class Panel(Table, frozen=True):
    """The touch panel as measured: pixels and the visible size."""

    width_px: Pixels = 1080
    height_px: Pixels = 1920
    width_mm: Millimetres = 268.0
    height_mm: Millimetres = 476.0
    video: Literal["auto", "x11", "wayland", "kmsdrm", "dummy"] = "auto"
    scale: Annotated[float, msgspec.Meta(ge=0.1, le=1)] = 1.0
    """The window's size against the panel's, for a developer's smaller screen."""
    repeat: Annotated[float, msgspec.Meta(ge=0, le=2)] = 0.08
    """A second touch of the same key within so many seconds is the same touch."""
    mask_private: bool = True
    """Numbers, amounts and diagnoses are dots until they are touched."""
    slot_side: Literal["", "left", "right", "above", "below"] = ""
    """On which side of the panel the card's slot is; empty: no page says where."""
    slot_place: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.5
    """How far along that side, from the top or from the left."""
    shuffle_keypad: bool = False
    """The PIN's digits stand in another order each time, but never for who listens."""


class Reader(Table, frozen=True):
    """The card reader."""

    name: str = ""
    """The head of the PC/SC reader's name; empty takes the only one there is."""
    contactless: str = ""
    """The head of the second reader's name, the antenna's; empty: there is none."""
    deadline: Seconds = 8.0
    """How long a card command may take before the reader counts as stuck."""


class PrinterPort(Table, frozen=True):
    """The serial line and which printer hangs on it."""

    port: str = ""
    """The device file; empty means that this machine has no printer."""
    profile: Word = "generic-80mm"
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 115200
    handshake: Literal["none", "rtscts"] = "none"


class Center(Table, frozen=True):
    """The city's center; an empty url means that this kiosk works alone."""

    url: Https = ""
    timeout: Seconds = 10.0
    """How long a person waits for an answer before an honest page."""
    public_url: Annotated[
        Https,
        msgspec.Meta(
            max_length=48, description="an https:// address of up to 48 characters"
        ),
    ] = ""
    """Where people's own phones reach the center's check of receipts, put before the
    code on a receipt; short, since it must fit into the code. Empty: code alone."""


class Times(Table, frozen=True):
    """How long a person may take, in seconds."""

    idle: Seconds = 60.0
    idle_reading: Seconds = 90.0
    idle_pin: Seconds = 30.0
    idle_answer: Seconds = 30.0
    """How long the warning waits for "I am still here"."""
    message: Seconds = 20.0
    """How long a page that only informs stays without a touch."""
    card_query: Seconds = 3.0
    """How long the first question about the card's state may take."""


class Voice(Table, frozen=True):
    """What is spoken, to whom."""

    clips: str = ""
    """A folder of recordings by language; empty takes the shipped one."""
    volume: Annotated[int, msgspec.Meta(ge=1, le=5)] = 3
    """The step at which every visit begins."""
    headphones: Literal["never", "always", "jack"] = "never"
    """Whether there are some, for private values; "jack" asks the machine."""
    jack: str = ""
    """The head of the jack's name, when there are several."""


class Storage(Table, frozen=True):
    """Limits of the kiosk's own disk."""

    low_water_mb: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 64
    """Below this much free room the kiosk starts no visit."""
    keep_days: Annotated[int, msgspec.Meta(ge=180, le=36500)] = 180


class Maintenance(Table, frozen=True):
    """The technician's door."""

    password_hash: str = ""
    """From `kiosk maintenance password`; empty keeps the door shut."""
    hold: Annotated[float, msgspec.Meta(ge=0.5, le=30)] = 5.0
    """How long the hidden corner is held, in seconds."""
    idle: Seconds = 300.0


class Log(Table, frozen=True):
    """What goes to standard error, which systemd's journal keeps."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class Keys(Table, frozen=True):
    """Who uses the issuer's keys for this kiosk; without anybody it works too."""

    psam: str = ""
    """The head of the name of the reader that the PSAM is in; empty: there is none."""
    levels: tuple[Literal["province", "region", "card", "card_id"], ...] = (
        *("province", "region", "card"),
    )
    """The factors between the PSAM's keys and those of a card, from the top."""
    center: bool = False
    """The center has a key service."""


class IdCardPort(Table, frozen=True):
    """The reader for residents' ID cards, for who comes without the card."""

    kind: Literal["", "virtual"] = ""
    """Which reader it is; empty: there is none. "virtual" only in the demo."""
    socket: str = ""
    """Where the simulated one listens; the demo's surroundings bring their own."""


class Demo(Table, frozen=True):
    """Only with `machine.mode = "demo"`."""

    surroundings: bool = True
    """Start the virtual card, printer and center beside the kiosk."""


class KioskConfig(Table, frozen=True):
    """The whole of `kiosk.toml`."""

    machine: Machine
    panel: Panel = Panel()
    reader: Reader = Reader()
    printer: PrinterPort = PrinterPort()
    center: Center = Center()
    times: Times = Times()
    voice: Voice = Voice()
    storage: Storage = Storage()
    maintenance: Maintenance = Maintenance()
    log: Log = Log()
    demo: Demo = Demo()
    keys: Keys = Keys()
    idcard: IdCardPort = IdCardPort()

    @property
    def state(self) -> Path:
        """Return the folder for everything that must survive."""
        return Path(self.machine.state)


def decode_toml(path: Path, kind: type[T]) -> T:
    """Read one TOML file strictly into `kind`.

    :raises ConfigError: when the file is missing, no TOML, or does not fit.
    """
    try:
        raw = path.read_bytes()
        data = tomllib.loads(raw.decode("utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: there is no such file.") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not TOML: {error}.") from error
    try:
        value = msgspec.convert(data, kind, strict=True)
        # A number that is none passes every limit of a range.
        if b"nan" not in raw and b"inf" not in raw:
            return value
    except msgspec.ValidationError:
        value = None
    if found := [f"{path}: {mistake}" for mistake in mistakes(data, kind)]:
        raise ConfigError(*found)
    assert value is not None, "what does not fit has a sentence"
    return value


def load_config(path: Path) -> KioskConfig:
    """Read `kiosk.toml` and check what one table cannot check alone.

    :raises ConfigError: when the file or a file it names cannot be used.
    """
    config = decode_toml(path, KioskConfig)
    if found := [f"{path}: {mistake}" for mistake in _contradictions(config, path)]:
        raise ConfigError(*found)
    return config


def _contradictions(config: KioskConfig, path: Path) -> Iterator[str]:
    """Yield what two tables say against each other, or what they name in vain."""
    embedded = config.machine.mode == "demo" and config.demo.surroundings
    if embedded and (config.printer.port or config.center.url):
        yield (
            "demo.surroundings: brings its own printer and center; set it to false to "
            "name printer.port or center.url."
        )
    if config.idcard.kind == "virtual" and config.machine.mode != "demo":
        yield 'idcard.kind: "virtual" is for machine.mode = "demo" only.'
    if config.keys.psam and not (embedded or config.reader.name):
        yield "keys.psam: name the people's reader too, in reader.name."
    for key, url in (
        ("center.url", config.center.url),
        ("center.public_url", config.center.public_url),
    ):
        if url and not _is_address(url):
            yield f"{key}: {url!r} is no address; write https://HOST or https://HOST:PORT."
    if not _is_zone(config.machine.zone):
        yield (
            f"machine.zone: there is no time zone {config.machine.zone!r} here; write "
            "one such as Asia/Shanghai, and install tzdata when that is missing."
        )
    hashed = config.maintenance.password_hash
    if hashed and not hashed.startswith("$argon2id$"):
        yield (
            "maintenance.password_hash: must be what `kiosk maintenance password` "
            "prints, or nothing."
        )
    if config.voice.clips and not Path(config.voice.clips).is_dir():
        yield f"voice.clips: there is no folder {config.voice.clips}."
    for folder, name, key in (
        ("regions", config.machine.region, "machine.region"),
        ("printers", config.printer.profile, "printer.profile"),
    ):
        if not profile_path(path, folder, name).is_file():
            yield (
                f"{key}: there is no profile {name!r}; allowed: "
                f"{', '.join(profile_names(path, folder))}."
            )


def _is_address(url: str) -> bool:
    """Tell whether a host, and a port if there is one, can be read from an address."""
    if not url.isprintable():
        return False
    try:
        found = urlsplit(url)
        return bool(found.hostname) and found.port != 0
    except ValueError:
        return False


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def profile_path(config_path: Path, folder: str, name: str) -> Path:
    """Return a profile's file: beside `kiosk.toml` first, then the shipped one."""
    own = config_path.parent / folder / f"{name}.toml"
    return own if own.is_file() else shipped_config(folder, f"{name}.toml")


def profile_names(config_path: Path, folder: str) -> list[str]:
    """Return the names of all profiles of one folder, own and shipped."""
    folders = [config_path.parent / folder, shipped_config(folder)]
    return sorted({p.stem for place in folders for p in place.glob("*.toml")})
