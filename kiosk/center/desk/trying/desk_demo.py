"""`kiosk center desk --demo N`: the pages over machines that are invented.

A center of its own in a folder that goes at the end; nothing of a real one is touched.
"""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import update

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.desk.desk_keys import DeskKeys
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_serve import DeskOptions, serve_desk
from kiosk.center.desk.entrance import operators
from kiosk.center.fleet.fleet_state import SILENT_AFTER
from kiosk.center.fleet.fleet_tables import machine
from kiosk.center.fleet.invented.invented_fleet import invent_fleet
from kiosk.domain.secret import Password
from kiosk.settings.login.passwords import password_hash
from kiosk.settings.login.time_codes import STEP, code_at
from kiosk.settings.texts import Texts

NAME, PASSWORD = "demo", "invented-machines-only"
"""Of a desk that holds nothing of anybody."""


def demo_command(
    machines: int, host: str, port: int, names: list[str], texts: Texts
) -> int:
    """Serve a desk over so many machines until a signal."""
    with tempfile.TemporaryDirectory(prefix="kiosk-desk-demo-") as name:
        folder = Path(name)
        print(texts("desk__demo_begins", machines=machines), flush=True)
        secret = invented_center(folder, machines)

        def ready(real_port: int) -> None:
            told = {"name": NAME, "password": PASSWORD}
            address = f"https://{host}:{real_port}"
            print(texts("desk__demo_ready", address=address, **told), flush=True)

        with alive(folder, secret, texts):
            return serve_desk(folder, host, port, names, None, DeskOptions(), ready)


def invented_center(folder: Path, machines: int) -> bytes:
    """Make the center and the one account; return its app's secret."""
    now = time.time()
    keys = DeskKeys(folder)
    with closing(connect(folder)) as db:
        invent_fleet(db, machines, now)
        with transaction(db):
            hashed = password_hash(Password(PASSWORD))
            secret = operators.add(db, keys.sealed, NAME, DeskRole.ADMIN, hashed, now)
    assert secret is not None, "the database was empty"
    return secret


@contextmanager
def alive(folder: Path, secret: bytes, texts: Texts) -> Iterator[None]:
    """Let machines go on to be heard, and tell each code of the app, meanwhile."""
    over = threading.Event()

    def work() -> None:
        before = time.time()
        with closing(connect(folder)) as db:
            while True:
                own, now = machine.c, time.time()
                heard = update(machine).where(own.heard > now - SILENT_AFTER)
                with transaction(db):
                    db.execute(heard.values(heard=own.heard + now - before))
                before = now
                code = code_at(secret, int(now // STEP))
                print(texts("desk__demo_code", code=code), flush=True)
                if over.wait(STEP - now % STEP):
                    return

    teller = threading.Thread(target=work, name="desk-demo")
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()
