"""Brings the tables of all subjects together, so that they can be made as one."""

from kiosk.center.applications import applications_tables
from kiosk.center.applications.contact import contact_tables
from kiosk.center.database.schema import METADATA
from kiosk.center.desk.audit import audit_tables
from kiosk.center.desk.entrance import entrance_tables
from kiosk.center.desk.watching import alert_tables
from kiosk.center.editions import editions_tables
from kiosk.center.events import open_faults
from kiosk.center.fleet import fleet_tables
from kiosk.center.hospital import hospital_tables
from kiosk.center.identity import identity_tables
from kiosk.center.keys import keys_tables
from kiosk.center.receipts import kept_tables
from kiosk.center.records import records_tables
from kiosk.center.server import alarms
from kiosk.center.services import eligibility_tables, work_tables
from kiosk.center.upload import refusal_notes, upload_tables

SUBJECTS = (
    *(alert_tables, audit_tables, editions_tables, entrance_tables),
    *(alarms, applications_tables, contact_tables, fleet_tables),
    *(identity_tables, keys_tables),
    eligibility_tables,
    *(kept_tables, open_faults, records_tables, refusal_notes, upload_tables),
    *(hospital_tables, work_tables),
)
"""To import them is what counts: each adds its tables to the collection."""
ALL = METADATA
