# ruff: noqa: INP001 - a script in a folder of resources, not a package
"""The fonts of this folder stand as TrueType files again, made from Debian's packages byte for byte alike.

Needed: a Debian machine with apt (``apt-get download`` and ``dpkg -x``), about 2 GB of memory, two cores and some
minutes. It is never run by ``make test``; the results are committed. ``README.md`` beside it says what is made and why.

    .venv/bin/python resources/fonts/build_fonts.py [--packages FOLDER_WITH_DEBS] [--out FOLDER] [--only NAME ...]

Sources: Debian 12 ``fonts-noto-cjk``, ``fonts-hanazono``, ``fonts-dejavu-core`` and ``unicode-data`` (Unihan's kTGH
names the 8,105 characters of 通用规范汉字表). The character set is that of GB 18030-2022 level 3: 87,887 ideographs and
9 compatibility ideographs more, and the signs around them.
"""

from __future__ import annotations

import argparse
import bz2
import multiprocessing
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates

HERE = Path(__file__).resolve().parent
PACKAGES = ("fonts-noto-cjk", "fonts-hanazono", "fonts-dejavu-core", "unicode-data")
NOTO = "usr/share/fonts/opentype/noto"
HANA = "usr/share/fonts/truetype/hanazono/HanaMinB.ttf"
DEJAVU = "usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
UNIHAN = "usr/share/unicode/Unihan_OtherMappings.txt.bz2"
SIMPLIFIED_CHINESE_FACE = 2  # the order inside the collections is JP, KR, SC, TC, HK

CURVE_ERROR_EM = 0.0015  # cubic to quadratic: 0.021 pt in 14 pt text, a sixth of a dot at 600 dpi
PAPER_CURVE_ERROR_EM = 0.003  # of the font of papers: a third of a dot at 600 dpi
PAPER_UNITS_PER_EM = 333  # of the font of papers: 0.042 pt in 14 pt text; every paper is a quarter smaller for it
CORNER_ERROR_UNITS = 2.5  # corners left out, of 1024 per em: 0.034 pt in 14 pt text, a quarter of a dot at 600 dpi
MADE_AT_S = 3_786_912_000  # 2024-01-01 in seconds since 1904, so that the bytes do not depend on the day
WORKERS = 2

GB18030_IDEOGRAPHS = (
    (0x4E00, 0x9FEF),  # 中日韩统一表意文字
    (0x3400, 0x4DB5),  # 扩充 A
    (0x20000, 0x2A6D6),  # 扩充 B
    (0x2A700, 0x2B734),  # 扩充 C
    (0x2B740, 0x2B81D),  # 扩充 D
    (0x2B820, 0x2CEA1),  # 扩充 E
    (0x2CEB0, 0x2EBE0),  # 扩充 F
)
GB18030_COMPATIBILITY = (
    *(0xF92C, 0xF979, 0xF995, 0xF9E7, 0xF9F1),
    *(0xFA0C, 0xFA0D, 0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA18, 0xFA1F),
    *(0xFA20, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29),
)
SIGNS = (
    (0x0020, 0x052F),  # Latin, IPA, Greek, Cyrillic
    (0x1E00, 0x1EFF),  # Latin of Vietnamese and other names
    (0x2000, 0x2BFF),  # punctuation, numbers, arrows, mathematics, boxes, geometric signs
    (0x2E80, 0x31FF),  # radicals, CJK punctuation, kana, bopomofo, strokes
    (0x3200, 0x33FF),  # circled numbers and squared units
    (0xFE10, 0xFE6F),  # vertical and small forms
    (0xFF00, 0xFFEF),  # full-width forms
)


class Face(msgspec.Struct, frozen=True, kw_only=True):
    """One file to make from one face of a Debian collection."""

    file: str
    family: str
    style: str
    weight: int
    source: str
    ideographs: str  # "level3" or "tgh"
    units_per_em: int = 1000
    curve_error_em: float = CURVE_ERROR_EM


FACES = (
    Face(
        file="NotoSansSC-Regular.ttf",
        family="Noto Sans SC",
        style="Regular",
        weight=400,
        source="NotoSansCJK-Regular.ttc",
        ideographs="level3",
    ),
    Face(
        file="NotoSansSC-Bold.ttf",
        family="Noto Sans SC",
        style="Bold",
        weight=700,
        source="NotoSansCJK-Bold.ttc",
        ideographs="tgh",
    ),
    Face(
        file="NotoSerifSC-Regular.ttf",
        family="Noto Serif SC",
        style="Regular",
        weight=400,
        source="NotoSerifCJK-Regular.ttc",
        ideographs="level3",
        units_per_em=PAPER_UNITS_PER_EM,
        curve_error_em=PAPER_CURVE_ERROR_EM,
    ),
)
RARE_FILE = "HanaMinB-GB18030.ttf"
RARE_FAMILY = "HanaMinB GB18030"
SIGNS_FILE = "CounterSigns.ttf"
SIGNS_FAMILY = "Counter Signs"  # the licence wants a name of its own
LICENCES = {
    "Noto Sans SC": "SIL Open Font License 1.1",
    "Noto Serif SC": "SIL Open Font License 1.1",
    RARE_FAMILY: "Hanazono Font License: unlimited permission",
    SIGNS_FAMILY: "Bitstream Vera license",
}


