"""espeak-ng itself: samples that are sound, and every way in which it can fail."""

import array
import logging
import threading
from pathlib import Path

import pytest

from kiosk.screens.voice.bell import RATE
from kiosk.screens.voice.language.spans import Span, spans
from kiosk.screens.voice.speech import NORMAL, RATES, Speech
from kiosk.screens.voice.synth import Espeak, SynthError, version
from tests.screens.voice.conftest import MakeCommand, chinese
from tests.until import wait_until

SECRET = "张示例的余额是 9,876.50 元"
HELLO = (Span("cmn-latn-pinyin", "你好"),)


def yes() -> bool:
    return True


def seconds(samples: bytes) -> float:
    return len(samples) / 2 / RATE


def test_what_comes_out_is_sound() -> None:
    samples = array.array("h", Espeak().speak(HELLO, 160, yes))
    assert 0.4 < len(samples) / RATE < 2
    assert max(samples) > 5000
    assert min(samples) < -5000


def test_faster_is_shorter() -> None:
    said = spans("请插入社会保障卡，芯片朝上。", "zh-CN")
    lengths = [len(Espeak().speak(said, rate, yes)) for rate in RATES]
    assert lengths == sorted(lengths, reverse=True)
    assert len(set(lengths)) == len(RATES)


def test_two_voices_are_joined() -> None:
    mixed = spans("请输入 PIN", "zh-CN")
    assert len(mixed) == 2
    one, two = (Espeak().speak((span,), 160, yes) for span in mixed)
    both = Espeak().speak(mixed, 160, yes)
    assert len(two) < len(both) < len(one) + len(two)


def test_text_goes_through_the_pipe_alone(
    make_command: MakeCommand, tmp_path: Path
) -> None:
    arguments, given = tmp_path / "arguments", tmp_path / "given"
    command = make_command(
        f'tr "\\0" "\\n" < /proc/$$/cmdline > {arguments}; env >> {arguments}\n'
        f'tee {given} | espeak-ng "$@"'
    )
    said = spans(SECRET, "zh-CN")
    assert seconds(Espeak(command).speak(said, 160, yes)) > 1
    assert given.read_text("utf-8") == said[0].text
    assert "--stdin" in arguments.read_text("utf-8")
    assert not set("余额九千元张") & set(arguments.read_text("utf-8"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("cat >&2; exit 1", "ended with 1"),
        ("cat", "ended with 0 and no sound"),
        ("cat >/dev/null", "ended with 0 and no sound"),
        ("exec sleep 60", "took too long"),
    ],
)
def test_a_failure_tells_why_and_never_what(
    make_command: MakeCommand, line: str, reason: str
) -> None:
    hangs = reason == "took too long"
    espeak = Espeak(make_command(line), limit=0.5 if hangs else 60)
    with pytest.raises(SynthError, match=reason) as caught:
        espeak.speak(spans(SECRET, "zh-CN"), 160, yes)
    assert "余额" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_missing_espeak_is_named() -> None:
    with pytest.raises(SynthError, match="/no/espeak-ng: No such file"):
        Espeak("/no/espeak-ng").speak(HELLO, 160, yes)
    assert version("/no/espeak-ng") is None
    assert (version() or "").startswith("1.")


def test_a_missing_voice_is_no_sound() -> None:
    with pytest.raises(SynthError):
        Espeak().speak((Span("qqq", "hello"),), 160, yes)


def test_what_hangs_can_be_cancelled(make_command: MakeCommand) -> None:
    espeak = Espeak(make_command("exec sleep 60"), limit=60)
    wanted = True

    def speak() -> None:
        with pytest.raises(SynthError, match="ended with -9"):
            espeak.speak(HELLO, 160, lambda: wanted)

    thread = threading.Thread(target=speak)
    thread.start()
    wait_until(lambda: espeak._process is not None)
    wanted = False
    espeak.cancel()
    thread.join(60)
    assert not thread.is_alive()
    with pytest.raises(SynthError, match="not wanted"):
        espeak.speak(HELLO, 160, lambda: wanted)


def test_only_what_is_not_private_is_remembered(tmp_path: Path) -> None:
    speech = Speech(tmp_path, Espeak())
    first = speech.samples(chinese("请取卡"), NORMAL, yes)
    assert speech.samples(chinese("请取卡"), NORMAL, yes) is first
    assert len(speech._made) == 1
    private = speech.samples(chinese(SECRET, private=True), NORMAL, yes)
    assert private
    assert len(speech._made) == 1
    assert speech.samples(chinese(SECRET, private=True), NORMAL, yes) is not private
    assert list(tmp_path.iterdir()) == []


def test_memory_has_an_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    speech = Speech(tmp_path, Espeak())
    one = len(speech.samples(chinese("一"), NORMAL, yes))
    monkeypatch.setattr("kiosk.screens.voice.speech.CACHE_BYTES", 3 * one)
    for text in "二三四五六":
        speech.samples(chinese(text), NORMAL, yes)
    assert 1 <= len(speech._made) <= 3
    assert any("六" in span.text for said, _ in speech._made for span in said)


def test_what_has_no_sound_needs_no_espeak(tmp_path: Path) -> None:
    assert (
        Speech(tmp_path, Espeak("/no/espeak-ng")).samples(chinese("—"), NORMAL, yes)
        == b""
    )


def test_nothing_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    speech = Speech(tmp_path, Espeak("/no/espeak-ng"))
    with pytest.raises(SynthError):
        speech.samples(chinese(SECRET, private=True), NORMAL, yes)
    assert "余额" not in caplog.text
