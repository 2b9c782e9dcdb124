"""`kiosk.toml` as typed values: a class for each table.

Reading is strict: an unknown key, a wrong type or a value out of range is one
sentence that says file, place and what is allowed; a pattern's description names its
words (`allowed__form__...`). Nothing here acts on a value.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from kiosk.domain.region.geography import (
    Coordinates,
    Datum,
    Degrees,
    coordinate_fault,
    coordinates,
)
from kiosk.domain.toml_table import TomlTable

Seconds = Annotated[float, msgspec.Meta(gt=0, le=3600)]
Patience = Annotated[float, msgspec.Meta(ge=15, le=3600)]
"""Seconds that a person may take: with fewer nobody gets a number typed."""
Millimetres = Annotated[float, msgspec.Meta(ge=50, le=2000)]
Pixels = Annotated[int, msgspec.Meta(ge=320, le=8192)]
Notice = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Word = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[A-Za-z0-9_-]{1,32}$(?!\n)",
        description="word",
    ),
]
TimeOfDay = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$(?!\n)", description="time_of_day"
    ),
]
Hours = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^((([01][0-9]|2[0-3]):[0-5][0-9])-"
        r"(([01][0-9]|2[0-3]):[0-5][0-9]))?$(?!\n)",
        description="hours",
    ),
]
Https = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(https://[^ ]+)?$(?!\n)",
        description="https",
    ),
]
Folder = Annotated[
    str,
    msgspec.Meta(pattern=r"^[^\x00-\x1f]+\Z", description="folder"),
]
PlaceName = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
        r"{0,30}\Z",
        description="place_name",
    ),
]
"""So many letters as the screen's keyboard takes, all of them seen."""


DEFAULT_ZONE = "Asia/Shanghai"


class MachineSettings(TomlTable, frozen=True, kw_only=True):
    """Which machine this is and where it stands."""

    id: Word
    mode: Literal["kiosk", "demo"] = "kiosk"
    region: Word
    site: Literal["hall", "hospital"] = "hall"
    place: PlaceName = ""
    """The name of the hall, printed on receipts."""
    latitude: Degrees = 0.0
    """Where the machine stands, in degrees; 0 with `longitude` 0: it is not known."""
    longitude: Degrees = 0.0
    datum: Datum = "gcj02"
    """How these two were read: from a map of China, or from satellites."""
    state: Folder = "/var/lib/kiosk"
    """The folder for the store, the keys and the certificate."""
    zone: str = DEFAULT_ZONE
    """The time zone of pages and paper, whatever the system's own one is."""
    notices: Annotated[tuple[Notice, ...], msgspec.Meta(max_length=8)] = ()
    """What the hall wants to say on the idle page, one after the other."""

    def coordinates(self) -> Coordinates | None:
        """Return where the machine stands; None when nobody said it."""
        if coordinate_fault(self.latitude, self.longitude):
            return None
        return coordinates(self.latitude, self.longitude, self.datum)


class PanelSettings(TomlTable, frozen=True):
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
    dim_from: TimeOfDay = ""
    """When the idle page begins to be darker, as 21:30; empty: never."""
    dim_to: TimeOfDay = ""
    """When that ends; only while the time is believed."""
    dim_percent: Annotated[int, msgspec.Meta(ge=20, le=100)] = 60
    """How bright it is then; the backlight does it, else a veil over the picture."""
    blank_minutes: Annotated[int, msgspec.Meta(ge=0, le=1440)] = 0
    """After so long without anybody the idle page is black until a touch or a card."""
    shift_minutes: Annotated[int, msgspec.Meta(ge=0, le=60)] = 5
    """So often the idle page moves by a hair, so that nothing burns in; 0: never."""
    """The PIN's digits stand in another order each time, but never for who listens."""


class ReaderSettings(TomlTable, frozen=True):
    """The card reader."""

    name: str = ""
    """The head of the PC/SC reader's name; empty takes the only one there is."""
    contactless: str = ""
    """The head of the second reader's name, the antenna's; empty: there is none."""
    deadline: Seconds = 8.0
    """How long a card command may take before the reader counts as stuck."""


class PrinterSettings(TomlTable, frozen=True):
    """The serial line and which printer hangs on it."""

    port: str = ""
    """The device file; empty means that this machine has no printer."""
    profile: Word = "generic-80mm"
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 115200
    handshake: Literal["none", "rtscts"] = "none"
    roll_m: Annotated[float, msgspec.Meta(ge=0, le=500)] = 0.0
    """Metres on a new roll, to say how much is left; 0: nobody measured it."""


