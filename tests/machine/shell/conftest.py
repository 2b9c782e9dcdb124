"""The private pcscd of the device tests, for the commands that read a card."""

from tests.devices.conftest import listener, pcscd, reader, slot

__all__ = ["listener", "pcscd", "reader", "slot"]
