"""Every kind of event: its bytes are what they always were, and it reads them back.

The payloads on the right are those that kiosks wrote before the registry was made: a
center that checks hashes and reads kinds must not notice that there is one.
"""

from typing import Any

import msgspec
import pytest

from kiosk.domain.applications import LossKind, Reason
from kiosk.domain.faults import Fault
from kiosk.domain.records import CardState, Insurance
from kiosk.sync.wire.chain import EventPlace
from kiosk.sync.wire.events import application_events as application
from kiosk.sync.wire.events import edition_events as edition
from kiosk.sync.wire.events import machine_events as machine
from kiosk.sync.wire.events import order_events as order
from kiosk.sync.wire.events import pin_events as pin
from kiosk.sync.wire.events import query_events as query
from kiosk.sync.wire.events import receipt_events as receipts
from kiosk.sync.wire.events import registration_events as registration
from kiosk.sync.wire.events import staff_events as staff
from kiosk.sync.wire.events import visit_events as visit
from kiosk.sync.wire.events.event_registry import (
    EVENTS,
    UnreadablePayload,
    decoded,
    encoded,
)
from kiosk.sync.wire.events.journal_event import (
    KIND_RULE,
    MAX_PAYLOAD,
    JournalEvent,
    VisitEvent,
    kind,
)
from kiosk.sync.wire.visit_wire import PinKnown

V = "5f0c2d7e9a4b4c1d8e6f7a8b9c0d1e2f"
ACT = "01944e5e7200742ebbe1877034d13f19"
CARD = "990100D156000005201601000E474BA3"
IN: dict[str, object] = {"visit": V}
AWAY = Fault.CENTER_UNREACHABLE

Case = tuple[JournalEvent, str, dict[str, object]]

