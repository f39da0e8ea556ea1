"""Every picture of a page is in the table, and every one of the table on a page; they become small and stay true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from docs.pictures import PICTURES, take
from ui.theme import TONES

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
_MOST_BYTES = 3_000_000


@pytest.fixture
def screens(tmp_path: Path) -> Path:
    """Pictures as the demo leaves them."""
    folder = tmp_path / "screens"
    folder.mkdir()
    for shot in PICTURES.values():
        paper = shot.startswith("paper-")
        name, size = (shot, (1240, 1754)) if paper else (f"{shot}-1366x768", (1366, 768))
        Image.new("RGB", size, "#f3f5f7").save(folder / f"{name}.png")
    return folder


def _shown(page: Path) -> list[tuple[str, Path]]:
    return [(words, page.parent / path) for words, path in _SHOWN.findall(page.read_text("utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_of_a_page_is_there_and_said_in_words(page: Path) -> None:
    for words, path in _shown(page):
        assert path.is_file(), path
        assert path.parent.resolve() == ROOT / "docs" / "pictures"
        assert path.stem in PICTURES
        assert words, f"{path.name} says nothing to one who cannot see it"


def test_every_picture_of_the_table_is_on_a_page_and_no_other_one_lies_there() -> None:
    shown = {path.stem for page in PAGES for _, path in _shown(page)}
    assert shown == set(PICTURES)
    assert {path.stem for path in (ROOT / "docs" / "pictures").iterdir()} == set(PICTURES)


def test_all_pictures_together_are_small_and_the_screens_as_large_as_in_the_hall() -> None:
    files = sorted((ROOT / "docs" / "pictures").glob("*.png"))
    assert sum(path.stat().st_size for path in files) < _MOST_BYTES
    for path in files:
        with Image.open(path) as picture:
            assert picture.mode == "P"
            assert picture.size == (1366, 768) or path.stem.startswith("paper-")


def test_the_pictures_are_those_of_the_table_and_nothing_of_before_stays(screens: Path, tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (pictures / "forgotten.png").touch()
    (pictures / "intake.png").write_bytes(b"an older one")
    take(screens, pictures)
    assert {path.stem for path in pictures.iterdir()} == set(PICTURES)
    with Image.open(pictures / "intake.png") as picture:
        assert picture.size == (1366, 768)


def test_the_colours_of_the_states_stay_what_they_are(screens: Path, tmp_path: Path) -> None:
    """A page that explains a colour must show it."""
    inks = [tones.ink for tones in TONES.values()]
    source = screens / f"{PICTURES['case']}-1366x768.png"
    with Image.open(source) as whole:
        for number, ink in enumerate(inks):
            whole.paste(ink, (40 * number, 10, 40 * number + 20, 30))
        whole.save(source)
    take(screens, tmp_path / "pictures")
    with Image.open(tmp_path / "pictures" / "case.png") as picture:
        seen = [picture.convert("RGB").getpixel((40 * number + 10, 20)) for number in range(len(inks))]
    assert [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in seen] == inks  # type: ignore[misc]


def test_a_picture_that_the_demo_did_not_leave_is_named_and_nothing_is_changed(screens: Path, tmp_path: Path) -> None:
    (screens / "signin-1366x768.png").unlink()
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (pictures / "forgotten.png").touch()
    with pytest.raises(FileNotFoundError, match="signin-1366x768"):
        take(screens, pictures)
    assert [path.name for path in pictures.iterdir()] == ["forgotten.png"]
