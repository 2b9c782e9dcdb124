"""What is said of pages: all of it, nothing private aloud, never what is typed."""

import pytest
from msgspec.structs import replace

from kiosk.screens.frame.context import Switch, Turn
from kiosk.screens.toolkit.geometry import Level
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.keys.keypad import Keystroke
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.voice.utterance import Utterance
from kiosk.screens.window.current_view import CurrentView
from kiosk.screens.window.talker import Talker
from kiosk.session.pages.everywhere import AttractPage, BusyPage, StillTherePage
from kiosk.session.pages.page import Page
from kiosk.session.registration.pages import SeatPage
from kiosk.settings.config import PanelSettings
from kiosk.settings.texts import load_texts
from tests.every import every
from tests.screens.samples import SAMPLES


class Heard:
    """Keeps what would be said."""

    def __init__(self) -> None:
        self.said: list[Utterance] = []
        self.remembered: list[Utterance] = []
        self.stopped = 0
        self.repeated = 0
        self.tuned: tuple[int, int] | None = None

    def say(
        self,
        utterances: list[Utterance],
        interrupt: bool = True,
        remember: bool = True,
    ) -> None:
        self.said = ([] if interrupt else self.said) + utterances
        if remember:
            self.remembered = ([] if interrupt else self.remembered) + utterances

    def stop(self) -> None:
        self.stopped += 1

    def repeat(self) -> None:
        self.repeated += 1

    def tune(self, rate: int, volume: int) -> None:
        self.tuned = (rate, volume)

    @property
    def aloud(self) -> str:
        """Return what everybody in the hall would hear."""
        return " ".join(u.text for u in self.said if not u.private)

    @property
    def whole(self) -> str:
        """Return what headphones would hear."""
        return " ".join(u.text for u in self.said)


def listening(page: Page, masked: bool = False) -> tuple[CurrentView, Talker, Heard]:
    """Return a stage that shows a page to somebody who listens."""
    panel = PanelSettings(video="dummy", mask_private=masked)
    stage, heard = CurrentView(panel, lambda _: None), Heard()
    talker = Talker(stage, lambda: heard)
    stage.show(1, page)
    talker.page_shown(False)
    stage.switch(Switch.VOICE)
    talker.switched(Switch.VOICE)
    return stage, talker, heard


@pytest.mark.parametrize("sample", ["home", "contributions", "visits", "take_card"])
def test_the_headline_is_said_before_all_that_stands_on_every_page(
    sample: str,
) -> None:
    for low in (False, True):
        stage, talker, heard = listening(SAMPLES[sample])
        if low:
            stage.switch(Switch.REACH)
            talker.page_shown(False)
        said, texts = [u.text for u in heard.said], load_texts()
        head = said.index(stage.tree.title)
        for key in ("strip__repeat", "strip__contrast__spoken", "strip__rate__spoken"):
            assert head < said.index(texts(key)), key
        things = [t for t in stage.tree.spoken() if isinstance(t, Text)]
        strip = [t.words for t in things if t.of_strip]
        assert strip
        assert all(head < said.index(one) for one in strip)


EYES = {"touch_test", "plain_color", "ruler"}
"""Pages that try the panel itself: nothing on them is said or chosen."""
SPOKEN = [name for name, page in SAMPLES.items() if page.name not in EYES]


@pytest.mark.parametrize("sample", SPOKEN)
def test_every_word_and_button_of_every_page_is_said(sample: str) -> None:
    stage, _, heard = listening(SAMPLES[sample])
    tree = stage.tree
    for text in every(tree.texts()):
        assert text in heard.whole or "••" in text, text
    for button in every(tree.buttons):
        if not button.hold and not isinstance(button.action, Keystroke):
            assert button.label in heard.whole


def test_amounts_are_for_headphones_even_while_the_eye_sees_dots() -> None:
    _, _, heard = listening(SAMPLES["contributions"])
    assert "8,250.00" not in heard.aloud
    assert "8,250.00" in heard.whole


def test_a_cell_says_what_column_it_stands_in() -> None:
    stage, talker, heard = listening(SAMPLES["contributions"])
    cell = next(w for w in stage.tree.spoken() if getattr(w, "head", ""))
    talker.found(cell)
    assert heard.said[0].text == getattr(cell, "head", "")


@pytest.mark.parametrize("level", [Level.NORMAL, Level.LARGEST])
def test_a_table_is_read_with_its_columns_names(level: Level) -> None:
    """Each cell after its name: once, also where the name stands beside it."""
    stage, talker, heard = listening(SAMPLES["contributions-huge"])
    while stage.presentation.level != level:
        stage.switch(Switch.SIZE)
    if level is Level.LARGEST:
        stage.turn(Turn(1))
    talker.page_shown(False)
    said = [u.text for u in heard.said]
    cells = [w for w in stage.tree.spoken() if isinstance(w, Text) and w.head]
    assert len(cells) > 3
    at = 0
    for cell in cells:
        at = said.index(cell.words, at + 1)
        assert said[at - 1] == cell.head
        assert said[at - 2] != cell.head


def test_the_strips_keys_say_what_holds() -> None:
    stage, talker, heard = listening(SAMPLES["home"])
    said = {}
    for name in ("voice", "reach", "size", "pace", "language"):
        button = stage.tree.button_named(name)
        assert button is not None
        talker.found(button)
        said[name] = heard.said[1].text
    assert said["voice"] == "开"
    assert said["reach"] == "关"
    assert said["size"] == "第 2 档，共 4 档"
    assert said["pace"] == "第 1 档，共 3 档"
    assert said["language"] == "按键"
    stage.switch(Switch.PACE)
    talker.switched(Switch.PACE)
    assert "第 2 档，共 3 档" in heard.whole


