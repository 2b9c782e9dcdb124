"""`python -m tests.documents` renews every computed table and document."""

from tests.documents import (
    card_tables,
    event_tables,
    fault_tables,
    openapi,
    region_tables,
)

for each in (card_tables, region_tables, event_tables, fault_tables, openapi):
    each.main()
