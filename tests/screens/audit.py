"""What is measured on a laid-out page; each check yields its mistakes as sentences.

Which pages are measured in which presentation is `test_audit`'s to say.
"""

from collections.abc import Iterator

from kiosk.screens.frame.context import REACH, Presentation, Repeat, Switch, Turn
from kiosk.screens.frame.strip import strip_level
from kiosk.screens.looks.staff.tool_look import NO_WAY_BACK
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.figures.chart import BarChart, LineChart
from kiosk.screens.toolkit.figures.paper_picture import PaperPicture
from kiosk.screens.toolkit.figures.qr import QrCode
from kiosk.screens.toolkit.figures.town_map import TownMap
from kiosk.screens.toolkit.geometry import CAP_HEIGHT, Level
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.keys.keypad import Display, Keystroke, Submit
from kiosk.screens.toolkit.kit import Rect
from kiosk.screens.toolkit.text.breaker import broken_word
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget import Icon, Progress
from kiosk.screens.toolkit.widget_base import Widget
from kiosk.session.pages.everywhere import (
    AttractPage,
    BusyPage,
    OutOfServicePage,
    StartingPage,
)
from kiosk.session.pages.page import Page, Tap
from kiosk.session.pin.pages import PinpadPage
from kiosk.session.staff.pages import ToolPage
from kiosk.session.staff.service.pages import ServiceBreakPage
from kiosk.session.visit.pages import TakeCardPage

TARGET, KEY, GAP = 15.0, 18.0, 3.0
"""In millimetres: the least side of a target, of a PIN's key, the least gap."""
CAPITALS = {Level.SMALL: 3.5, Level.NORMAL: 4.8, Level.ELDER: 6.4, Level.LARGEST: 8.5}
"""The least height of a capital at each text size: the steps of VVSG 2.0, 7.1-G."""
MOST_CHOICES = 6
"""In elder mode."""
NOWHERE_TO_GO = (
    *(StartingPage, AttractPage, OutOfServicePage, ServiceBreakPage),
    *(TakeCardPage, PinpadPage),
)
"""Nothing was begun, or the way out is the card itself or the reader's own key."""
LEAVING = {Tap.BACK, Tap.CANCEL, Tap.FINISH, Tap.OK}
TONED_GROUNDS = {
    Role.TINT,
    Role.DANGER_GROUND,
    Role.WARNING_GROUND,
    Role.SUCCESS_GROUND,
}
TONED_INKS = {Role.DANGER, Role.WARNING, Role.SUCCESS}
Chart = BarChart | LineChart | TownMap
Drawing = Display | QrCode | Progress | Chart | PaperPicture
"""What draws more than letters and an icon."""
LEAST_CHART = 22.0
"""In millimetres: less shows no difference between two bars."""
Findings = Iterator[str]


def layout_mistakes(tree: Tree, page: Page, shown: Presentation) -> Findings:
    """Yield all that is wrong and does not depend on colours."""
    if tree.overflow:
        yield f"too full by {tree.overflow} px"
    yield from text_sizes(tree, shown)
    yield from targets(tree)
    yield from words(tree)
    yield from overlaps(tree)
    yield from drawings(tree)
    yield from strangers(tree)
    yield from ways_out(tree, page)
    yield from lone_colours(tree)
    if shown.elder:
        yield from too_many_choices(tree)
    if shown.low:
        yield from out_of_reach(tree)


def text_sizes(tree: Tree, shown: Presentation) -> Findings:
    """Capitals are as high as the person's text size promises."""
    for text in leaves(tree, Text):
        level = min(float(shown.level), text.kit.metrics.level)
        grown = strip_level(tree.kit)
        strip = text.kit is not tree.kit and text.kit.metrics.level <= grown
        # The voice's keys, and the line that shows what is hidden, take much of the
        # lower half's or of a lying panel's height.
        lying = not tree.kit.metrics.portrait
        crowded = (shown.voice and (shown.low or lying)) or (shown.masked and shown.low)
        least = CAPITALS[min(shown.level, Level.ELDER) if crowded else shown.level]
        if strip and shown.level > Level.NORMAL:
            low, high = CAPITALS[Level.NORMAL], CAPITALS[Level.ELDER]
            least = low + (high - low) * (grown - 1)
        height = text.em * CAP_HEIGHT / text.kit.metrics.per_mm
        if height < least - 0.15:
            yield f"capitals of {height:.1f} mm (level {level}): {text.text[:20]}"
            return


def targets(tree: Tree) -> Findings:
    """Things to touch are large enough, apart from each other and inside."""
    per_mm = tree.kit.metrics.per_mm
    buttons = [button for button in tree.buttons if not button.hold]
    for button in buttons:
        least = KEY if isinstance(button.action, Keystroke | Submit) else TARGET
        if min(button.rect.size) < int(least * per_mm):
            yield f"{button.name} is small: {button.rect.size}"
        if not tree.area.contains(button.rect):
            yield f"{button.name} is outside"
    near = int(GAP * per_mm) - 1
    grown = [button.rect.inflate(near, near) for button in buttons]
    for index, rect in enumerate(grown):
        for other in rect.collidelistall(grown[index + 1 :]):
            pair = buttons[index].name, buttons[index + 1 + other].name
            yield f"too near: {pair}"
    names = [str(button.name) for button in tree.buttons]
    if len(set(names)) != len(names):
        yield f"two buttons of one name: {names}"