def test_keys_of_a_pin_are_never_said_aloud() -> None:
    stage, talker, heard = listening(SAMPLES["pin"])
    key = stage.tree.button_named("key-7")
    assert key is not None
    talker.found(key)
    assert heard.aloud == ""
    stage.type_key(Keystroke("7"))
    talker.typed()
    assert "7" not in heard.whole
    assert "1" in heard.aloud


def test_nothing_is_said_to_who_does_not_listen() -> None:
    stage, heard = CurrentView(PanelSettings(video="dummy"), lambda _: None), Heard()
    talker = Talker(stage, lambda: heard)
    stage.show(1, SAMPLES["home"])
    talker.page_shown(False)
    talker.typed()
    assert heard.said == []


def test_who_stops_listening_hears_no_more() -> None:
    stage, talker, heard = listening(SAMPLES["home"])
    stage.switch(Switch.VOICE)
    talker.switched(Switch.VOICE)
    talker.page_shown(False)
    assert heard.stopped == 1
    assert heard.whole == "声音播报已关闭"
    assert not talker.ended


def test_a_voice_that_goes_off_by_itself_says_so_once() -> None:
    stage, talker, heard = listening(SAMPLES["home"])
    stage.show(2, SAMPLES["attract"])
    talker.page_shown(False)
    assert heard.whole == "声音播报已关闭"
    assert talker.ended
    heard.said = []
    talker.page_shown(True)
    assert heard.said == []


def test_of_a_page_shown_again_only_what_is_new_is_said() -> None:
    """After what is being said; and a notice that comes round is said once."""
    idle = AttractPage("", "", "12333", ())
    stage, talker, heard = listening(idle)
    first, heard.said = heard.said, []

    def shown(**changed: object) -> str:
        stage.show(2, replace(idle, **changed))
        talker.page_shown(True)
        return heard.whole

    assert shown() == ""
    assert shown(notice="停电通知") == "停电通知"
    assert shown(notice="搬迁通知") == "停电通知 搬迁通知"
    assert shown(notice="停电通知") == "停电通知 搬迁通知"
    assert heard.remembered[: len(first)] == first
    stage.show(3, SAMPLES["out_of_service"])
    talker.page_shown(False)
    stage.show(4, replace(idle, notice="停电通知"))
    talker.page_shown(False)
    assert "停电通知" in heard.whole


def test_waiting_says_what_is_waited_for_and_not_the_seconds() -> None:
    stage, talker, heard = listening(BusyPage("busy__reading_card"))
    heard.said = []
    for seconds in (1, 2):
        stage.show(2, BusyPage("busy__reading_card", seconds=seconds, limit=30))
        talker.page_shown(True)
    assert heard.said == []
    stage.show(3, BusyPage("busy__asking_center", seconds=3, limit=30))
    talker.page_shown(True)
    assert heard.said[0].text == load_texts("zh-CN")("busy__asking_center")
    assert "按键" not in heard.whole


def test_a_countdown_is_said_now_and_then() -> None:
    stage, talker, heard = listening(StillTherePage(30))
    heard.said = []
    for left in range(29, 0, -1):
        stage.show(2, StillTherePage(left))
        talker.page_shown(True)
    assert len(heard.said) == 2


def test_the_time_that_a_seat_is_kept_is_said_now_and_then() -> None:
    page = SAMPLES["seat"]
    assert isinstance(page, SeatPage)
    stage, talker, heard = listening(page)
    heard.said = []
    for left in range(150, 88, -1):
        stage.show(2, replace(page, seconds_left=left))
        talker.page_shown(True)
    assert [each.text for each in heard.said if "还有" in each.text] == [
        f"这个号为您留着，还有 {time}"
        for time in ("2 分 30 秒", "2 分 0 秒", "1 分 30 秒")
    ]


def test_rate_and_volume_reach_the_voice() -> None:
    stage, talker, heard = listening(SAMPLES["home"])
    for switch in (Switch.RATE, Switch.VOLUME):
        stage.switch(switch)
        talker.switched(switch)
    shown = stage.presentation
    assert heard.tuned == (shown.rate, shown.volume)


def test_the_strip_has_the_keys_of_the_voice_only_while_it_speaks() -> None:
    stage, _, _ = listening(SAMPLES["home"])
    names = {b.name for b in stage.tree.buttons}
    assert {"repeat", "rate", "volume"} <= names
    stage.switch(Switch.VOICE)
    assert not {"repeat", "rate", "volume"} & {b.name for b in stage.tree.buttons}


def test_a_shuffled_keypad_stands_still_for_who_listens() -> None:
    stage = CurrentView(
        PanelSettings(video="dummy", shuffle_keypad=True), lambda _: None
    )
    orders = set()
    for _ in range(20):
        stage.show(1, SAMPLES["pin"])
        orders.add(_order(stage))
    assert len(orders) > 1
    stage.switch(Switch.VOICE)
    assert _order(stage) == "1234567890"
    stage.show(2, SAMPLES["pin-wrong"])
    assert _order(stage) == "1234567890"


def _order(stage: CurrentView) -> str:
    """Return the digits as they stand, row by row."""
    keys = [
        b
        for b in stage.tree.buttons
        if isinstance(b, Button) and b.name[4:].isdigit() and b.name.startswith("key-")
    ]
    keys.sort(key=lambda b: (b.rect.top, b.rect.left))
    return "".join(b.name[4:] for b in keys)
