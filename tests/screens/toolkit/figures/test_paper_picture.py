"""A paper on the screen is what is printed, cut between lines, its secrets covered."""

from itertools import pairwise

import pygame
import pytest

from kiosk.devices.printer.printer_port import ReceiptPreview
from kiosk.screens.frame.context import Presentation
from kiosk.screens.toolkit.figures.paper_picture import LEAST_DOTS, PaperPicture
from kiosk.screens.toolkit.kit import Kit, Rect
from tests.every import every
from tests.screens.samples_papers import paper
from tests.screens.studio import laid_out, studio

PAPER = paper(12).preview
WIDE = 1000


def kit_of(masked: bool) -> Kit:
    return studio("portrait").context(Presentation(masked=masked)).kit


@pytest.fixture
def kit() -> Kit:
    return kit_of(masked=True)


def drawn(kit: Kit, picture: PaperPicture) -> pygame.Surface:
    high = picture.height(WIDE)
    surface = pygame.Surface((WIDE, high))
    picture.place(Rect(0, 0, WIDE, high))
    picture.draw(surface, (0, 0, 0))
    return surface


def ink(surface: pygame.Surface, box: Rect) -> int:
    """Return how many pixels of a box are dark."""
    part = surface.subsurface(box)
    mask = pygame.mask.from_threshold(part, (0, 0, 0), (90, 90, 90, 255))
    return mask.count()


def test_the_parts_are_the_whole(kit: Kit) -> None:
    rest, parts = PaperPicture(kit, PAPER), list[PaperPicture]()
    while rest.height(WIDE) > 400:
        cut = rest.cut(WIDE, 400)
        assert cut is not None
        parts.append(cut[0])
        rest = cut[1]
    parts.append(rest)
    assert all(part.height(WIDE) <= 400 for part in parts)
    assert (parts[0].top, parts[-1].end) == (0, PAPER.height)
    assert all(one.end == other.top for one, other in pairwise(parts))


def test_no_line_is_cut_through(kit: Kit) -> None:
    line = -(-PAPER.width // 8)
    for room in range(260, 900, 7):
        cut = PaperPicture(kit, PAPER).cut(WIDE, room)
        assert cut is not None
        end = cut[0].end
        assert not any(PAPER.dots[end * line : (end + 1) * line]), room


def test_too_little_room_is_no_part(kit: Kit) -> None:
    assert PaperPicture(kit, PAPER).cut(WIDE, 60) is None


def test_what_is_private_is_covered_until_it_is_wanted() -> None:
    """Two papers that differ in what is private alone look alike when covered."""
    left, top, wide, high = PAPER.private[0]
    bare = bytearray(PAPER.dots)
    line = -(-PAPER.width // 8)
    for row in range(top, top + high):
        for column in range(-(-left // 8), (left + wide) // 8):
            bare[row * line + column] ^= 0xFF
    other = ReceiptPreview(PAPER.width, PAPER.height, bytes(bare), PAPER.private)
    for covered in (True, False):
        kit = kit_of(covered)
        one, two = (
            pygame.image.tobytes(drawn(kit, PaperPicture(kit, each)), "RGB")
            for each in (PAPER, other)
        )
        assert (one == two) is covered


def test_every_private_part_bears_its_dots(kit: Kit) -> None:
    picture = PaperPicture(kit, PAPER)
    surface = drawn(kit, picture)
    paper_box = picture.ink_rect()
    scale = (paper_box.width - 2 * kit.mm(3.0)) / PAPER.width
    for left, top, wide, high in every(PAPER.private):
        box = Rect(left * scale, top * scale, wide * scale, high * scale)
        box.move_ip(paper_box.left + kit.mm(3.0), kit.mm(3.0))
        assert ink(surface, box.clip(surface.get_rect())) > 0


def test_a_short_paper_is_not_divided_too_small(kit: Kit) -> None:
    small = ReceiptPreview(576, LEAST_DOTS // 2, bytes(72 * (LEAST_DOTS // 2)), ())
    picture = PaperPicture(kit, small)
    assert picture.least(WIDE) == picture.height(WIDE)


def test_a_finger_on_the_paper_uncovers_it() -> None:
    for masked in (True, False):
        tree = laid_out(paper(12), presentation=Presentation(masked=masked))
        picture = next(w for w in tree.root.walk() if isinstance(w, PaperPicture))
        key = tree.button_at(picture.rect.center)
        assert (key is not None and key.name == "mask") is masked
