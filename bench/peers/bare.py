"""The least that pygame-ce shows: a window of one colour, `python bare.py COLOR`."""

import sys

import pygame


def main() -> None:
    """Open the window, paint it, and wait for the end."""
    pygame.display.init()
    window = pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
    window.fill(tuple(int(sys.argv[1]).to_bytes(3)))
    pygame.display.flip()
    while pygame.event.wait().type != pygame.QUIT:
        pass


if __name__ == "__main__":
    main()
