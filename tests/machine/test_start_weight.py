"""Before the first picture nothing is loaded that it does not need."""

import subprocess
import sys
from pathlib import Path

LATER = (
    *("asyncio", "ssl", "cryptography", "sqlite_utils", "serial", "smartcard"),
    *("httpx2", "PIL", "escpos", "qrcode", "fontTools", "secrets", "hashlib"),
    *("kiosk.devices.card", "kiosk.devices.virtual", "kiosk.sync.line", "kiosk.center"),
    *("kiosk.settings.state.store", "kiosk.session.staff.desk"),
    *("kiosk.screens.looks.look_table", "kiosk.session.loss", "kiosk.machine.demo"),
    "kiosk.machine.shell.technician",
)
"""Brought in by the session thread, or by another command."""
MOST = 365
"""Modules of all kinds, with Python's own and pygame's."""
FIRST = """
import sys
from kiosk.machine.shell import cli
cli._parser(runs=True).parse_args(["run", "--config", sys.argv[1]])
from kiosk.machine.start_check import check_all
from kiosk.machine.window_thread import WindowThread
from pathlib import Path
config, mistakes = check_all(Path(sys.argv[1]))
assert config is not None and not mistakes, mistakes
print(len(sys.modules), *(name for name in sys.argv[2:] if name in sys.modules))
"""


def test_the_store_and_the_devices_come_after_the_first_picture(tmp_path: Path) -> None:
    """With the shipped settings checked, as a start does it."""
    settings = tmp_path / "kiosk.toml"
    settings.write_text('[machine]\nid = "T-1"\nregion = "ningbo"\n', "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", FIRST, str(settings), *LATER],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    modules, *found = done.stdout.split()
    assert found == []
    assert int(modules) <= MOST
