"""Visitors at a running kiosk, and what goes wrong while they stand there.

They touch by name through the control socket and know pages only by what is shown, as
people do. Every fault is put right again before the next visitor comes.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.machine.demo.scripted_person import Unexpected, Walk
from tests.rig import Stage, pin_of, wait_for

PEOPLE = ("wang-xiulan", "zhou-yuzhen", "gao-xinyu", "li-guoqiang")
"""Each with records of every kind; the one after is always another one."""
PAUSE = 1.2
"""Seconds a person thinks between two touches, on the average."""
SERVICES = {
    "contributions": ("contributions", "pension", "contributions"),
    "person": ("personal", "person", "person"),
    "medical_account": ("health", "medical_account", "medical_account"),
    "visits": ("health", "visits", "visits"),
}
"""The way to a page of records: a menu, a service in it, the page."""
PRINTS = 0.3
"""The share of visitors without a fault who print."""


@dataclass
class Hall:
    """A kiosk among its surroundings, with the chance that decides everything."""

    walk: Walk
    stage: Stage
    chance: random.Random
    speed: float
    touches: list[float] = field(default_factory=list)
    """Seconds from a touch to the page that it leads to, without card or center."""

    def think(self) -> None:
        """Let a person think, so much faster than a real one."""
        time.sleep(self.chance.expovariate(self.speed / PAUSE))

    def tap(self, button: str) -> None:
        """Think and touch."""
        self.think()
        self.walk.tap(button)

    def enter(self, person: str) -> None:
        """Put a card in and type its PIN."""
        self.stage.ask(do="card", insert=person)
        self.walk.until("pin")
        self.think()
        self.walk.type_pin(pin_of(person))
        self.walk.until("home")

    def look(self) -> None:
        """Look at one page of records."""
        menu, service, page = SERVICES[self.chance.choice(list(SERVICES))]
        self.think()
        began = time.perf_counter()
        self.walk.tap(f"service-{menu}")
        while self.walk.ask(do="describe")["page"] != "menu":
            if time.perf_counter() - began > 20:
                raise Unexpected("no menu")
            time.sleep(0.001)
        self.touches.append(time.perf_counter() - began)
        self.tap(f"service-{service}")
        self.walk.until(page)

    def home(self) -> None:
        """Go back from a page of records."""
        for page in ("menu", "home"):
            self.tap("back")
            self.walk.until(page)

    def leave(self) -> None:
        """Finish and take the card."""
        self.tap("finish")
        self.walk.until("take_card")
        self.stage.ask(do="card", remove=True)
        self.walk.until("attract")

    def printer_is(self, fault: str | None) -> None:
        """Wait until the kiosk knows how the printer is."""
        wait_for(
            lambda: self.walk.ask(do="status")["devices"]["printer"]["fault"] == fault,
            f"the printer is not {fault}",
        )


def plain(hall: Hall, person: str) -> None:
    """Look at one or two things, print now and then, and finish."""
    hall.enter(person)
    hall.look()
    if hall.chance.random() < PRINTS:
        hall.walk.print_paper()
        hall.tap("ok")
    if hall.chance.random() < 0.5:
        hall.home()
        hall.look()
    hall.leave()


def card_pulled(hall: Hall, person: str) -> None:
    """Pull the card out at any of four moments."""
    moment = hall.chance.randrange(4)
    hall.stage.ask(do="card", insert=person)
    if moment > 0:
        hall.walk.until("pin")
    if moment > 1:
        hall.walk.type_pin(pin_of(person))
        hall.walk.until("home")
    if moment > 2:
        hall.look()
    time.sleep(hall.chance.uniform(0.1, 0.5))
    hall.stage.ask(do="card", remove=True)
    hall.walk.until("attract")


def paper_out(hall: Hall, person: str) -> None:
    """Want a paper that cannot come."""
    hall.stage.ask(do="printer", paper="out")
    hall.printer_is("P02")
    hall.enter(person)
    hall.look()
    hall.tap("print")
    hall.walk.until("printed")
    hall.tap("ok")
    hall.leave()


def center_away(hall: Hall, person: str) -> None:
    """Ask a center that does not answer, and give up."""
    mode = hall.chance.choice(["refuse", "cut", "hang"])
    hall.stage.ask(do="center", mode=mode)
    hall.enter(person)
    hall.walk.choose("contributions", "pension")
    hall.walk.until("center_away")
    hall.stage.ask(do="card", remove=True)
    hall.walk.until("attract")


def wrong_pin(hall: Hall, person: str) -> None:
    """Mistype once; the right PIN sets the card's counter back."""
    hall.stage.ask(do="card", insert=person)
    serial = hall.walk.until("pin")["serial"]
    right = pin_of(person)
    hall.walk.type_pin(f"{(int(right) + 1) % 10**6:06d}")
    wait_for(
        lambda: (
            (seen := hall.walk.ask(do="describe"))["page"] == "pin"
            and seen["serial"] != serial
        ),
        "the wrong PIN was not refused",
    )
    hall.walk.type_pin(right)
    hall.walk.until("home")
    hall.leave()


def idle(hall: Hall, person: str) -> None:
    """Go away and leave the card with a page open."""
    hall.enter(person)
    hall.look()
    waited = 0
    while (page := hall.walk.ask(do="describe")["page"]) != "take_card":
        hall.walk.ask(do="clock", forward=1 if page == "still_there" else 10)
        waited += 1
        if waited > 400:
            raise Unexpected("nobody was missed")
        time.sleep(0.01)
    hall.stage.ask(do="card", remove=True)
    hall.walk.until("attract")


def power_cycle(hall: Hall, person: str) -> None:
    """Let the printer lose its power in the middle of a paper."""
    hall.enter(person)
    hall.look()
    hall.walk.tap("print")
    hall.walk.until("preview")
    hall.walk.tap("print")
    time.sleep(hall.chance.uniform(0.1, 1.5))
    hall.stage.ask(do="printer", power_dip=0.2)
    hall.walk.until("printed")
    hall.stage.ask(do="card", remove=True)
    hall.walk.until("attract")


def clock_step(hall: Hall, person: str) -> None:
    """Visit a machine whose wall clock jumps."""
    wall = hall.chance.choice(["1970-01-01T00:00:00", "2039-12-31T23:59:00", "now+1h"])
    if wall == "now+1h":
        wall = time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(time.time() + 3600))
    hall.enter(person)
    hall.walk.ask(do="clock", wall=wall)
    hall.look()
    hall.leave()


FAULTS: dict[str, Callable[[Hall, str], None]] = {
    "card_pulled": card_pulled,
    "paper_out": paper_out,
    "center_away": center_away,
    "wrong_pin": wrong_pin,
    "idle": idle,
    "power_cycle": power_cycle,
    "clock_step": clock_step,
}


def put_right(hall: Hall) -> None:
    """Mend everything, whatever happened, and wait until somebody can be served."""
    hall.stage.reset()
    now = time.strftime("%Y-%m-%dT%H:%M:%S")
    hall.walk.ask(do="clock", wall=now)
    hall.walk.until("attract")
    hall.printer_is(None)