REGISTRATION: list[Case] = [
    (registration.RegistrationHeld(ACT), "registration.held", {"act": ACT}),
    (registration.RegistrationConfirmed(ACT), "registration.confirmed", {"act": ACT}),
    (registration.RegistrationReleased(ACT), "registration.released", {"act": ACT}),
    (registration.RegistrationCancelled(ACT), "registration.cancelled", {"act": ACT}),
    (registration.RegistrationSignedIn(ACT), "registration.signed_in", {"act": ACT}),
    (
        registration.RegistrationRefused(ACT, step="hold", reason="full"),
        "registration.refused",
        {"act": ACT, "step": "hold", "reason": "full"},
    ),
    (
        registration.RegistrationUnknown(ACT, step="confirm", fault=AWAY),
        "registration.unknown",
        {"act": ACT, "step": "confirm", "fault": "N01"},
    ),
]
MACHINE: list[Case] = [
    (machine.KioskStarted("0.1.0"), "kiosk.start", {"version": "0.1.0"}),
    (machine.TwinNoticed(True), "kiosk.twin", {"seen": True}),
    (
        machine.CertificateRenewed(serial="a1", ends="2025-04-10T02:00:00+00:00"),
        "kiosk.certificate_renewed",
        {"serial": "a1", "ends": "2025-04-10T02:00:00+00:00"},
    ),
    (machine.CertificateAsked(), "kiosk.certificate_asked", {}),
    (
        machine.CertificateReturned(serial="a1", ends="2025-04-10T02:00:00+00:00"),
        "kiosk.certificate_returned",
        {"serial": "a1", "ends": "2025-04-10T02:00:00+00:00"},
    ),
    (
        machine.EpochBegun(
            reason="center is behind", origin=EventPlace(1, 4), moved=3, unreadable=0
        ),
        "journal.epoch",
        {"reason": "center is behind", "from": [1, 4], "moved": 3, "unreadable": 0},
    ),
    (
        machine.RefusedSettled("0a" * 16, "center"),
        "refused.settled",
        {"event": "0a" * 16, "how": "center"},
    ),
    (
        machine.PartFault(part="printer", fault="P02", began=True),
        "part.fault",
        {"part": "printer", "fault": "P02", "began": True},
    ),
    (
        machine.ReleaseKept(version="0.2.0", before="0.1.0"),
        "release.kept",
        {"version": "0.2.0", "before": "0.1.0"},
    ),
    (
        machine.ReleaseTakenBack(version="0.2.0", before="0.1.0", why="printer"),
        "release.back",
        {"version": "0.2.0", "before": "0.1.0", "why": "printer"},
    ),
    (
        edition.EditionApplied(edition="region", number=7, by="desk1"),
        "edition.applied",
        {"kind": "region", "number": 7, "by": "desk1"},
    ),
    (
        edition.EditionRefused(edition="region", number=7, why="printer"),
        "edition.refused",
        {"kind": "region", "number": 7, "why": "printer"},
    ),
    (
        order.OrderTaken(number=7, act="restart", by="li"),
        "order.taken",
        {"number": 7, "act": "restart", "by": "li"},
    ),
    (
        order.OrderEnded(number=7, act="restart", by="li", end="done", why=""),
        "order.ended",
        {"number": 7, "act": "restart", "by": "li", "end": "done", "why": ""},
    ),
    (staff.MaintenanceEntered(), "maintenance.entered", {}),
    (staff.MaintenanceEntered("1001"), "maintenance.entered", {"who": "1001"}),
    (staff.MaintenanceLeft(), "maintenance.left", {}),
    (staff.MaintenanceRefused(), "maintenance.refused", {}),
    (staff.MaintenanceRefused("1001"), "maintenance.refused", {"who": "1001"}),
    (
        staff.BreakGlassUsed("1001", "10482337"),
        "maintenance.break_glass",
        {"who": "1001", "challenge": "10482337"},
    ),
    (
        staff.StaffActed(who="1001", act="roll_changed"),
        "maintenance.act",
        {"who": "1001", "act": "roll_changed", "subject": "", "done": True},
    ),
    (
        staff.ReadinessTold(
            who="1001", verdict="ready", parts="reader=ok", tests="printer=passed"
        ),
        "maintenance.readiness",
        {
            "who": "1001",
            "verdict": "ready",
            "parts": "reader=ok",
            "tests": "printer=passed",
        },
    ),
    (
        staff.SelfTested(
            who="1001", test="printer", outcome="passed", proved="status", fault=None
        ),
        "maintenance.test",
        {
            "who": "1001",
            "test": "printer",
            "outcome": "passed",
            "proved": "status",
            "fault": None,
        },
    ),
    (
        machine.PrintDone(
            job=7, receipt="contributions", state="confirmed", sent=5120, fault=None
        ),
        "print.done",
        {
            "job": 7,
            "kind": "contributions",
            "state": "confirmed",
            "bytes": 5120,
            "fault": None,
        },
    ),
    (
        machine.PrintDone(
            job=8,
            receipt="guide",
            state="unknown",
            sent=None,
            fault=Fault.PRINTER_INTERRUPTED,
        ),
        "print.done",
        {"job": 8, "kind": "guide", "state": "unknown", "bytes": None, "fault": "P06"},
    ),
    (
        machine.PrintDone(
            job=9,
            receipt="guide",
            state="confirmed",
            sent=700,
            fault=None,
            number="5F0A1C3E-103000",
            copy=2,
        ),
        "print.done",
        {
            "job": 9,
            "kind": "guide",
            "state": "confirmed",
            "bytes": 700,
            "fault": None,
            "number": "5F0A1C3E-103000",
            "copy": 2,
        },
    ),
    (machine.ReceiptNotTaken(job=4), "print.not_taken", {"job": 4}),
    (machine.PaperNearEnd(), "printer.paper_near_end", {}),
    (
        receipts.ReceiptKept(
            V,
            number="5F0A1C3E-103000",
            receipt="guide",
            card=CARD,
            copies=0,
            key="0" * 16,
            sealed=b"sealed",
        ),
        "receipt.kept",
        IN
        | {
            "number": "5F0A1C3E-103000",
            "kind": "guide",
            "card": CARD,
            "copies": 0,
            "key": "0" * 16,
            "sealed": "c2VhbGVk",
        },
    ),
    (
        receipts.ReceiptPrintedLater(V, number="5F0A1C3E-103000", origin="K-2", copy=2),
        "receipt.printed_later",
        IN | {"number": "5F0A1C3E-103000", "origin": "K-2", "copy": 2},
    ),
    (query.KeptReceiptsAnswered(V), "query.kept_receipts", IN),
]
VISIT: list[Case] = [
    (
        visit.VisitBegun(V, card=CARD, region="990100", generation=3),
        "visit.begin",
        IN | {"card": CARD, "region": "990100", "generation": 3},
    ),
    (
        visit.VisitBegun(V, card=None, region=None, generation=1),
        "visit.begin",
        IN | {"card": None, "region": None, "generation": 1},
    ),
    (
        visit.VisitBegun(V, service="loss", card=None),
        "visit.begin",
        IN | {"service": "loss", "card": None},
    ),
    (visit.VisitEnded(V, reason="finished"), "visit.end", IN | {"reason": "finished"}),
    (
        visit.VisitEnded(V, reason="trouble", fault=AWAY),
        "visit.end",
        IN | {"reason": "trouble", "fault": "N01"},
    ),
    (visit.VisitFault(AWAY), "visit.trouble", {"fault": "N01"}),
    (visit.SecondCardSeen(), "card.second_in_other_slot", {}),
    (visit.CardLeftInSlot(), "card.left_in_slot", {}),
    (visit.CardTakenLate(), "card.taken_late", {}),
    (
        visit.CardStateTold(V, state=CardState.NORMAL, fault=None),
        "card.state",
        IN | {"state": "normal", "fault": None},
    ),
    (
        visit.CardStateTold(V, state=CardState.UNKNOWN, fault=AWAY),
        "card.state",
        IN | {"state": "unknown", "fault": "N01"},
    ),
    (
        visit.CardRefused(V, Fault.CARD_NOT_ENABLED),
        "card.refused",
        IN | {"fault": str(Fault.CARD_NOT_ENABLED)},
    ),
    (
        visit.CardNotGenuine(V, card=CARD, reason="another answer"),
        "card.not_genuine",
        IN | {"card": CARD, "reason": "another answer"},
    ),
    (visit.CardGenuine(V, by="psam"), "card.genuine", IN | {"by": "psam"}),
    (visit.CardNotChecked(V, ""), "card.not_checked", IN | {"reason": ""}),
    (
        visit.PinProofTold(V, known=PinKnown.NONE, fault=AWAY),
        "card.pin_proof",
        IN | {"known": "none", "fault": "N01"},
    ),
    (
        visit.LostCardInserted(V, CardState.LOSS),
        "card.lost_inserted",
        IN | {"state": "loss"},
    ),
    (
        visit.ChipFactsRead(
            V, insurance=Insurance.PENSION, read=4, unreadable=1, fault=None
        ),
        "card.facts",
        IN | {"insurance": "pension", "read": 4, "unreadable": 1, "trouble": None},
    ),
    (
        visit.HolderUnknown(V, fault=Fault.CENTER_TIMEOUT),
        "holder.unknown",
        IN | {"fault": str(Fault.CENTER_TIMEOUT)},
    ),
    (
        visit.HolderUnknown(V, fault=AWAY, reason=""),
        "holder.unknown",
        IN | {"fault": "N01", "reason": ""},
    ),
]
PIN: list[Case] = [
    (pin.PinOk(V), "pin.ok", IN),
    (pin.PinWrong(V, 2), "pin.wrong", IN | {"remaining": 2}),
    (pin.PinWrong(V, None), "pin.wrong", IN | {"remaining": None}),
    (pin.PinIsLocked(V), "pin.locked", IN),
    (pin.PinUnlockBegun(V), "pin.unlock_begin", IN),
    (
        pin.PinUnlockRefused(V, fault=AWAY, reason="no line"),
        "pin.unlock_refused",
        IN | {"fault": "N01", "reason": "no line"},
    ),
    (pin.PinUnlockUnknown(V), "pin.unlock_unknown", IN),
    (pin.PinUnlocked(V), "pin.unlocked", IN),
    (pin.PinChangeBegun(V), "pin.change_begin", IN),
    (pin.PinChangeRefused(V), "pin.change_refused", IN),
    (pin.PinChangeUnknown(V), "pin.change_unknown", IN),
    (pin.PinChanged(V), "pin.changed", IN),
    (pin.PinNotTold(V, AWAY), "pin.center_not_told", IN | {"fault": "N01"}),
]
QUERY: list[Case] = [
    (
        query.ContributionsAnswered(V, Insurance.MEDICAL),
        "query.contributions",
        IN | {"insurance": "medical"},
    ),
    (query.RightsStatementAnswered(V), "query.rights_statement", IN),
    (query.PersonAnswered(V), "query.person", IN),
    (query.ParticipationAnswered(V), "query.participation", IN),
    (query.StatementsAnswered(V), "query.statements", IN),
    (query.MedicalAnswered(V), "query.medical", IN),
    (query.TreatmentsAnswered(V), "query.visits", IN),
    (
        query.BenefitsAnswered(V, "pension"),
        "query.benefits",
        IN | {"benefit": "pension"},
    ),
    (query.EligibilityTold(V), "query.eligibility", IN),
    (query.UnemploymentAnswered(V), "query.unemployment", IN),
    (query.QueryGivenUp(V, query="person"), "query.given_up", IN | {"query": "person"}),
    (
        query.QueryGivenUp(V, query="contributions", insurance=Insurance.PENSION),
        "query.given_up",
        IN | {"query": "contributions", "insurance": "pension"},
    ),
    (
        query.QueryFailed(V, query="visits", fault=AWAY),
        "query.failed",
        IN | {"query": "visits", "fault": "N01"},
    ),
    (
        query.QueryFailed(V, query="benefits", fault=AWAY, benefit="sick"),
        "query.failed",
        IN | {"query": "benefits", "fault": "N01", "benefit": "sick"},
    ),
]
APPLICATIONS: list[Case] = [
    (application.IdCardFailed(V, AWAY), "id_card.failed", IN | {"fault": "N01"}),
    (application.LossImpossible(V, AWAY), "loss.impossible", IN | {"fault": "N01"}),
    (application.LossManyMisses(V), "loss.many_misses", IN),
    (
        application.LossAsked(act=ACT, loss=LossKind.TEMPORARY, how="number"),
        "loss.asked",
        {"act": ACT, "kind": "temporary", "how": "number"},
    ),
    (
        application.LossAnswered(
            act=ACT, state="refused", reason=Reason.STALE, number=None
        ),
        "loss.answered",
        {"act": ACT, "state": "refused", "reason": "stale", "number": None},
    ),
    (
        application.LossAnswered(
            act=ACT, state="accepted", reason=None, number="1", evidence="AAEC"
        ),
        "loss.answered",
        {
            "act": ACT,
            "state": "accepted",
            "reason": None,
            "number": "1",
            "evidence": "AAEC",
        },
    ),
    (application.LossWithdrawn(ACT), "loss.withdrawn", {"act": ACT}),
    (
        application.WithdrawalAsked(ACT, (ACT,)),
        "withdrawal.asked",
        {"act": ACT, "reports": [ACT]},
    ),
    (
        application.WithdrawalAnswered(act=ACT, state="accepted", reason=None),
        "withdrawal.answered",
        {"act": ACT, "state": "accepted", "reason": None},
    ),
    (
        application.FaceJudged(V, verdict="unsure"),
        "certification.face",
        IN | {"verdict": "unsure"},
    ),
    (
        application.ContactCodeAnswered(ACT, state="sent"),
        "contact.code",
        {"visit": ACT, "state": "sent"},
    ),
]
for word, asked, answered in (
    ("undo", application.UndoAsked, application.UndoAnswered),
    ("release", application.ReleaseAsked, application.ReleaseAnswered),
    (
        "certification",
        application.CertificationAsked,
        application.CertificationAnswered,
    ),
    ("contact", application.ContactAsked, application.ContactAnswered),
    ("sign_in", application.SignInAsked, application.SignInAnswered),
    ("pin", application.ServicePinAsked, application.ServicePinAnswered),
    ("enabling", application.EnablingAsked, application.EnablingAnswered),
    ("replacement", application.ReplacementAsked, application.ReplacementAnswered),
):
    done, failed = (
        answered(act=ACT, state="accepted", reason=None),
        answered(act=ACT, state="x", fault=AWAY),
    )
    sure: dict[str, object] = {"act": ACT, "state": "accepted", "reason": None}
    unsure: dict[str, object] = {"act": ACT, "state": "x", "fault": "N01"}
    proved = answered(act=ACT, state="accepted", reason=None, evidence="AAEC")
    APPLICATIONS += [
        (asked(ACT), f"{word}.asked", {"act": ACT}),
        (done, f"{word}.answered", sure),
        (proved, f"{word}.answered", {**sure, "evidence": "AAEC"}),
        (failed, f"{word}.answered", unsure),
    ]