def words(tree: Tree) -> Findings:
    """No word is missing, clipped, empty of room or outside its box."""
    labels = [button.label for button in tree.buttons if not button.hold]
    for text in [tree.title, *tree.texts(), *labels]:
        if not text or ("[" in text and "__" in text):
            yield f"words are missing: {text}"
    for widget, outer in with_parents(tree.root):
        if not (isinstance(widget, Text) and widget.rect.width and widget.text):
            continue
        ink = widget.ink_rect()
        if not outer.rect.inflate(2, 2).contains(ink):
            yield f"outside its box: {widget.text[:30]}"
        if not tree.area.contains(ink):
            yield f"outside the panel: {widget.text[:30]}"
        if widget.clipped:
            yield f"cut off: {widget.text[:30]}"
        word = broken_word(widget.text, widget.lines(widget.rect.width))
        if word:
            yield f"a broken word: {word}"


def overlaps(tree: Tree) -> Findings:
    """No two words or drawings stand on each other."""
    shown = shown_leaves(tree.root)
    inks = [ink_of(leaf) for leaf in shown]
    # Line boxes may touch by their empty rims; letters may not.
    inks = [ink.inflate(-2, -ink.height // 6) for ink in inks]
    for index, ink in enumerate(inks):
        for other in ink.collidelistall(inks[index + 1 :]):
            one, two = shown[index], shown[index + 1 + other]
            yield f"on each other: {name_of(one)} and {name_of(two)}"


def shown_leaves(root: Widget) -> list[Widget]:
    """Return what is seen; a chart is one thing, whose words are on its bars."""
    charts = [w for w in root.walk() if isinstance(w, Chart)]
    inner = {id(word) for chart in charts for word in chart.children()}
    kinds = Text | Icon | Drawing
    found = [w for w in root.walk() if isinstance(w, kinds) and w.rect.width]
    return [w for w in found if id(w) not in inner]


def drawings(tree: Tree) -> Findings:
    """What draws itself stays in its box and on the panel, and has room to be seen."""
    for widget, outer in with_parents(tree.root):
        if not isinstance(widget, Drawing):
            continue
        ink = ink_of(widget)
        if not (outer.rect.inflate(2, 2).contains(ink) and tree.area.contains(ink)):
            yield f"outside its box: {name_of(widget)} {ink}"
        if isinstance(widget, Chart) and ink.height < tree.kit.mm(LEAST_CHART):
            yield f"a flat chart: {ink.height} px"


def strangers(tree: Tree) -> Findings:
    """Nothing but its own words and drawing stands on a button, nor on its rim."""
    shown = shown_leaves(tree.root)
    inks = [ink_of(leaf).inflate(-2, -2) for leaf in shown]
    for button in tree.buttons:
        if button.hold:
            continue
        own = {id(inner) for inner in button.walk()}
        for index in button.rect.collidelistall(inks):
            if id(shown[index]) not in own:
                yield f"on a button: {name_of(shown[index])} on {button.name}"


def ways_out(tree: Tree, page: Page) -> Findings:
    """Whom to call stands on every page, and so does a way out of it.

    Not where a technician tests the panel itself: every pixel is the test's.
    """
    if tree.field is not None:
        return
    if not any("12333" in text for text in tree.texts()):
        yield "no help"
    if isinstance(page, NOWHERE_TO_GO):
        return
    if isinstance(page, ToolPage) and page.tool in NO_WAY_BACK:
        return
    if isinstance(page, BusyPage) and not page.can_cancel:
        return
    if not any(button.action in LEAVING for button in answers(tree)):
        yield "no way out"


def answers(tree: Tree) -> list[Button]:
    """Return the buttons that leave the page or go on from it."""
    inside = Switch | Turn | Repeat | Keystroke | Submit
    return [b for b in tree.buttons if not isinstance(b.action, inside) and not b.hold]


def too_many_choices(tree: Tree) -> Findings:
    """Whoever sees badly chooses between few things; ways out are none of them."""
    found = [b for b in answers(tree) if b.action not in LEAVING - {Tap.OK}]
    if len(found) > MOST_CHOICES:
        yield f"{len(found)} choices at once: {[b.name for b in found]}"


def out_of_reach(tree: Tree) -> Findings:
    """Whoever sits reaches everything that can be touched."""
    metrics = tree.kit.metrics
    reach = max(metrics.height // 2, min(metrics.height, metrics.mm(REACH)))
    for button in tree.buttons:
        if button.rect.top < metrics.height - reach and not button.hold:
            yield f"{button.name} is too high: {button.rect.top}"


def lone_colours(tree: Tree) -> Findings:
    """A coloured ground has a drawing on it, coloured words are words."""
    for widget in tree.root.walk():
        toned = isinstance(widget, Box) and widget._fill in TONED_GROUNDS
        if toned and not any(isinstance(inner, Icon) for inner in widget.walk()):
            yield f"a coloured box without a drawing: {list(widget.texts())}"
        said = isinstance(widget, Text) and widget.text and widget.role in TONED_INKS
        if said and not any(map(str.isalpha, "".join(widget.texts()))):
            yield f"a coloured number: {list(widget.texts())}"


def leaves(tree: Tree, kind: type[Text]) -> list[Text]:
    """Return the texts that are there to be read."""
    return [w for w in tree.root.walk() if isinstance(w, kind) and w.rect.width]


def with_parents(widget: Widget) -> Iterator[tuple[Widget, Widget]]:
    """Yield every widget below one together with its parent."""
    for parent in widget.walk():
        for child in parent.children():
            yield child, parent


def ink_of(leaf: Widget) -> Rect:
    """Return where a leaf really draws."""
    drawn = Text | Display | QrCode
    return leaf.ink_rect() if isinstance(leaf, drawn) else leaf.rect


def name_of(leaf: Widget) -> str:
    """Return a leaf in words."""
    if isinstance(leaf, Icon):
        return f"drawing {leaf.name}"
    return leaf.text[:20] if isinstance(leaf, Text) else type(leaf).__name__
