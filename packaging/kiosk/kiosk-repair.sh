#!/bin/sh
# Ends an installation that a power cut broke off. What was being unpacked only the whole
# package repairs, so the update leaves the one that it checked in /var/cache/kiosk.
set -eu
kept=/var/cache/kiosk/kiosk.deb
export DEBIAN_FRONTEND=noninteractive

whole() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' kiosk 2>/dev/null)" = installed ] &&
        [ "$(dpkg-query -W -f='${db:Status-Eflag}' kiosk)" = ok ]
}

if whole; then
    exit 0
fi
dpkg --configure -a --force-confdef --force-confold </dev/null || true
if ! whole && [ -f "$kept" ]; then
    dpkg --force-confdef --force-confold -i "$kept" </dev/null
fi
if ! whole; then
    echo "kiosk-repair: the package kiosk is broken: install it again with dpkg -i" >&2
    exit 1
fi
echo "kiosk-repair: the package kiosk is whole again"
