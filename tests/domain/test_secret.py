"""A Pin never shows itself, whatever is done to it."""

import copy
import pickle
import traceback

import pytest

from kiosk.domain.secret import Pin
from kiosk.session.pages.page import PinEntered

SECRET = "8391X7"


def test_no_text_shows_it() -> None:
    pin = Pin(SECRET)
    answer = PinEntered(pin)
    shown = [repr(pin), str(pin), f"{pin}", f"{pin!r:>30}", repr(answer), str([answer])]
    assert not any(SECRET in text for text in shown)
    assert pin.reveal() == SECRET


def test_it_is_written_nowhere() -> None:
    for write in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            write(Pin(SECRET))


def test_an_error_does_not_show_it() -> None:
    with pytest.raises(ValueError, match="digits") as caught:
        Pin("8391b7")
    text = "".join(traceback.format_exception_only(caught.value))
    assert "8391b7" not in text
