"""`python -m tests.devices.printer.sweep`: every fault at every byte, as a table.

Ends with 1 when a count that must be none is not.
"""

import argparse
import sys

from tests.devices.printer.sweep.walk import all_profiles, profiles, table, walk_all


def main() -> int:
    """Walk and print."""
    parser = argparse.ArgumentParser(prog="sweep", description=__doc__)
    parser.add_argument("--profile", action="append", choices=sorted(all_profiles()))
    parser.add_argument("--all", action="store_true", help="and those between them")
    parser.add_argument("--step", type=int, default=1, help="every so many bytes")
    parser.add_argument("--baud", type=int, default=115200)
    parser.add_argument("--lines", type=int, default=5, help="of the receipt")
    parser.add_argument("--code", action="store_true", help="with a QR code")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--show", type=int, default=3, help="bad cases of a fault")
    options = parser.parse_args()
    chosen = all_profiles() if options.all else profiles()
    names = options.profile or sorted(chosen)
    size = (options.step, options.baud, options.lines, options.code)
    tallies = list(walk_all(*size, names, options.workers))
    print(table(tallies))
    for tally in tallies:
        for bad in tally.bad[: options.show]:
            print(bad)
    wrong = sum(tally.wrong for tally in tallies)
    print(f"{sum(tally.cases for tally in tallies)} cases, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
