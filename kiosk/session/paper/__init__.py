"""What is on a receipt, as meaning; the same facts as the page it belongs to.

Widths, bytes and the cutter are the printer's business.
"""