CASES = [*MACHINE, *VISIT, *PIN, *QUERY, *APPLICATIONS, *REGISTRATION]


@pytest.mark.parametrize(("event", "name", "before"), CASES)
def test_an_event_is_byte_for_byte_what_it_was(
    event: JournalEvent, name: str, before: dict[str, object]
) -> None:
    assert event.about.name == name
    assert encoded(event) == msgspec.json.encode(before)
    assert decoded(encoded(event), EVENTS[name]) == event


def test_every_kind_is_among_the_cases() -> None:
    assert {name for _, name, _ in CASES} == set(EVENTS)


@pytest.mark.parametrize("name", EVENTS)
def test_a_kind_says_what_it_means_and_to_whom(name: str) -> None:
    event = EVENTS[name]
    assert KIND_RULE.fullmatch(name)
    assert event.about.readers
    sentence = (event.__doc__ or "").strip()
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize("name", EVENTS)
def test_its_first_field_is_the_visit_where_there_is_one(name: str) -> None:
    fields = EVENTS[name].__struct_encode_fields__
    assert ("visit" in fields) == issubclass(EVENTS[name], VisitEvent)
    assert "visit" not in fields[1:]


def test_no_two_classes_share_a_kind() -> None:
    """The registry is made of names, so a second class would hide behind the first."""
    named = [each for each in everyone(JournalEvent) if "about" in vars(each)]
    own = [each for each in named if each.__module__.startswith("kiosk.")]
    assert sorted(e.about.name for e in own) == sorted(EVENTS)


