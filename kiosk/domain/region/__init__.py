"""A region's rules as typed values: what its sources say, and nothing else.

What a source does not say stays absent (None or empty) and the kiosk then sends
people to the hotline; no rule is ever guessed.
"""
