"""The voice as a whole: what is really heard, in which order, and when it is silent."""

import array
import logging
import threading
from collections.abc import Callable

import pygame
import pytest

from kiosk.screens.voice.language.spans import spans
from kiosk.screens.voice.sound import Speaker
from kiosk.screens.voice.speech import NORMAL, RATES
from kiosk.screens.voice.synth import Espeak
from kiosk.screens.voice.utterance import Utterance
from kiosk.screens.voice.voice import Voice
from kiosk.settings.texts import load_texts
from tests.screens.voice.conftest import Disk, MakeCommand, MakeVoice, chinese
from tests.until import wait_until

LONG = "请插入社会保障卡，芯片朝上，照图示方向插到底，然后输入密码，输入时请用手遮挡。"
NOTICE = load_texts("zh-CN")("voice__private")


def sound(text: str, rate: int = NORMAL) -> bytes:
    """Return what espeak-ng makes of a text, without the silence around it."""
    samples = Espeak().speak(spans(text, "zh-CN"), RATES[rate], lambda: True)
    assert any(samples)
    return samples.strip(b"\0")


def finish(voice: Voice) -> None:
    wait_until(lambda: not voice.speaking)


def test_espeaks_samples_reach_the_mixer(
    make_voice: MakeVoice, fast_disk: Disk, speaker: Speaker
) -> None:
    voice = make_voice()
    voice.say([chinese("你好"), chinese("取卡")])
    assert voice.speaking
    finish(voice)
    heard = fast_disk.heard(speaker)
    first, second = heard.find(sound("你好")), heard.find(sound("取卡"))
    assert 0 <= first < second
    assert voice.available


def test_stop_cuts_what_is_heard(
    make_voice: MakeVoice, disk: Disk, speaker: Speaker
) -> None:
    voice, whole = make_voice(), sound(LONG)
    voice.say([chinese(LONG), chinese("取卡")])
    wait_until(lambda: speaker._current is not None)
    wait_until(lambda: disk.path.exists() and disk.path.stat().st_size > 20_000)
    voice.stop()
    assert not voice.speaking
    heard = disk.heard(speaker).strip(b"\0")
    assert 1000 < len(heard) < len(whole)
    assert whole.startswith(heard)


def test_new_speech_interrupts_the_old(
    make_voice: MakeVoice, disk: Disk, speaker: Speaker
) -> None:
    voice = make_voice()
    voice.say([chinese(LONG), chinese(LONG)])
    wait_until(lambda: speaker._current is not None)
    voice.say([chinese("取卡")])
    finish(voice)
    heard = disk.heard(speaker)
    assert sound(LONG) not in heard
    assert heard.strip(b"\0").endswith(sound("取卡"))


def test_speech_can_wait_for_its_turn_and_be_repeated(
    make_voice: MakeVoice, fast_disk: Disk, speaker: Speaker
) -> None:
    voice = make_voice()
    voice.say([chinese("你好")])
    voice.say([chinese("取卡")], interrupt=False)
    finish(voice)
    voice.repeat()
    finish(voice)
    heard = fast_disk.heard(speaker)
    assert [heard.count(sound(text)) for text in ("你好", "取卡")] == [2, 2]
    voice.reset()
    voice.repeat()
    assert not voice.speaking


def test_what_is_not_to_be_remembered_is_not_what_is_repeated(
    make_voice: MakeVoice, fast_disk: Disk, speaker: Speaker
) -> None:
    voice = make_voice()
    voice.say([chinese("你好")])
    finish(voice)
    voice.say([chinese("取卡")], remember=False)
    finish(voice)
    voice.repeat()
    finish(voice)
    heard = fast_disk.heard(speaker)
    assert [heard.count(sound(text)) for text in ("你好", "取卡")] == [2, 1]


def test_steps_have_ends_and_a_visit_begins_anew(
    make_voice: MakeVoice,
) -> None:
    voice = make_voice(volume=3)
    assert (voice.volume, voice.rate) == (3, 2)
    voice.tune(3, 4)
    assert (voice.volume, voice.rate) == (5, 4)
    voice.tune(-1, 9)
    assert (voice.volume, voice.rate) == (5, 1)
    voice.reset()
    assert (voice.volume, voice.rate) == (3, 2)


