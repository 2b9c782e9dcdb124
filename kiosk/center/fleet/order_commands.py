"""`kiosk center order` and `orders`: gives an order, and lists what became of them."""

import sys
from contextlib import closing
from pathlib import Path

from kiosk.center.database.center_clock import now_of
from kiosk.center.database.connecting import connect
from kiosk.center.fleet.orders import OPEN, OrderNotGiven, give_order, orders_of
from kiosk.domain.china_time import china_second
from kiosk.settings.texts import Texts


def order_command(
    folder: Path,
    kiosk: str,
    act: str,
    text: str,
    minutes: int | None,
    by: str,
    texts: Texts,
) -> int:
    """Give an order; 2 when it cannot be given."""
    with closing(connect(folder)) as db:
        now = now_of(db)
        until = None if minutes is None else now + minutes * 60
        try:
            given = give_order(db, kiosk, act, by, now, text=text, until=until)
        except OrderNotGiven as refused:
            key = f"operator__no_order__{refused.why}"
            print(texts(key, kiosk=kiosk), file=sys.stderr)
            return 2
    told = {
        "kiosk": kiosk,
        "number": given.number,
        "expires": china_second(given.expires),
    }
    print(texts("operator__order_given", **told))
    return 0


def orders_command(folder: Path, kiosk: str | None, texts: Texts) -> int:
    """Print the newest orders, one a line; 1 where one has no end yet."""
    with closing(connect(folder)) as db:
        found = orders_of(db, kiosk)
    for row in found:
        print(
            texts(
                "operator__order",
                kiosk=row["kiosk"],
                number=row["number"],
                act=texts(f"order_act__{row['act']}"),
                by=row["by"],
                made=china_second(row["made"]),
                state=texts(f"order_state__{row['state']}"),
                told=row["told"],
            ).rstrip()
        )
    return 1 if any(row["state"] in OPEN for row in found) else 0
