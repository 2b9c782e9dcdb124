"""All pages about machines, for the desk's application."""

from kiosk.center.desk.fleet_pages.edition_routes import EDITIONS
from kiosk.center.desk.fleet_pages.figure_routes import FIGURES
from kiosk.center.desk.fleet_pages.machine_routes import MACHINES
from kiosk.center.desk.fleet_pages.order_routes import ORDERS
from kiosk.center.desk.fleet_pages.receipt_routes import RECEIPTS
from kiosk.center.desk.fleet_pages.revoke_routes import REVOKE
from kiosk.center.desk.fleet_pages.wall_routes import WALL
from kiosk.center.desk.fleet_pages.work_routes import WORK_ROUTES

FLEET = [
    *(*WALL, *MACHINES, *WORK_ROUTES, *ORDERS, *FIGURES, *RECEIPTS),
    *(*REVOKE, *EDITIONS),
]