def loudest(samples: bytes) -> int:
    even = samples[: len(samples) // 2 * 2]
    return max(abs(sample) for sample in array.array("h", even))


def test_quieter_is_heard_as_quieter(
    make_voice: MakeVoice, fast_disk: Disk, speaker: Speaker
) -> None:
    voice = make_voice(volume=1)
    voice.say([chinese("你好")])
    finish(voice)
    soft = loudest(fast_disk.heard(speaker))
    voice.tune(NORMAL, 2)
    voice.say([chinese("你好")])
    finish(voice)
    assert 100 < 2 * soft < loudest(fast_disk.heard(speaker)) < loudest(sound("你好"))


def test_faster_is_heard_as_faster(
    make_voice: MakeVoice, fast_disk: Disk, speaker: Speaker
) -> None:
    voice = make_voice()
    voice.tune(NORMAL + 1, 4)
    voice.say([chinese("你好")])
    finish(voice)
    assert sound("你好", NORMAL + 1) in fast_disk.heard(speaker)


def test_private_text_is_not_heard_without_headphones(
    make_voice: MakeVoice, fast_disk: Disk, speaker: Speaker
) -> None:
    voice = make_voice(plugged=lambda: False)
    secrets = [chinese("余额", private=True), chinese("欠费", private=True)]
    voice.say([chinese("你好"), *secrets])
    finish(voice)
    heard = fast_disk.heard(speaker)
    assert sound("余额") not in heard
    assert sound("欠费") not in heard
    assert heard.count(sound(NOTICE)) == 1


def test_private_text_is_heard_through_headphones(
    make_voice: MakeVoice, fast_disk: Disk, speaker: Speaker
) -> None:
    voice = make_voice(plugged=lambda: True)
    voice.say([chinese("余额", private=True)])
    finish(voice)
    heard = fast_disk.heard(speaker)
    assert sound("余额") in heard
    assert sound(NOTICE) not in heard


def test_a_plug_that_is_pulled_ends_private_speech(
    make_voice: MakeVoice, disk: Disk, speaker: Speaker
) -> None:
    plugged = threading.Event()
    plugged.set()
    voice = make_voice(plugged=plugged.is_set)
    voice.say([chinese(LONG, private=True), chinese("余额", private=True)])
    wait_until(lambda: speaker._current is not None)
    wait_until(lambda: disk.path.exists() and disk.path.stat().st_size > 20_000)
    plugged.clear()
    finish(voice)
    heard = disk.heard(speaker)
    assert sound(LONG) not in heard
    assert sound("余额") not in heard


def test_the_voice_keeps_nobody_waiting(
    make_voice: MakeVoice, make_command: MakeCommand
) -> None:
    """Every method comes back while espeak-ng hangs, and the next words are spoken."""
    hangs = make_command(
        'text=$(cat); case "$text" in *3*) exec sleep 60;; esac\n'
        'echo "$text" | exec espeak-ng "$@"'
    )
    voice = make_voice(espeak=Espeak(hangs, limit=60))
    calls: list[Callable[[], object]] = [
        lambda: voice.say([Utterance("3", "en")]),
        lambda: voice.say([Utterance("3", "en")]),
        lambda: voice.tune(3, 4),
        voice.repeat,
        voice.stop,
        lambda: voice.say([Utterance("hello", "en")]),
    ]
    for call in calls:
        call()
    finish(voice)
    assert voice.available


def test_probing_makes_no_sound(
    make_voice: MakeVoice, disk: Disk, speaker: Speaker
) -> None:
    changed = threading.Event()
    voice = make_voice(on_change=changed.set)
    before = voice.available
    voice.probe()
    assert changed.wait(60)
    assert (before, voice.available) == (None, True)
    assert not voice.speaking
    assert not any(disk.heard(speaker))


def test_without_a_device_the_voice_is_silent_and_says_so_once(
    make_voice: MakeVoice,
    speaker: Speaker,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    caplog.set_level(logging.WARNING)
    voice = make_voice()
    for _ in range(3):
        voice.say([chinese("你好"), chinese("取卡")])
        finish(voice)
        wait_until(lambda: speaker._thread is None)
    assert voice.available is False
    assert len(caplog.records) == 1
    assert "no sound" in caplog.text


def test_without_espeak_the_voice_is_silent_and_says_so_once(
    make_voice: MakeVoice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    voice = make_voice(espeak=Espeak("/no/espeak-ng"), plugged=lambda: True)
    for _ in range(3):
        voice.say([chinese("你好"), chinese("余额", private=True)])
        finish(voice)
    assert voice.available is False
    assert [r.getMessage() for r in caplog.records] == [
        "nothing was spoken: /no/espeak-ng: No such file or directory"
    ]


def test_nothing_lives_on_after_the_end(
    make_voice: MakeVoice, speaker: Speaker
) -> None:
    voice = make_voice()
    voice.say([chinese(LONG)])
    wait_until(lambda: speaker._current is not None)
    voice.close()
    speaker.close()
    assert not {"voice", "sound"} & {thread.name for thread in threading.enumerate()}
    voice.say([chinese(LONG)])
    voice.close()
    assert "voice" not in {thread.name for thread in threading.enumerate()}


def test_a_silent_voice_sleeps(make_voice: MakeVoice, speaker: Speaker) -> None:
    """The device is let go after speech: open, it wakes the processor all the time."""
    voice = make_voice()
    voice.say([chinese("好")])
    finish(voice)
    wait_until(lambda: speaker._thread is None)
    assert pygame.mixer.get_init() is None
