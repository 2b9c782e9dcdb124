"""What is typed is held, counted and handed over once."""

from kiosk.screens.toolkit.keys.keypad import Keystroke, TypedEntry


def test_entry_holds_so_many_and_hands_over_once() -> None:
    entry = TypedEntry(6, 6)
    for key in "12345":
        Keystroke(key).apply(entry)
    assert len(entry) == 5
    for key in ("X", "9", "delete", "7"):
        Keystroke(key).apply(entry)
    assert entry.complete
    assert "1234" not in repr(entry)
    assert "7" not in repr(Keystroke("7"))
    assert entry.take() == "123457"
    assert len(entry) == 0
    Keystroke("1").apply(entry)
    Keystroke("clear").apply(entry)
    assert len(entry) == 0
