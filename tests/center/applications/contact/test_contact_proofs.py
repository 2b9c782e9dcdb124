"""The ID card for a change, and a number that is somebody else's: over TLS."""

from pathlib import Path

import msgspec
import pytest

from kiosk.center.server.operations import allow_part
from kiosk.domain.applications import ActState, ByIdCard, Contact, ContactProof, Reason
from kiosk.domain.region.errand_rules import ContactRules
from kiosk.domain.region.region import Region
from tests.sync.applications.hall import CAST, REGION, scene, token_of

WANG, LI = CAST["wang-xiulan"], CAST["li-guoqiang"]
FREE = "10099887766"


def region(**rules: object) -> Region:
    """Return the test region with other rules for contact data."""
    fields = ("mobile", "phone")
    contact = ContactRules(kiosk=True, fields=fields, **rules)  # type: ignore[arg-type]
    return msgspec.structs.replace(REGION, contact=contact)


@pytest.mark.parametrize(
    ("allowed", "shown", "reason"),
    [
        (True, ByIdCard(WANG.number, WANG.name), None),
        (True, ByIdCard(LI.number, LI.name), Reason.NOT_RECOGNISED),
        (True, ByIdCard(WANG.number, LI.name), Reason.NOT_RECOGNISED),
        (False, ByIdCard(WANG.number, WANG.name), Reason.NOT_ALLOWED),
        (True, None, Reason.NOT_ALLOWED),
    ],
)
async def test_the_center_matches_the_id_card_with_the_holder(
    tmp_path: Path, allowed: bool, shown: ByIdCard | None, reason: Reason | None
) -> None:
    async with scene(tmp_path, region(proof=("card_and_id_card",))) as (center, one, _):
        if allowed:
            allow_part(center.folder, "hall-1", "id_card")
        token = await token_of(one, WANG)
        told = await one.acts.change_contact(
            token, Contact(mobile=FREE), ContactProof(id_card=shown)
        )
        assert told.reason is reason


async def test_another_persons_number_is_refused_and_not_told_whose(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, region(in_use="refuse")) as (_, one, _):
        theirs = (await one.line.client.person(await token_of(one, LI))).person.mobile
        assert theirs
        token = await token_of(one, WANG)
        told = await one.acts.change_contact(token, Contact(mobile=theirs))
        assert told.reason is Reason.IN_USE
        assert LI.name not in str(told)
        own = (await one.line.client.person(token)).person.mobile
        same = await one.acts.change_contact(token, Contact(mobile=own))
        assert same.state is ActState.ACCEPTED, "one's own is nobody else's"


async def test_nobody_finds_out_so_which_numbers_are_registered(tmp_path: Path) -> None:
    async with scene(tmp_path, region(in_use="refuse")) as (_, one, clock):
        token = await token_of(one, WANG)
        for last in range(3):
            new = Contact(mobile=f"1009988776{last}")
            await one.acts.change_contact(token, new)
        told = await one.acts.change_contact(token, Contact(mobile=FREE))
        assert (told.reason, told.retry_after) == (Reason.LOCKED, 60)
        landline = await one.acts.change_contact(token, Contact(phone="0574-87654321"))
        assert landline.state is ActState.ACCEPTED, "only numbers that are looked up"
        clock.at += 60
        told = await one.acts.change_contact(token, Contact(mobile=FREE))
        assert told.state is ActState.ACCEPTED


async def test_a_number_that_was_given_up_is_free(tmp_path: Path) -> None:
    async with scene(tmp_path, region(in_use="refuse")) as (_, one, _):
        hers = await token_of(one, WANG)
        old = (await one.line.client.person(hers)).person.mobile
        await one.acts.change_contact(hers, Contact(mobile=FREE))
        his = await token_of(one, LI)
        assert (await one.acts.change_contact(his, Contact(mobile=FREE))).reason is (
            Reason.IN_USE
        )
        told = await one.acts.change_contact(his, Contact(mobile=old))
        assert told.state is ActState.ACCEPTED
