"""The guided set-up of an empty machine, by touch, with a stick for its settings."""

import subprocess
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from kiosk.settings.programs import program
from tests.booted.hall import KIOSK, REGION
from tests.booted.machine import CENTER_IN_GUEST
from tests.booted.seer import UNMEASURED, key_of, label
from tests.booted.stand import NotSeen, Stand
from tests.booted.stick import make_stick, plug_in, pull_out

SETTINGS = """
[setup]
code = "{code}"
[machine]
id = "{kiosk}"
region = "{region}"
place = "样例大厅"
[panel]
width_mm = 344.0
height_mm = 201.0
slot_side = "right"
[center]
url = "https://{center}:8443"
"""
NUMBER, PASSWORD = "7301", "huanying24x"
KEYBOARD = "keyboard-first_code"


def set_up(stand: Stand, folder: Path) -> None:
    """Answer every question once; printer and reader are found by the machine."""
    _take_stick(stand, folder / "stick.img")
    stand.touch("tool-first_panel", "first_keep")
    stand.touch("tool-first_reach", "item-right")
    _choose(stand, "中间")
    _choose(stand, "Gemalto Gemplus USB")
    stand.touch("tool-first_printer", "first_take")
    stand.keep("printer-found")
    _choose(stand, "80 mm")
    stand.touch("tool-first_region", f"item-{REGION}")
    stand.touch("tool-first_machine", "first_next")
    # The code of the stick is tried by itself; its success offers to go on.
    stand.see("tool-first_center")
    stand.wait(label("继续", main=True), "enrolled")
    stand.keep("enrolled")
    _go_on(stand)
    _make_account(stand)
    _prove(stand)
    stand.touch("tool-first_summary", "first_write")
    stand.see("attract")
    pull_out(stand.machine)


def _take_stick(stand: Stand, image: Path) -> None:
    values = {"code": stand.hall.new_code(), "kiosk": KIOSK, "region": REGION}
    text = SETTINGS.format(**values, center=CENTER_IN_GUEST)
    make_stick(image, {"kiosk-setup.toml": text}, [])
    plug_in(stand.machine, image)
    stand.until(
        lambda: "kiosk-stick" in stand.machine.shell("mount"), "the stick is mounted"
    )
    # The page looks for it every second.
    time.sleep(6)
    stand.keep("first-start")
    language = key_of("tool-first_language", "item-zh-CN", UNMEASURED)
    stand.at(*stand.wait(language, "the first page"))
    take = key_of("tool-first_stick", "first_take", UNMEASURED)
    stand.at(*stand.wait(take, "the stick's settings"))
    stand.keep("stick-taken")


def _choose(stand: Stand, words: str) -> None:
    stand.at(*stand.wait(label(words), words))


def _go_on(stand: Stand) -> None:
    stand.at(*stand.wait(label("继续", main=True), "the key to go on"))


def _make_account(stand: Stand) -> None:
    stand.at(*stand.wait(label("建立账号", main=True), "the first account"))
    for words in (NUMBER, PASSWORD, PASSWORD):
        type_words(stand, words)
    stand.see("tool-first_secret")
    stand.keep("secret")
    stand.secret = _read_code(stand.out / "now.png")
    stand.touch("tool-first_secret", "first_noted")
    _go_on(stand)


def type_words(stand: Stand, words: str) -> None:
    """Type on the keyboard and confirm."""
    time.sleep(2)
    keys: dict[str, tuple[int, int]] = {}
    before = ""
    for letter in words:
        if letter not in keys:
            key = key_of(KEYBOARD, f"key-{letter}")
            keys[letter] = stand.wait(key, f"the key {letter}")
        if letter == before:
            # Drawn so slowly, two touches would be taken for one that bounces.
            time.sleep(1.5)
        stand.at(*keys[letter])
        before = letter
    time.sleep(1.5)
    stand.at(*stand.wait(key_of(KEYBOARD, "ok"), "the key to confirm"))


def _read_code(picture: Path) -> str:
    """Read the QR code with a telephone's eye, and return the secret in it.

    :raises NotSeen: when it cannot be read.
    """
    command = [program("zbarimg"), "--raw", "--quiet", str(picture)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    secret = parse_qs(urlsplit(done.stdout.strip()).query).get("secret")
    if not secret:
        raise NotSeen("the secret's QR code cannot be read")
    return secret[0]


def _prove(stand: Stand) -> None:
    """Read a card and print a slip, and take both."""
    _choose(stand, "读一张卡")
    stand.see("tool-first_card")
    stand.machine.slot.insert(stand.hall.card("wang-xiulan"))
    time.sleep(3)
    before = len(stand.hall.printer.receipts)
    _choose(stand, "打印一张凭条")
    stand.until(
        lambda: len(stand.hall.printer.receipts) > before, "a slip is printed", 90
    )
    stand.machine.slot.remove()
    stand.keep("proved")
    _go_on(stand)
