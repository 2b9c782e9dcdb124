"""The first steps: the language, how large the panel is, where the card's slot is."""

from kiosk.session.first_start.setting_facts import PLACES
from kiosk.session.first_start.setup_desk import IDLE, SetupDesk
from kiosk.session.first_start.stick_offer import StickWatch, offer_stick
from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.record import Word
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    Saying,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.parts.screen_pages import RulerPage
from kiosk.settings.texts import languages, load_texts

REAL_MM = {"bank_card": 85.6, "ruler": 100.0}
"""What the bar is held against: a bank card's long edge (ISO/IEC 7810), or a ruler."""
LEAST_BAR = 40
COARSE = 0.06
LEAST_MM, MOST_MM = 50.0, 2000.0
SIDES = ("left", "right", "above", "below")


async def ask_language(desk: SetupDesk) -> None:
    """Ask in which language to go on; a stick with settings is seen meanwhile."""
    watch = StickWatch(desk)
    while True:
        page = language_page(desk, watch.sayings())
        answer, _ = await desk.either(page, watch.news)
        if isinstance(answer, ItemChosen):
            break
    desk.answers.language = answer.item
    desk.keep()
    desk.parts.screen.speak(answer.item)
    if watch.found is not None:
        await offer_stick(desk, watch.found)


def language_page(desk: SetupDesk, news: tuple[Saying, ...]) -> ToolPage:
    """Return the first page of all."""
    lines = tuple(
        ToolChoice(name, label=load_texts(name)("language__name"), icon="language")
        for name in languages()
    )
    hello = Saying(Mood.CALM, "first_welcome")
    return desk.page("language", sayings=(hello, *news), choices=lines)


async def measure_panel(desk: SetupDesk) -> None:
    """Find the visible size by holding something real against a bar, and prove it."""
    while True:
        answer = await desk.ask(panel_page(desk))
        if answer == ActChosen("first_keep"):
            desk.put(**_pixels(desk))
            return
        if isinstance(answer, ItemChosen) and answer.item in REAL_MM:
            await _hold_against(desk, answer.item)
            if await _is_right(desk):
                return


def panel_page(desk: SetupDesk) -> ToolPage:
    """Return what the panel is measured with, and how large it is held to be."""
    panel, drawn = desk.config.panel, desk.parts.screen.drawn
    known = desk.answers.get("panel.width_mm") is not None
    size = f"{panel.width_mm:g} × {panel.height_mm:g} mm"
    facts = [ToolFact("pixels", f"{drawn.width} × {drawn.height}")]
    if known:
        facts.append(ToolFact("size", size))
    return desk.page(
        "panel",
        sayings=(Saying(Mood.CALM, "first_panel"),),
        choices=tuple(
            ToolChoice(name, key=f"first_{name}", icon="reach") for name in REAL_MM
        ),
        groups=(ToolFacts("picture", tuple(facts)),),
        acts=(ToolAct("first_keep", ToolActKind.MAIN, icon="next"),) if known else (),
    )


async def _hold_against(desk: SetupDesk, what: str) -> None:
    """Let a bar be made as long as a real thing, and take the panel's size from it."""
    drawn = desk.parts.screen.drawn
    bar = round(REAL_MM[what] * drawn.width / _supposed_mm(desk))
    while True:
        bar = max(LEAST_BAR, min(bar, drawn.width * 4 // 5))
        coarse = max(2, round(bar * COARSE))
        match await desk.ask(bar_page(desk, what, bar)):
            case ActChosen("first_much_shorter"):
                bar -= coarse
            case ActChosen("first_shorter"):
                bar -= 1
            case ActChosen("first_longer"):
                bar += 1
            case ActChosen("first_much_longer"):
                bar += coarse
            case ActChosen("first_fits"):
                break
    # Pixels are square on every panel; the ruler's page shows it where they are not.
    each = REAL_MM[what] / bar
    wide, high = (_near(each * pixels) for pixels in (drawn.width, drawn.height))
    desk.put(panel__width_mm=wide, panel__height_mm=high, **_pixels(desk))
    desk.parts.screen.measured(wide, high)


def _supposed_mm(desk: SetupDesk) -> float:
    """Return how wide the panel is held to be, however it stands."""
    panel, drawn = desk.config.panel, desk.parts.screen.drawn
    turned = (drawn.width > drawn.height) != (panel.width_mm > panel.height_mm)
    return panel.height_mm if turned else panel.width_mm


def bar_page(desk: SetupDesk, what: str, bar: int) -> ToolPage:
    """Return the bar with what makes it longer and shorter."""
    steps = ("much_shorter", "shorter", "longer", "much_longer")
    return desk.page(
        "bar",
        sayings=(Saying(Mood.CALM, f"first_hold_{what}"),),
        bar=bar,
        acts=(
            ToolAct("first_fits", ToolActKind.MAIN, icon="check"),
            *(ToolAct(f"first_{step}") for step in steps),
        ),
    )


def _near(mm: float) -> float:
    return round(max(LEAST_MM, min(mm, MOST_MM)), 1)


def _pixels(desk: SetupDesk) -> dict[str, int]:
    """Return the display's own pixels; a developer's smaller window is none."""
    drawn, panel = desk.parts.screen.drawn, desk.parts.base.panel
    if panel.scale != 1:
        return {"panel__width_px": panel.width_px, "panel__height_px": panel.height_px}
    return {"panel__width_px": drawn.width, "panel__height_px": drawn.height}


async def _is_right(desk: SetupDesk) -> bool:
    """Ask whether the size is right; rulers over the whole panel can be looked at."""
    panel = desk.config.panel
    while True:
        answer = await desk.ask(ruled_page(desk))
        if answer != ActChosen("first_rulers"):
            return answer == ActChosen("first_right")
        rulers = RulerPage(panel.width_mm, panel.height_mm)
        await desk.parts.dialog.ask(rulers, IDLE)


def ruled_page(desk: SetupDesk) -> ToolPage:
    """Return what was measured, to be proved with a real ruler."""
    panel = desk.config.panel
    size = f"{panel.width_mm:g} × {panel.height_mm:g} mm"
    return desk.page(
        "ruled",
        sayings=(Saying(Mood.CALM, "first_ruled", (("size", size),)),),
        acts=(
            ToolAct("first_right", ToolActKind.MAIN, icon="check"),
            ToolAct("first_rulers", icon="eye"),
            ToolAct("first_wrong"),
        ),
    )


async def ask_reach(desk: SetupDesk) -> None:
    """Ask where the card's slot is, so that pages can point at it."""
    side = await desk.choose(lambda: reach_page(desk))
    if side == "nowhere":
        desk.put(panel__slot_side="")
        return
    upright = "high" if side in ("left", "right") else "wide"
    places = tuple(
        ToolChoice(place, key=f"first_{upright}_{place}", icon="card")
        for place in PLACES
    )
    place = await desk.choose(lambda: desk.page("slot_place", choices=places))
    desk.put(panel__slot_side=side, panel__slot_place=PLACES[place])


def reach_page(desk: SetupDesk) -> ToolPage:
    """Return the sides that a slot can be on."""
    lines = tuple(
        ToolChoice(
            side,
            key="setting_choice",
            values=(("value", Word("setting_panel_slot_side", side)),),
            icon="card",
        )
        for side in SIDES
    )
    nowhere = ToolChoice("nowhere", key="first_nowhere", icon="unknown")
    told = (Saying(Mood.CALM, "first_reach"),)
    return desk.page("reach", sayings=told, choices=(*lines, nowhere))
