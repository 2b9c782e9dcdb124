"""Takes the pictures of docs/desk/: `python -m` this module writes them anew.

From a real Chromium with the project's own fonts, over invented fleets of 1, 100 and
10,000 machines.
"""

import tempfile
from pathlib import Path

from PIL import Image

from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.entrance import desk_sessions
from tests.center.desk.chromium import chromium
from tests.center.desk.fleet_pages.rig_fleet import fleet_desk

OUT = Path(__file__).parents[4] / "docs" / "desk"
COLOURS = 160
SHOTS = {
    1: {"wall-1": ("/", 0), "machine": ("/machine/sl-00001", 0)},
    100: {
        "wall-100": ("/", 0),
        "machines": ("/machines", 900),
        "work": ("/work", 0),
        "refused": ("/work/refused", 0),
        "order": ("/order?act=stop&kiosk=sl-00007", 0),
        "order-hall": ("/order?act=restart&hall=示例市第一服务大厅", 0),
        "orders": ("/orders", 0),
        "figures": ("/figures", 0),
        "losses": ("/losses", 900),
    },
    10_000: {"wall-10000": ("/", 1700)},
}
"""For each fleet: a picture's name, its page and its height; 0: all of it."""


def main() -> None:
    """Take all of them."""
    OUT.mkdir(exist_ok=True)
    for machines, shots in SHOTS.items():
        with (
            tempfile.TemporaryDirectory() as folder,
            fleet_desk(Path(folder), machines, days=30) as desk,
            chromium() as web,
        ):
            own = desk.seated(DeskRole.OPERATOR, name="zhang.li")
            web.open(desk.url + "/login")
            web.cookie(desk_sessions.COOKIE, own.cookies[desk_sessions.COOKIE])
            for name, (path, height) in shots.items():
                file = OUT / f"{name}.png"
                web.size(1366, 768)
                web.open(desk.url + path)
                web.picture(file, height=height)
                small = Image.open(file).convert("RGB").quantize(COLOURS)
                small.save(file, optimize=True)


if __name__ == "__main__":
    main()
