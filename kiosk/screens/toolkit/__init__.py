"""Widgets, layout in millimetres, colours by role, text and painting.

It knows nothing of pages, sessions or cards.
"""