def everyone(base: type[JournalEvent]) -> list[type[JournalEvent]]:
    """Return all classes below one."""
    return [
        found for each in base.__subclasses__() for found in (each, *everyone(each))
    ]


@pytest.mark.parametrize("name", ["Not A Kind", "", "x" * 65, "a-b", "1a", "a.b\n"])
def test_a_kind_is_a_dotted_word(name: str) -> None:
    with pytest.raises(ValueError, match="dotted"):
        kind(name, machine.KioskStarted.about.severity)


def test_the_longest_payload_is_written_and_one_more_is_not() -> None:
    frame = len(encoded(machine.KioskStarted("")))
    fits = machine.KioskStarted("x" * (MAX_PAYLOAD - frame))
    assert len(encoded(fits)) == MAX_PAYLOAD
    with pytest.raises(ValueError, match="too long"):
        encoded(machine.KioskStarted(fits.version + "x"))


@pytest.mark.parametrize("payload", [b"{}", b"[]", b'{"seen":1}', b"\xff", b"[" * 9000])
def test_a_payload_of_another_shape_is_named_by_its_kind(payload: bytes) -> None:
    with pytest.raises(UnreadablePayload, match=r"kiosk\.twin"):
        decoded(payload, machine.TwinNoticed)


@pytest.mark.parametrize("event", [case[0] for case in CASES])
def test_no_repr_shows_what_an_event_says(event: JournalEvent) -> None:
    assert repr(event) == f"{type(event).__name__}(hidden)"


def fields_of(event: type[JournalEvent]) -> dict[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(event)}


@pytest.mark.parametrize("name", ["query.given_up", "query.failed"])
def test_whatever_is_asked_for_can_fail(name: str) -> None:
    """`fetch` hands on every field of the question, so the two must have them all."""
    asked = [e for e in EVENTS.values() if issubclass(e, query.RecordsAnswered)]
    assert len(asked) == 11
    needed = {field for event in asked for field in fields_of(event)}
    assert needed <= set(fields_of(EVENTS[name]))
