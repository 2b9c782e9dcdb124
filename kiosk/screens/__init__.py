"""How pages look and how touches become answers; pygame lives here and only here.

What happens next is never decided here: see `kiosk.session`.
"""

import os

# pygame greets on standard output when it is imported; the kiosk keeps that clean.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
