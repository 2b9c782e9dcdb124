"""What an operator does beside the server: codes, releases, lists; it may run."""

from contextlib import closing
from pathlib import Path

from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.database.center_clock import now_of
from kiosk.center.database.clock_check import believe_clock
from kiosk.center.database.connecting import connect
from kiosk.center.events import open_faults
from kiosk.center.identity import break_glass_desk, registry, revoking
from kiosk.center.identity.authorities import Authorities
from kiosk.center.keys import key_service
from kiosk.center.records import card_items
from kiosk.center.server import alarms
from kiosk.center.services import eligibility_faces
from kiosk.center.upload import forks


def new_code(folder: Path, kiosk_id: str | None = None) -> str:
    """Make a one-time enrolment code; the server may be running meanwhile."""
    known = Authorities(folder)
    with closing(connect(folder)) as connection:
        now = now_of(connection)
        return registry.make_code(connection, known.leading(now), kiosk_id, now)


def break_glass(
    folder: Path, kiosk_id: str, challenge: str, by: str
) -> break_glass_desk.GivenCode:
    """Return a one-time code for what a machine shows; the server may be running.

    :raises UnknownMachine: when there is no such kiosk.
    :raises WrongChallenge: when the number cannot be this machine's.
    """
    keys = ActKeys(folder)
    with closing(connect(folder)) as connection:
        now = now_of(connection)
        return break_glass_desk.give_code(
            connection, keys, kiosk_id, challenge, by, now
        )


def release_pin(folder: Path, card_id: str) -> None:
    """Let the PIN of one card be replaced; the server may be running meanwhile.

    :raises Refusal: when nobody has this card.
    """
    with closing(connect(folder)) as connection:
        key_service.release_pin(connection, card_id, now_of(connection))


def learn_card(folder: Path, card_id: str) -> None:
    """Believe once what a card gives after its PIN; the server may be running.

    :raises Refusal: when nobody has this card.
    """
    with closing(connect(folder)) as connection:
        card_items.learn(connection, card_id, now_of(connection))


def allow_part(folder: Path, kiosk_id: str, part: str) -> None:
    """Write into the registry that a kiosk has a part; the server may be running."""
    with closing(connect(folder)) as connection:
        registry.allow_part(connection, kiosk_id, part)


def write_camera(folder: Path, kiosk_id: str, public: bytes) -> None:
    """Write down the key of a kiosk's camera module; the server may be running."""
    with closing(connect(folder)) as connection:
        eligibility_faces.write_module(connection, kiosk_id, public)


def revoke_kiosk(folder: Path, kiosk_id: str) -> bool:
    """End a kiosk at once; the server may be running meanwhile."""
    with closing(connect(folder)) as connection:
        return revoking.revoke(connection, kiosk_id, now_of(connection))


def all_alarms(folder: Path) -> list[alarms.Alarm]:
    """Return the kiosks that asked for too much, the newest first."""
    with closing(connect(folder)) as connection:
        return alarms.alarms(connection)


def all_open_faults(folder: Path) -> list[open_faults.OpenFault]:
    """Return every part that a kiosk says is broken, the newest first."""
    with closing(connect(folder)) as connection:
        return open_faults.open_faults(connection)


def all_forks(folder: Path) -> tuple[list[forks.Twin], list[forks.Fork]]:
    """Return who shares a name, and every history that was left."""
    with closing(connect(folder)) as connection:
        return forks.twins(connection), forks.forks(connection)


def settle_twin(folder: Path, kiosk_id: str) -> bool:
    """Let the refused machine of a name go on; the server may be running meanwhile."""
    with closing(connect(folder)) as connection:
        return forks.settle(connection, kiosk_id, now_of(connection))


def clock_is_right(folder: Path) -> None:
    """Let a center start whose clock was ahead once."""
    with closing(connect(folder)) as connection:
        believe_clock(connection, now_of(connection))
