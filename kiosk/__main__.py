"""`python -m kiosk`: the same as the `kiosk` command."""

import sys

from kiosk.machine.shell.cli import main

sys.exit(main())
