#!/bin/sh
# Runs the kiosk of the release that this file stands in, wherever that lies and through
# whatever link it was called.
here=$(readlink -f "$0")
# No program of the folder that one stands in: it may be a stick's, and this may be root.
export PYTHONSAFEPATH=1
# A machine, and no checkout: without its settings a command does not take the demo's.
export KIOSK_INSTALLED=1
exec "${here%/bin/kiosk}/venv/bin/python" -X faulthandler -m kiosk "$@"
