"""Where somebody comes from, as far as anybody needs to know."""

import pytest

from kiosk.center.desk.entrance.address_nets import net_of


@pytest.mark.parametrize(
    ("address", "net"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("nothing", "-"),
        (None, "-"),
    ],
)
def test_a_net_is_no_machine(address: str | None, net: str) -> None:
    assert net_of(address) == net
