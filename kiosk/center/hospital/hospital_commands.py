"""What an operator types about the reference hospital; prints plain lines."""

import sys
from contextlib import closing
from pathlib import Path

from kiosk.center.database.center_clock import now_of
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.hospital.city.clinic_schedule import renew_clinics
from kiosk.center.hospital.city.hospital_day import (
    clinics_of_day,
    resume_clinic,
    stop_clinic,
)
from kiosk.center.hospital.city.hospital_settings import (
    WrongClinics,
    keep_settings,
    read_settings,
)
from kiosk.settings.texts import Texts
from kiosk.settings.told import in_words


def list_command(folder: Path, texts: Texts) -> int:
    """Print today's clinics; 1 when there is none."""
    with closing(connect(folder)) as db:
        found = clinics_of_day(db, now_of(db))
    for each in found:
        clinic = each.clinic
        print(
            texts(
                "operator__clinic_stopped" if each.stopped else "operator__clinic",
                id=clinic.id,
                begins=clinic.begins,
                ends=clinic.ends,
                department=each.department,
                doctor=clinic.doctor or texts("operator__clinic_duty"),
                capacity=each.capacity,
                taken=each.taken,
                here=each.here,
                missed=each.missed,
                left=each.left,
            )
        )
    if not found:
        print(texts("operator__no_clinics"), file=sys.stderr)
    return 0 if found else 1


def stop_command(folder: Path, clinic: str, texts: Texts) -> int:
    """Stop a clinic; 2 when there is none of this id, or it has ended."""
    with closing(connect(folder)) as db:
        stopped = stop_clinic(db, clinic, now_of(db))
    if not stopped:
        print(texts("operator__no_clinic", id=clinic), file=sys.stderr)
        return 2
    print(texts("operator__stopped", id=clinic))
    return 0


def resume_command(folder: Path, clinic: str, texts: Texts) -> int:
    """Undo a stop; 2 when there is no stopped clinic of this id, or it has ended."""
    with closing(connect(folder)) as db:
        resumed = resume_clinic(db, clinic, now_of(db))
    if not resumed:
        print(texts("operator__no_stopped_clinic", id=clinic), file=sys.stderr)
        return 2
    print(texts("operator__resumed", id=clinic))
    return 0


def load_command(folder: Path, file: Path, texts: Texts) -> int:
    """Set the hospital up from its file; 1 when a clinic in it cannot be."""
    try:
        settings = read_settings(file)
    except WrongClinics as error:
        print(in_words(error, texts), file=sys.stderr)
        return 1
    with closing(connect(folder)) as db, transaction(db):
        keep_settings(db, settings)
        renew_clinics(db, settings, now_of(db))
    print(texts("operator__hospital_set", name=settings.name))
    return 0