def spread(ranges: Iterable[tuple[int, int]]) -> set[int]:
    """Every code point of the ranges, ends included."""
    return {code for first, last in ranges for code in range(first, last + 1)}


def unpacked(packages: Path | None, work: Path) -> Path:
    """A folder with the packages' files; downloaded by apt unless ``packages`` holds the .deb files already."""
    debs = packages or work
    if packages is None:
        subprocess.run(["apt-get", "download", *PACKAGES], cwd=work, check=True)  # noqa: S603, S607 - Debian's own tools
    root = work / "root"
    for name in PACKAGES:
        deb = next(debs.glob(f"{name}_*.deb"))
        subprocess.run(["dpkg", "-x", str(deb), str(root)], check=True)  # noqa: S603, S607 - Debian's own tools
    return root


def standard_characters(root: Path) -> set[int]:
    """The 8,105 characters of 通用规范汉字表 (2013), from Unihan's kTGH."""
    text = bz2.decompress((root / UNIHAN).read_bytes()).decode("utf-8")
    return {int(code, 16) for code in re.findall(r"^U\+([0-9A-F]{4,5})\tkTGH\t", text, re.MULTILINE)}


class _Work(msgspec.Struct, frozen=True):
    """What a worker process needs to turn one glyph; inherited by fork, a font does not travel through a pipe."""

    font: TTFont
    scale: float
    error_units: float


_work: _Work


def quadratic(name: str) -> Glyph:
    """The TrueType outline of one CFF glyph."""
    glyph_set = _work.font.getGlyphSet()
    pen = TTGlyphPen(None)
    curves = Cu2QuPen(pen, _work.error_units, reverse_direction=True)
    glyph_set[name].draw(TransformPen(curves, (_work.scale, 0, 0, _work.scale, 0, 0)))
    return pen.glyph(dropImpliedOnCurves=True)


def to_truetype(font: TTFont, face: Face) -> None:
    """The CFF outlines have become ``glyf`` outlines of the asked units within the asked error; the rest follows."""
    global _work  # noqa: PLW0603 - the way to hand a font to forked workers
    scale = face.units_per_em / font["head"].unitsPerEm
    _work = _Work(font, scale, face.curve_error_em * face.units_per_em)
    order = font.getGlyphOrder()
    with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
        glyphs = dict(zip(order, pool.map(quadratic, order, chunksize=500), strict=True))
    table = newTable("glyf")
    table.glyphOrder = order
    table.glyphs = glyphs
    font["loca"] = newTable("loca")
    font["glyf"] = table
    del font["CFF "]
    if "VORG" in font:
        del font["VORG"]
    if face.units_per_em != font["head"].unitsPerEm:
        outlines = dict(glyphs)
        table.glyphs = {name: Glyph() for name in order}  # they are scaled already
        scale_upem(font, face.units_per_em)
        table.glyphs = glyphs = outlines
    widths = font["hmtx"]
    for name in order:
        glyph = glyphs[name]
        glyph.recalcBounds(table)
        widths[name] = (widths[name][0], getattr(glyph, "xMin", 0))
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    limits.maxZones = 1
    for field in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(limits, f"max{field}", 0)
    limits.maxSizeOfInstructions = 0
    limits.maxComponentElements = 0
    limits.maxComponentDepth = 0
    font.sfntVersion = "\x00\x01\x00\x00"


def rename(font: TTFont, family: str, style: str, weight: int) -> None:
    """The font calls itself by ``family`` and ``style``; the copyright stays, the licence is named.

    A paper embeds these entries, so they are short; the whole licences lie beside the fonts.
    """
    names = font["name"]
    names.names = [record for record in names.names if record.nameID == 0 and record.platformID == 3]  # noqa: PLR2004 - name table numbers
    postscript = f"{family.replace(' ', '')}-{style}"
    for name_id, text in (
        (1, family),
        (2, style),
        (3, f"{postscript};made for the window counter"),
        (4, family if style == "Regular" else f"{family} {style}"),
        (5, "Version 1.000"),
        (6, postscript),
    ):
        names.setName(text, name_id, 3, 1, 0x409)
    bold = style == "Bold"
    measures = font["OS/2"]
    measures.fsType = 0  # installable embedding: no restriction
    measures.usWeightClass = weight
    measures.fsSelection = 0x20 if bold else 0x40
    font["head"].macStyle = 1 if bold else 0
    font["head"].created = font["head"].modified = MADE_AT_S
    names.setName(LICENCES[family], 13, 3, 1, 0x409)
    post = font["post"]
    post.formatType = 3.0
    post.extraNames, post.mapping = [], {}
    gasp = newTable("gasp")
    gasp.version, gasp.gaspRange = 1, {0xFFFF: 0x000A}  # smoothed at every size, never grid-fitted: no hints
    font["gasp"] = gasp


