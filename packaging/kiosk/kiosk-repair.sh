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

# An update that is installed is never installed again, nor any before it.
remember() {
    [ -f /var/cache/kiosk/serial ] && [ -f "$kept" ] || return 0
    [ "$(dpkg-deb --field "$kept" Version)" = "$(dpkg-query -W -f='${Version}' kiosk)" ] ||
        return 0
    new=$(cat /var/cache/kiosk/serial) old=$(cat /opt/kiosk/serial 2>/dev/null || echo 0)
    [ "$new" -gt "$old" ] || return 0
    echo "$new" >/opt/kiosk/.serial
    sync /opt/kiosk/.serial
    mv -T /opt/kiosk/.serial /opt/kiosk/serial
    sync /opt/kiosk
    rm -f /opt/kiosk/update-result
}

if whole; then
    remember
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
remember
echo "kiosk-repair: the package kiosk is whole again"
