"""Accept the pages as they are drawn now: `python -m tests.screens.accept`.

Look at `tests/screens/out/index.html` first.
"""

from tests.screens.pictures import accept, keep_expected, pixel_hash, shots


def main() -> None:
    """Draw every picture and write its hash."""
    hashes = {}
    for name, shot in shots().items():
        picture = shot.draw()
        keep_expected(name, picture)
        hashes[name] = pixel_hash(picture)
    accept(hashes)
    print(f"{len(hashes)} pictures accepted.")


if __name__ == "__main__":
    main()
