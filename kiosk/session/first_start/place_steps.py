"""Where the machine stands: the region, its number, the kind and name of the place."""

import asyncio
import logging

import msgspec

from kiosk.domain.region.region import Region
from kiosk.session.first_start.setup_desk import SetupDesk, WentBack
from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.record import Word
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    Saying,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolPage,
)
from kiosk.settings.config import Word as Name
from kiosk.settings.profiles import profile_names
from kiosk.settings.regions import INVENTED, load_region
from kiosk.settings.toml_file import SettingsMistake

log = logging.getLogger(__name__)
MOST_PLACES = 24
MOST_LETTERS = 30
SITES = {"hall": "service", "hospital": "medical"}


def usable_regions(desk: SetupDesk) -> dict[str, Region]:
    """Return every region whose profile can be used."""
    found = {}
    for name in profile_names(desk.parts.path, "regions"):
        if name in INVENTED:
            continue
        try:
            found[name] = load_region(desk.parts.path, name)
        except SettingsMistake:
            log.warning("the region %s cannot be used", name)
    return found


async def ask_region(desk: SetupDesk) -> None:
    """Ask for the region among the profiles that there are."""
    regions = await asyncio.to_thread(usable_regions, desk)
    name = await desk.choose(lambda: region_page(desk, regions))
    desk.put(machine__region=name)


def region_page(desk: SetupDesk, regions: dict[str, Region]) -> ToolPage:
    """Return the regions, with the one that was chosen before."""
    now = desk.answers.get("machine.region")
    lines = tuple(
        ToolChoice(
            name,
            label=region.region.whole,
            hint=(Word("first_chosen", "now"), name) if name == now else (name,),
            icon="map",
        )
        for name, region in regions.items()
    )
    told = (Saying(Mood.CALM, "first_region"),)
    return desk.page("region", sayings=told, choices=lines)


async def ask_machine(desk: SetupDesk) -> None:
    """Ask for the machine's number, and for the kind and name of its place."""
    while True:
        answer = await desk.ask(machine_page(desk))
        match answer:
            case ItemChosen("id"):
                await _ask_number(desk)
            case ItemChosen("site"):
                await _ask_site(desk)
            case ItemChosen("place"):
                await _ask_place(desk)
            case ActChosen("first_next") if desk.answers.get("machine.id"):
                machine = desk.config.machine
                # What was left as it stood is an answer too: the summary shows it.
                desk.put(machine__site=machine.site, machine__place=machine.place)
                return


def machine_page(desk: SetupDesk) -> ToolPage:
    """Return what is known of the machine's place, each line to be changed."""
    machine, answers = desk.config.machine, desk.answers
    unset = Word("first_machine", "unset")
    region = Word("first_machine", "region")
    number = answers.get("machine.id") or unset
    lines = (
        ToolChoice("id", key="first_id", hint=(number,), icon="info"),
        ToolChoice(
            *("site", "", "setting_machine_site"),
            hint=(Word("setting_machine_site", machine.site),),
            icon=SITES[machine.site],
        ),
        ToolChoice(
            *("place", "", "setting_machine_place"),
            hint=(machine.place or region,),
            icon="map",
        ),
    )
    ready = bool(answers.get("machine.id"))
    return desk.page(
        "machine",
        sayings=(Saying(Mood.CALM, "first_machine"),),
        choices=lines,
        acts=(ToolAct("first_next", ToolActKind.MAIN, enabled=ready, icon="next"),),
    )


async def _ask_number(desk: SetupDesk) -> None:
    """Take a number that fits, and say what one is made of where it does not."""
    try:
        stands = desk.answers.get("machine.id") or ""
        text = (await desk.type("id", most=32, typed=stands)).strip()
        desk.put(machine__id=msgspec.convert(text, Name))
    except msgspec.ValidationError:
        desk.say(Mood.BAD, "first_bad_id")
    except WentBack:
        return


async def _ask_site(desk: SetupDesk) -> None:
    lines = tuple(
        ToolChoice(
            site,
            key="setting_choice",
            values=(("value", Word("setting_machine_site", site)),),
            icon=icon,
        )
        for site, icon in SITES.items()
    )
    try:
        site = await desk.choose(lambda: desk.page("site", choices=lines))
        desk.put(machine__site=site)
    except WentBack:
        return


async def _ask_place(desk: SetupDesk) -> None:
    """Let the region's own offices be chosen: the keyboard has no Chinese."""
    region = load_region(desk.parts.path, desk.config.machine.region)
    names = [
        desk.texts("place__office", district=district)
        for district in region.districts()[:MOST_PLACES]
    ]
    offices = tuple(
        ToolChoice(f"{n}", label=name, hint=(region.region.name,), icon="map")
        for n, name in enumerate(names)
    )
    none = ToolChoice("none", key="first_place_none", icon="next")
    typed = ToolChoice("typed", key="first_place_typed", icon="keypad")
    try:
        lines = (none, typed, *offices)
        item = await desk.choose(lambda: desk.page("place", choices=lines))
        if item == "typed":
            place = (await desk.type("place", most=MOST_LETTERS)).strip()
        else:
            place = "" if item == "none" else names[int(item)]
        desk.put(machine__place=place)
    except WentBack:
        return
