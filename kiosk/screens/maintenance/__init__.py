"""The technician's pages: how they look.

Who may see them is decided in `kiosk.session`.
"""
