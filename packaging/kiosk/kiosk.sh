#!/bin/sh
# Runs the kiosk of the release that this file stands in, wherever that lies and through
# whatever link it was called.
here=$(readlink -f "$0")
exec "${here%/bin/kiosk}/venv/bin/python" -X faulthandler -m kiosk "$@"
