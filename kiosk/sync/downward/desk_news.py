"""When the desk last answered a pulse: written by who sends them, read by pages."""

from dataclasses import dataclass, field

from kiosk.sync.line.backoff import UploadState


@dataclass
class DeskNews:
    """How the newest pulses went; belongs to the session thread."""

    state: UploadState = field(default_factory=UploadState)
