"""Accept the pages as they are drawn now: `python -m tests.screens.accept`.

Look at `tests/screens/out/index.html` first. The manuals and the design page get the
same pictures.
"""

import argparse
import shutil

from tests.screens import design, manual
from tests.screens.pictures import OUT, accept, keep_expected, pixel_hash, shots


def main() -> None:
    """Draw every picture, write its hash, and all pages that show pictures."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    shutil.rmtree(OUT, ignore_errors=True)
    hashes = {}
    for name, shot in shots().items():
        picture = shot.draw()
        keep_expected(name, picture)
        hashes[name] = pixel_hash(picture)
    accept(hashes)
    shown = manual.write()
    design.write()
    print(f"{len(hashes)} pictures accepted, {shown} in the manuals.")


if __name__ == "__main__":
    main()
