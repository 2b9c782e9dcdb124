"""How many commands a visit may cost: the numbers of docs/card.md, asserted.

Counted on the slot's side: T=0 as it goes over the wire, with GET RESPONSE, and T=1.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.devices.card.holder.protected import read_item
from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.keys.authentication import answer
from kiosk.devices.card.protocol.apdu import Ins, StatusWord, without_le
from kiosk.devices.card.protocol.transport import Transport
from kiosk.devices.virtual.card.issuing import card_from_person
from kiosk.devices.virtual.demo_keys import card_key
from kiosk.devices.virtual.reader.virtual_reader import ChipCard
from kiosk.domain.region.region_rules import ACCOUNT
from kiosk.domain.secret import Pin
from kiosk.session.dialog.card_session import read_card
from tests.devices.card.samples import PIN, Direct, issued, person


class TZero(Direct):
    """A transport that takes Le off behind data, as the one to a T=0 card does."""

    def __init__(self, card: ChipCard) -> None:
        super().__init__(card)
        self.words: list[int] = []

    def transmit(self, command: bytes) -> bytes:
        answer = super().transmit(without_le(command))
        self.words.append(int.from_bytes(answer[-2:], "big"))
        return answer


class SingleRecords(TZero):
    """A card that gives one record at a time only."""

    def transmit(self, command: bytes) -> bytes:
        if command[1] == Ins.READ_RECORD and command[3] & 0x07 == 0x05:
            self.commands.append(command)
            return StatusWord.WRONG_P1_P2.to_bytes(2, "big")
        return super().transmit(command)


def prove(transport: Transport) -> None:
    SocialSecurityCard(transport).internal_authenticate(bytes(8), bytes(8))


def to_home(generation: int) -> Callable[[Transport], None]:
    def work(transport: Transport) -> None:
        card = SocialSecurityCard(transport)
        card.verify_pin(Pin(PIN))
        card.read_holder(generation)

    return work


@pytest.mark.parametrize("generation", [1, 2, 3])
@pytest.mark.parametrize(
    ("line", "first_look", "proof", "home"),
    [
        # SELECT, GET RESPONSE, issuer's file, VERIFY without data.
        # INTERNAL AUTHENTICATE, GET RESPONSE. VERIFY, holder's file.
        (TZero, 4, 2, 2),
        (Direct, 3, 1, 2),
    ],
)
def test_the_budget(
    tmp_path: Path,
    generation: int,
    line: type[Direct],
    first_look: int,
    proof: int,
    home: int,
) -> None:
    wire = line(issued(tmp_path, generation))
    look = read_card(wire)
    assert look.issuer.generation == generation
    assert len(wire.commands) == first_look
    prove(wire)
    assert len(wire.commands) == first_look + proof
    to_home(generation)(wire)
    assert len(wire.commands) == first_look + proof + home


@pytest.mark.parametrize("generation", [1, 2, 3])
@pytest.mark.parametrize(("line", "cost"), [(TZero, 5), (Direct, 3)])
def test_the_item_behind_the_pin(
    tmp_path: Path, generation: int, line: type[Direct], cost: int
) -> None:
    """SELECT the application, READ RECORD, SELECT the environment; before and after."""
    wire = line(issued(tmp_path, generation))
    read_card(wire)
    for _ in range(2):
        before = len(wire.commands)
        read_item(wire, ACCOUNT, generation)
        assert len(wire.commands) == before + cost
        SocialSecurityCard(wire).verify_pin(Pin(PIN))


@pytest.mark.parametrize("generation", [1, 2, 3])
def test_no_command_is_sent_to_be_corrected(tmp_path: Path, generation: int) -> None:
    wire = TZero(issued(tmp_path, generation))
    read_card(wire)
    prove(wire)
    read_item(wire, ACCOUNT, generation)
    to_home(generation)(wire)
    read_item(wire, ACCOUNT, generation)
    assert not [sw for sw in wire.words if sw & 0xFF00 == StatusWord.WRONG_LE]


def test_a_card_of_single_records_costs_one_command_more_per_file(
    tmp_path: Path,
) -> None:
    wire = SingleRecords(issued(tmp_path))
    read_card(wire)
    # SELECT, GET RESPONSE, the refusal, seven records, VERIFY without data.
    assert len(wire.commands) == 11
    to_home(2)(wire)
    assert len(wire.commands) == 11 + 1 + 8


def test_an_old_card_without_a_name_costs_what_finding_it_costs(
    tmp_path: Path,
) -> None:
    wire = TZero(card_from_person(person(1), tmp_path, nameless=True))
    read_card(wire)
    # SELECT by name, SELECT the master file with GET RESPONSE, the first record, then
    # the issuer's file and the question for the tries.
    assert len(wire.commands) == 6


def test_the_holder_of_a_third_generation_card_costs_two_more(
    tmp_path: Path,
) -> None:
    wire = TZero(issued(tmp_path, 3))
    look = read_card(wire)
    before = len(wire.commands)
    card = SocialSecurityCard(wire)
    card.verify_pin(Pin(PIN))
    challenge = card.get_challenge()
    assert look.algorithm is not None
    assert look.issuer.card_id is not None
    key = card_key(look.issuer.card_id, "RKSSSE", look.algorithm)
    proof = answer(look.algorithm, key, challenge, bytes(8))
    card.external_authenticate(0x0A, proof + bytes(8))
    assert card.read_holder(3).name == "测试员"
    assert len(wire.commands) == before + 4
