"""Make the embedded chart font: a subset of Noto Sans CJK SC Regular.

Needs Noto Sans CJK (SIL Open Font License 1.1; on Debian the package
fonts-noto-cjk) and fontTools (pip install fonttools).

    python3 make-font.py [NotoSansCJK-Regular.ttc]

writes coke-sim-sans.otf beside this script. The characters kept are the
6,763 Chinese characters of GB/T 2312, Latin, Greek, and the punctuation and
symbols that reports use; the small figures that Noto lacks are added. The
file is not compressed: that would save 14 % and cost every run the unpacking.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FAMILY = "Noto Sans CJK SC"
TARGET = Path(__file__).with_name("coke-sim-sans.otf")

# The charts are laid out by a library that takes ascent - descent for the
# font size but writes font-size = size / 1.24: these two make them agree.
ASCENT, DESCENT = 970, -270

# The second byte of a GB/T 2312 character; rows of the code table are the
# first byte.
CELLS = range(0xA1, 0xFF)
CHINESE_ROWS = range(0xB0, 0xF8)
# Row 1: punctuation and mathematics; row 3: full-width Latin.
SYMBOL_ROWS = (0xA1, 0xA3)

OTHER = [
    range(0x20, 0x7F),  # Basic Latin
    range(0xA0, 0x180),  # Latin-1 Supplement, Latin Extended-A
    range(0x391, 0x3CA),  # Greek
    range(0x2010, 0x2016),  # hyphens and dashes
    range(0x2018, 0x201E),  # quotation marks
    (0x2020, 0x2021, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033, 0x20AC),
    range(0x2070, 0x208F),  # superscripts and subscripts
    range(0x2190, 0x2194),  # arrows
    (0x2202, 0x2206, 0x2211, 0x2212, 0x221A, 0x221E, 0x2248, 0x2260),
    (0x2264, 0x2265),
    range(0x2460, 0x2474),  # circled numbers
    (0x25A0, 0x25A1, 0x25B2, 0x25B3, 0x25BC, 0x25C6, 0x25CB, 0x25CF),
    (0x2605, 0x2606, 0x2713, 0x2717),
]


def gb2312(rows):
    """The characters of the given rows of the GB/T 2312 table."""
    for first in rows:
        for second in CELLS:
            try:
                yield ord(bytes([first, second]).decode("gb2312"))
            except UnicodeDecodeError:
                pass

# Small figures that the source lacks (SO\u2082, m\u207b\u00b3), made by scaling the full
# ones: character -> character to scale.
SMALL = 0.62
RAISED_BY, LOWERED_BY = 435, -125
RAISED = {0x2070: "0", 0x207B: "\u2212"} | {0x2070 + n: str(n) for n in range(5, 10)}
LOWERED = {0x2080 + n: str(n) for n in range(10)} | {0x2093: "x"}
FIRST_NEW_GLYPH = 65_000


def add_small_figures(font):
    """Add the superscript and subscript figures that the font lacks."""
    table = font["CFF "].cff.topDictIndex[0]
    outlines = table.CharStrings
    glyph_set = font.getGlyphSet()
    characters = font.getBestCmap()
    order = list(font.getGlyphOrder())
    wanted = [(code, full, RAISED_BY) for code, full in RAISED.items()]
    wanted += [(code, full, LOWERED_BY) for code, full in LOWERED.items()]
    for number, (code, full, shift) in enumerate(wanted):
        source = characters[ord(full)]
        name = f"cid{FIRST_NEW_GLYPH + number}"
        width = round(font["hmtx"][source][0] * SMALL) + 10
        pen = T2CharStringPen(width, glyph_set)
        glyph_set[source].draw(TransformPen(pen, (SMALL, 0, 0, SMALL, 5, shift)))
        dictionary = table.FDSelect[font.getGlyphID(source)]
        private = table.FDArray[dictionary].Private
        outline = pen.getCharString(private, outlines.globalSubrs)
        # The pen writes the width itself; the table stores the difference.
        outline.program[0] = width - private.nominalWidthX
        outlines.charStringsIndex.append(outline)
        outlines.charStrings[name] = len(outlines.charStringsIndex) - 1
        table.FDSelect.append(dictionary)
        table.charset.append(name)
        order.append(name)
        font["hmtx"][name] = (width, 5)
        for part in font["cmap"].tables:
            part.cmap[code] = name
    font.setGlyphOrder(order)


def main():
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    font = next(
        font
        for font in TTCollection(source).fonts
        if font["name"].getDebugName(1) == FAMILY
    )

    options = subset.Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GDEF", "DSIG"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.name_languages = [0x409]
    subsetter = subset.Subsetter(options)
    subsetter.populate(
        unicodes=[
            *gb2312(CHINESE_ROWS),
            *gb2312(SYMBOL_ROWS),
            *(code for group in OTHER for code in group),
        ]
    )
    subsetter.subset(font)

    add_small_figures(font)

    font["hhea"].ascent, font["hhea"].descent = ASCENT, DESCENT
    font["hhea"].lineGap = 0
    font["head"].modified = font["head"].created  # the same bytes every time
    font.recalcTimestamp = False
    font.save(TARGET)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes, "
          f"{len(font.getBestCmap()):,} characters")


if __name__ == "__main__":
    main()