def without_needless_points(points: Sequence[tuple[int, int]], tolerance: float) -> list[int]:
    """Indexes of the corners that keep a closed polygon within ``tolerance`` of itself (Ramer, Douglas and Peucker)."""
    count = len(points)
    far = max(range(count), key=lambda i: (points[i][0] - points[0][0]) ** 2 + (points[i][1] - points[0][1]) ** 2)
    kept = {0, far}
    spans = [(0, far), (far, count)]
    while spans:
        first, last = spans.pop()
        (x0, y0), (x1, y1) = points[first], points[last % count]
        dx, dy = x1 - x0, y1 - y0
        length = (dx * dx + dy * dy) ** 0.5 or 1.0
        worst, where = 0.0, -1
        for i in range(first + 1, last):
            x, y = points[i]
            away = abs(dx * (y - y0) - dy * (x - x0)) / length
            if away > worst:
                worst, where = away, i
        if worst > tolerance:
            kept.add(where)
            spans += [(first, where), (where, last)]
    return sorted(kept)


def thin_out(font: TTFont) -> None:
    """The polygons of GlyphWiki's outlines have lost the corners that no printer can show."""
    table = font["glyf"]
    for name in font.getGlyphOrder():
        glyph = table[name]
        if glyph.numberOfContours <= 0:
            continue
        coordinates, ends, flags = glyph.getCoordinates(table)
        if not all(flag & 1 for flag in flags):
            continue  # a real curve (a few signs only) stays as it is
        kept_points: list[tuple[int, int]] = []
        kept_ends: list[int] = []
        start = 0
        for end in ends:
            contour = [tuple(point) for point in coordinates[start : end + 1]]
            start = end + 1
            kept = without_needless_points(contour, CORNER_ERROR_UNITS)
            kept_points += [contour[i] for i in (kept if len(kept) > 2 else range(len(contour)))]  # noqa: PLR2004 - an area
            kept_ends.append(len(kept_points) - 1)
        glyph.coordinates = GlyphCoordinates(kept_points)
        glyph.endPtsOfContours = kept_ends
        glyph.flags = bytearray([1] * len(kept_points))
        glyph.recalcBounds(table)


def subset(font: TTFont, codes: set[int]) -> None:
    """The font draws only ``codes``; layout features are gone, because neither paper nor screen asks for them."""
    options = Options()
    options.layout_features = []
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = False
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GSUB", "GPOS", "GDEF", "DSIG", "FFTM"]
    options.recalc_timestamp = False
    subsetter = Subsetter(options=options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)


def save(font: TTFont, path: Path) -> None:
    """The font is a file; its size and number of characters are told on standard error."""
    font.recalcTimestamp = False
    font.save(path)
    sys.stderr.write(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, {len(font.getBestCmap())} characters\n")


def make_face(face: Face, root: Path, wanted: set[int], out: Path) -> None:
    """One Noto face stands in ``out`` as TrueType."""
    font = TTCollection(root / NOTO / face.source, lazy=False).fonts[SIMPLIFIED_CHINESE_FACE]
    subset(font, wanted)
    to_truetype(font, face)
    rename(font, face.family, face.style, face.weight)
    save(font, out / face.file)


def make_rare(root: Path, wanted: set[int], out: Path) -> None:
    """HanaMinB stands in ``out`` with the ideographs that the Noto faces lack."""
    font = TTFont(root / HANA, lazy=False)
    subset(font, wanted)
    thin_out(font)
    rename(font, RARE_FAMILY, "Regular", 400)
    save(font, out / RARE_FILE)


def make_signs(root: Path, wanted: set[int], out: Path) -> None:
    """DejaVu Sans stands in ``out`` under a name of ours with the signs and letters that the Noto faces lack."""
    font = TTFont(root / DEJAVU, lazy=False)
    subset(font, wanted & {code for code in font.getBestCmap() if unicodedata.category(chr(code))[0] in "LNPSZ"})
    rename(font, SIGNS_FAMILY, "Regular", 400)
    save(font, out / SIGNS_FILE)


def main() -> None:
    """The asked files stand in the output folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, help="folder that holds the .deb files already")
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--only", nargs="*", default=[], help="file names to make; all when left out")
    asked = parser.parse_args()
    level3 = spread(GB18030_IDEOGRAPHS) | set(GB18030_COMPATIBILITY)
    with tempfile.TemporaryDirectory() as folder:
        root = unpacked(asked.packages, Path(folder))
        common = standard_characters(root)
        for face in FACES:
            if not asked.only or face.file in asked.only:
                wanted = (level3 if face.ideographs == "level3" else common) | spread(SIGNS)
                make_face(face, root, wanted, asked.out)
        sans = TTFont(asked.out / "NotoSansSC-Regular.ttf", lazy=True).getBestCmap()
        serif = TTFont(asked.out / "NotoSerifSC-Regular.ttf", lazy=True).getBestCmap()
        if not asked.only or RARE_FILE in asked.only:
            make_rare(root, level3 - (set(sans) & set(serif)), asked.out)
        if not asked.only or SIGNS_FILE in asked.only:
            make_signs(root, spread(SIGNS) - set(sans) - set(serif), asked.out)


if __name__ == "__main__":
    main()
