"""A whole machine, booted from the disk that `script/image` builds.

Not a part of the suite: `script/machine-test` runs it. What it claims comes from the
screen, the paper, the card and the center; a root shell is for faults only.
"""
