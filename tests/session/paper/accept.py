"""Accept the receipts as they come out now: `python -m tests.session.paper.accept`.

Look at them first: the files that changed are listed, and the pictures lie beside the
bytes in `tests/data/receipts/`.
"""

import argparse

from kiosk.devices.printer.typesetting.segments import build_job
from tests.devices.printer.conftest import profile
from tests.devices.printer.paper import piece_of
from tests.session.paper.canon import FOLDER, PAPERS, receipts


def main() -> None:
    """Write the bytes of every receipt, and the picture of its paper."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    written = 0
    for paper in PAPERS:
        folder, own = FOLDER / paper, profile(paper)
        folder.mkdir(parents=True, exist_ok=True)
        wanted = set()
        for name, receipt in receipts(paper).items():
            data = build_job(receipt, own, 1).data
            file, picture = folder / f"{name}.bin", folder / f"{name}.png"
            wanted |= {file, picture}
            if not file.exists() or file.read_bytes() != data or not picture.exists():
                print(f"{paper}/{name}: {len(data)} bytes")
            file.write_bytes(data)
            piece_of(data, own).dots.save(picture, optimize=True)
            written += 1
        for stray in set(folder.iterdir()) - wanted:
            stray.unlink()
    print(f"{written} receipts accepted.")


if __name__ == "__main__":
    main()