class CenterSettings(TomlTable, frozen=True):
    """The city's center; an empty url means that this kiosk works alone."""

    url: Https = ""
    timeout: Seconds = 10.0
    """How long a person waits for an answer before an honest page."""
    public_url: Annotated[
        Https,
        msgspec.Meta(max_length=48, description="short_https"),
    ] = ""
    """Where people's own phones reach the center's check of receipts, put before the
    code on a receipt; short, since it must fit into the code. Empty: code alone."""


class TimeLimits(TomlTable, frozen=True):
    """How long a person may take, in seconds."""

    idle: Patience = 60.0
    idle_reading: Patience = 90.0
    idle_pin: Patience = 30.0
    idle_answer: Seconds = 30.0
    """How long the warning waits for "I am still here"."""
    message: Seconds = 20.0
    """How long a page that only informs stays without a touch."""
    card_query: Seconds = 3.0
    """How long the first question about the card's state may take."""


class VoiceSettings(TomlTable, frozen=True):
    """What is spoken, to whom."""

    clips: str = ""
    """A folder of recordings by language; empty takes the shipped one."""
    volume: Annotated[int, msgspec.Meta(ge=1, le=5)] = 3
    """The step at which every visit begins."""
    headphones: Literal["never", "always", "jack"] = "never"
    """Whether there are some, for private values; "jack" asks the machine."""
    jack: str = ""
    """The head of the jack's name, when there are several."""


class StorageSettings(TomlTable, frozen=True):
    """Limits of the kiosk's own disk."""

    low_water_mb: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 64
    """Below this much free room the kiosk starts no visit."""
    keep_days: Annotated[int, msgspec.Meta(ge=180, le=36500)] = 180


class UpdateSettings(TomlTable, frozen=True):
    """When an update that was taken is installed."""

    hours: Hours = "02:00-05:00"
    """Local hours, which may pass midnight; empty: only when a technician says so."""


class MaintenanceSettings(TomlTable, frozen=True):
    """The technician's door."""

    hold: Annotated[float, msgspec.Meta(ge=0.5, le=30)] = 5.0
    """How long the hidden corner is held, in seconds."""
    idle: Seconds = 300.0
    limit: Seconds = 1800.0
    """How long one visit of a technician may last at all."""


class LogSettings(TomlTable, frozen=True):
    """What goes to standard error, which systemd's journal keeps."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class KeySettings(TomlTable, frozen=True):
    """Who uses the issuer's keys for this kiosk; without anybody it works too."""

    psam: str = ""
    """The head of the name of the reader that the PSAM is in; empty: there is none."""
    levels: tuple[Literal["province", "region", "card", "card_id"], ...] = (
        *("province", "region", "card"),
    )
    """The factors between the PSAM's keys and those of a card, from the top."""
    center: bool = False
    """The center has a key service."""


class IdCardSettings(TomlTable, frozen=True):
    """The reader for residents' ID cards, for who comes without the card."""

    kind: Literal["", "virtual"] = ""
    """Which reader it is; empty: there is none. "virtual" only in the demo."""
    socket: str = ""
    """Where the simulated one listens; the demo's surroundings bring their own."""


class CameraSettings(TomlTable, frozen=True):
    """The certified camera module, which says whether a person is the card's holder."""

    kind: Literal["", "virtual"] = ""
    """Which module it is; empty: there is none. "virtual" only in the demo."""
    socket: str = ""
    """Where the simulated one listens; the demo's surroundings bring their own."""


class DemoSettings(TomlTable, frozen=True):
    """Only with `machine.mode = "demo"`."""

    surroundings: bool = True
    """Start the virtual card, printer and center beside the kiosk."""


class KioskConfig(TomlTable, frozen=True):
    """The whole of `kiosk.toml`."""

    machine: MachineSettings
    panel: PanelSettings = PanelSettings()
    reader: ReaderSettings = ReaderSettings()
    printer: PrinterSettings = PrinterSettings()
    center: CenterSettings = CenterSettings()
    times: TimeLimits = TimeLimits()
    voice: VoiceSettings = VoiceSettings()
    storage: StorageSettings = StorageSettings()
    maintenance: MaintenanceSettings = MaintenanceSettings()
    update: UpdateSettings = UpdateSettings()
    log: LogSettings = LogSettings()
    demo: DemoSettings = DemoSettings()
    keys: KeySettings = KeySettings()
    idcard: IdCardSettings = IdCardSettings()
    camera: CameraSettings = CameraSettings()

    @property
    def state(self) -> Path:
        """Return the folder for everything that must survive."""
        return Path(self.machine.state)
