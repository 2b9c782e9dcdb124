#!/bin/sh
# Runs `kiosk center ...` on the center's folder as the center's user: what root wrote
# there the service could not write any more.
set -eu
export KIOSK_CENTER_FOLDER="${KIOSK_CENTER_FOLDER:-/var/lib/kiosk-center}"
# No program of the folder that one stands in.
export PYTHONSAFEPATH=1
program=/opt/kiosk-center/venv/bin/python
if [ "$(id -u)" -eq 0 ]; then
    exec runuser -u kiosk-center -- "$program" -m kiosk center "$@"
fi
exec "$program" -X faulthandler -m kiosk center "$@"
