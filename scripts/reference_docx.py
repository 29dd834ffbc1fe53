"""Builds `src/lkjip/report/assets/reference.docx`: the styles, heading numbers, page and running heads of the Word report.

Run `python scripts/reference_docx.py` after a change here. It starts from pandoc's own reference document, so that every
part that pandoc expects is there, and gives the same bytes every time.
"""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pypandoc

from lkjip.report.palette import colour

OUT = Path(__file__).resolve().parents[1] / "src/lkjip/report/assets/reference.docx"
SERIF, SANS = "Cambria", "Calibri"  # on every machine with Word; pandoc cannot embed the report's own fonts
COLOURS = ("navy", "night", "ink", "muted", "rule", "warm", "gold", "warning", "tip", "important")
NAVY, NIGHT, INK, MUTED, RULE, WARM, GOLD, *NOTES = (colour(name).removeprefix("#").upper() for name in COLOURS)
CALLOUTS = dict(zip(("Catatan", "Peringatan", "Saran", "Penting"), (NAVY, *NOTES), strict=True))
TEXT_WIDTH = 9072  # 16 cm in twentieths of a point: A4 less two margins of 2.5 cm; report-docx.lua lays tables out in it
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
PARTS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
KEEP_NEXT, KEEP_LINES = "<w:keepNext/>", "<w:keepLines/>"


# Properties. Within a style they stand in the order that the schema of WordprocessingML asks for.


def font(family: str = "", size: float = 0, *, bold: bool = False, italic: bool = False, color: str = "") -> str:
    """Properties of a run; sizes in points."""
    half = round(size * 2)
    parts = [f'<w:rFonts w:ascii="{family}" w:hAnsi="{family}" w:eastAsia="{family}" w:cs="Arial"/>'] if family else []
    parts += ["<w:b/><w:bCs/>"] if bold else []
    parts += ["<w:i/><w:iCs/>"] if italic else []
    parts += [f'<w:color w:val="{color}"/>'] if color else []
    parts += [f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'] if size else []
    return "".join(parts)


def space(before: int = 0, after: int = 0, line: int = 240) -> str:
    """Space around a paragraph in twentieths of a point, and its line height in 240ths."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def indent(left: int = 0, right: int = 0, hanging: int = 0) -> str:
    """Indents in twentieths of a point."""
    return f'<w:ind w:left="{left}" w:right="{right}" w:hanging="{hanging}"/>'


def aligned(side: str) -> str:
    """`left`, `center`, `right`, or `both` for justified text."""
    return f'<w:jc w:val="{side}"/>'


def tabs(*stops: tuple[str, int]) -> str:
    """Tab stops; one called `dots` is on the right with dots before it."""
    kinds = {"dots": 'w:val="right" w:leader="dot"', "right": 'w:val="right"', "left": 'w:val="left"'}
    inside = "".join(f'<w:tab {kinds[kind]} w:pos="{at}"/>' for kind, at in stops)
    return f"<w:tabs>{inside}</w:tabs>"


@dataclass(frozen=True, slots=True)
class Style:
    """One style: its id in the document, its name in Word, and its properties."""

    id: str
    name: str
    paragraph: str = ""
    run: str = ""
    based_on: str = "Normal"
    following: str = ""
    kind: str = "paragraph"
    more: str = ""

    def xml(self) -> str:
        """The style as an element of styles.xml."""
        own = self.id in ("Normal", "DefaultParagraphFont", "TableNormal", "NoList")
        parts = [f'<w:name w:val="{self.name}"/>']
        parts += [] if own or not self.based_on else [f'<w:basedOn w:val="{self.based_on}"/>']
        parts += [f'<w:next w:val="{self.following}"/>'] if self.following else []
        parts += ["<w:qFormat/>"]
        parts += [f"<w:pPr>{self.paragraph}</w:pPr>"] if self.paragraph else []
        parts += [f"<w:rPr>{self.run}</w:rPr>"] if self.run else []
        default = ' w:default="1"' if own else ""
        return f'<w:style w:type="{self.kind}"{default} w:styleId="{self.id}">{"".join(parts)}{self.more}</w:style>'


# Styles


def text_styles() -> list[Style]:
    """Running text and what stands in it."""
    body = f"<w:widowControl/>{space(0, 140, 288)}{aligned('both')}"
    return [
        Style("Normal", "Normal", "", font(SERIF, 11, color=INK)),
        Style("DefaultParagraphFont", "Default Paragraph Font", kind="character"),
        Style("TableNormal", "Normal Table", kind="table"),
        Style("NoList", "No List", kind="numbering"),
        Style("BodyText", "Body Text", body),
        Style("FirstParagraph", "First Paragraph", based_on="BodyText", following="BodyText"),
        Style("Pengantar", "Pengantar", KEEP_NEXT, based_on="BodyText", following="BodyText"),
        Style("Compact", "Compact", space(0, 40, 276), based_on="BodyText"),
        Style("BlockText", "Block Text", indent(567, 567), font(italic=True), based_on="BodyText"),
        Style("FootnoteText", "footnote text", space(), font(SANS, 8.5)),
        Style("FootnoteReference", "footnote reference", "", '<w:vertAlign w:val="superscript"/>', "", kind="character"),
        Style("Hyperlink", "Hyperlink", "", f'<w:color w:val="{NAVY}"/>', "", kind="character"),
        Style("VerbatimChar", "Verbatim Char", "", font("Consolas"), "", kind="character"),
        Style("Header", "header", tabs(("right", TEXT_WIDTH)), font(SANS, 8.5, color=MUTED)),
        Style("Footer", "footer", tabs(("right", TEXT_WIDTH)), font(SANS, 8.5, color=MUTED)),
    ]


def cover_styles() -> list[Style]:
    """The cover: pandoc's title block on the main colour, and the lines below it."""
    filled = f'<w:shd w:val="clear" w:color="auto" w:fill="{NAVY}"/>'
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="48" w:space="{space}" w:color="{{{side}}}"/>'
        for side, space in (("top", 31), ("left", 10), ("bottom", 18), ("right", 10))
    )

    def box(**colours: str) -> str:
        return f"<w:pBdr>{edges.format(**{'top': NAVY, 'left': NAVY, 'bottom': NAVY, 'right': NAVY} | colours)}</w:pBdr>"

    near = indent(284, 284)
    return [
        Style(
            "Title",
            "Title",
            box() + filled + space(240, 0) + near,
            font(SERIF, 32, bold=True, color="FFFFFF"),
            following="Subtitle",
        ),
        Style(
            "Subtitle",
            "Subtitle",
            box(bottom=GOLD) + filled + space(0, 0) + near,
            font(SANS, 18, color="FFFFFF"),
            following="Author",
        ),
        Style("Author", "Author", space(480, 240), font(SANS, 18, bold=True, color=NAVY)),
        Style("Date", "Date", space(0, 120), font(SANS, 12)),
        Style("SampulKementerian", "Sampul Kementerian", space(0, 240), font(SANS, 13, color=NIGHT)),
        Style("SampulTempat", "Sampul Tempat", space(120, 0), font(SANS, 12, color=MUTED)),
        Style("SampulLain", "Sampul Lain", space(120, 0), font(SANS, 12, color=MUTED)),
    ]


def glance_styles() -> list[Style]:
    """The page at a glance: what stands in its boxes."""
    lines = space(0, 60, 252)
    right = tabs(("right", 2700))
    small = f'<w:b w:val="0"/><w:color w:val="{MUTED}"/><w:sz w:val="16"/>'
    return [
        Style("KartuIsi", "Kartu Isi", lines, font(SANS, 9)),
        Style("KartuJudul", "Kartu Judul", KEEP_NEXT + space(0, 80, 245), font(SANS, 9.5, bold=True, color=NAVY)),
        Style("KartuStatus", "Kartu Status", KEEP_NEXT + lines, font(SANS, 9.5, bold=True)),
        Style("KartuNilai", "Kartu Nilai", right + lines, font(SANS, 9)),
        Style("KartuGaris", "Kartu Garis", space(40, 0), font(SANS, 8.5, color=MUTED)),
        Style("PetakNilai", "Petak Nilai", KEEP_NEXT + space(0, 40), font(SANS, 15, bold=True, color=NIGHT)),
        Style("SekilasPokok", "Sekilas Pokok", space(0, 140, 264), font(SANS, 10)),
        Style("SekilasPeringatan", "Sekilas Peringatan", space(40, 40, 252) + indent(170, 0, 170), font(SANS, 9)),
        Style("KartuLabel", "Kartu Label", "", f'<w:color w:val="{MUTED}"/>', "", kind="character"),
        Style("KartuSatuan", "Kartu Satuan", "", small, "", kind="character"),
        Style("KartuAngka", "Kartu Angka", "", "<w:b/><w:bCs/>", "", kind="character"),
        Style("KartuSingkat", "Kartu Singkat", "", '<w:sz w:val="24"/><w:szCs w:val="24"/>', "", kind="character"),
    ]


def heading(level: int, size: float, around: str, first: str = "", last: str = "") -> Style:
    """A heading; those of levels 1 to 4 get their number from the list in `numbering_xml`."""
    number = f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="1"/></w:numPr>' if level <= 4 else ""
    outline = f'<w:outlineLvl w:val="{level - 1}"/>'
    place = KEEP_NEXT + KEEP_LINES + first + number + around + last + outline
    run = font(SANS, size, bold=True, color=NAVY if level < 4 else INK)
    return Style(f"Heading{level}", f"heading {level}", place, run, following="BodyText")


def heading_styles() -> list[Style]:
    """BAB I, A., 1., a., and two levels without numbers."""
    return [
        heading(1, 16, space(0, 360, 252), "<w:pageBreakBefore/>", aligned("center")),
        heading(2, 13, space(320, 120, 252)),
        heading(3, 11.5, space(240, 80, 252)),
        heading(4, 11, space(200, 60, 252)),
        heading(5, 11, space(160, 60, 252)),
        heading(6, 11, space(160, 60, 252)),
    ]


def contents_styles() -> list[Style]:
    """Lines of the contents (number, title, dotted line, page) and of the lists of tables and charts."""
    styles = []
    for level, (left, hanging) in enumerate([(850, 850), (1304, 454), (1758, 454)], 1):
        place = (
            tabs(("left", left), ("dots", TEXT_WIDTH)) + space(120 if level == 1 else 20, 20) + indent(left, 567, hanging)
        )
        styles.append(Style(f"TOC{level}", f"toc {level}", place, font(SANS, 11 if level == 1 else 10, bold=level == 1)))
    line = tabs(("dots", TEXT_WIDTH)) + space(40, 40) + indent(1134, 567, 1134)
    hint = Style("Petunjuk", "Petunjuk", space(0, 120), font(SANS, 9, italic=True, color=MUTED))
    return [*styles, Style("TableofFigures", "table of figures", line, font(SANS, 10)), hint]


def float_styles() -> list[Style]:
    """Tables and charts with their captions. Rules instead of a grid; the filter fills heads, groups and totals."""
    heavy = f'w:val="single" w:sz="8" w:space="0" w:color="{NAVY}"'
    light = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
    borders = f"<w:tblBorders><w:top {heavy}/><w:bottom {heavy}/><w:insideH {light}/></w:tblBorders>"
    sides = (("top", 40), ("left", 85), ("bottom", 40), ("right", 85))
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
    table = f"<w:tblPr>{borders}<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
    gap = '<w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="exact"/>'
    return [
        Style("Caption", "caption", space(120, 80), font(SANS, 9.5)),
        Style("TableCaption", "Table Caption", KEEP_NEXT + KEEP_LINES + space(240, 80), based_on="Caption"),
        Style("ImageCaption", "Image Caption", KEEP_LINES + space(60, 240), based_on="Caption"),
        Style("Figure", "Figure", KEEP_NEXT + space(200, 0) + aligned("center"), following="ImageCaption"),
        Style("CaptionedFigure", "Captioned Figure", based_on="Figure", following="ImageCaption"),
        Style("Table", "Table", based_on="TableNormal", kind="table", more=table),
        Style("SetelahTabel", "Setelah Tabel", gap),
        *cell_styles("", "", 9.5),
        *cell_styles("Padat", " Padat", 7),
    ]


def cell_styles(suffix: str, title: str, size: float) -> list[Style]:
    """The text of a table's cells, heads, group headings and totals."""
    body = f"IsiTabel{suffix}"
    bold = font(bold=True)
    return [
        Style(body, f"Isi Tabel{title}", KEEP_LINES + space(0, 0, 247), font(SANS, size)),
        Style(f"KepalaTabel{suffix}", f"Kepala Tabel{title}", KEEP_NEXT, font(bold=True, color=NIGHT), body),
        Style(f"KelompokTabel{suffix}", f"Kelompok Tabel{title}", KEEP_NEXT, bold, body),
        Style(f"JumlahTabel{suffix}", f"Jumlah Tabel{title}", "", bold, body),
    ]


def callout_styles(name: str, color: str) -> list[Style]:
    """A box of paragraphs: Word draws one frame around neighbours with equal borders and indents."""
    sides = (("top", 4, 4), ("left", 24, 8), ("bottom", 4, 4), ("right", 4, 8))
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="{gap}" w:color="{color}"/>' for side, size, gap in sides
    )
    box = f'{KEEP_LINES}<w:pBdr>{lines}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{WARM}"/>{tabs(("left", 510))}'
    edge = indent(227, 227)
    title = font(SANS, 10, bold=True, color=color)
    return [
        Style(f"Judul{name}", f"Judul {name}", KEEP_NEXT + box + space(160, 20) + edge, title, following=name),
        Style(name, name, box + space(0, 60, 259) + edge, font(SANS, 10)),
    ]


def box_styles() -> list[Style]:
    """Notes, worked calculations, signature, colophon and working papers."""
    signed = indent(4536)
    return [
        *(style for name, color in CALLOUTS.items() for style in callout_styles(name, color)),
        Style("Hitungan", "Hitungan", space(0, 60, 276) + indent(567, 284), font(SANS, 10)),
        Style("TandaTangan", "Tanda Tangan", KEEP_NEXT + KEEP_LINES + space(40, 40) + signed),
        Style("NamaPenandaTangan", "Nama Penanda Tangan", KEEP_LINES + space(1100, 40) + signed),
        Style("Pihak", "Pihak", KEEP_NEXT + KEEP_LINES + space(40, 40)),
        Style("NamaPihak", "Nama Pihak", KEEP_LINES + space(1100, 40)),
        Style("Kolofon", "Kolofon", space(0, 80, 259), font(SANS, 8.5)),
        Style("KertasKerja", "Kertas Kerja", KEEP_LINES + space(0, 20), font(SANS, 7.5)),
        Style("JudulKertasKerja", "Judul Kertas Kerja", KEEP_NEXT + space(120, 20), based_on="KertasKerja"),
    ]


def styles_xml() -> str:
    """All styles, in Indonesian unless a run says otherwise."""
    front = (text_styles(), cover_styles(), glance_styles())
    groups = (*front, heading_styles(), contents_styles(), float_styles(), box_styles())
    language = '<w:lang w:val="id-ID" w:eastAsia="id-ID" w:bidi="ar-SA"/>'
    run = f"<w:rPrDefault><w:rPr>{font(SERIF, 11)}{language}</w:rPr></w:rPrDefault>"
    defaults = f"<w:docDefaults>{run}<w:pPrDefault/></w:docDefaults>"
    return f"{XML}<w:styles {SPACES}>{defaults}{''.join(style.xml() for group in groups for style in group)}</w:styles>"


# The other parts


def numbering_xml() -> str:
    """BAB I, A., 1., a.: one list of four levels that the heading styles name."""
    rows = (("upperRoman", "BAB %1", 0), ("upperLetter", "%2.", 425), ("decimal", "%3.", 425), ("lowerLetter", "%4.", 425))
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:pStyle w:val="Heading{at + 1}"/>'
        f'<w:suff w:val="{"tab" if at else "space"}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f"<w:pPr>{indent(hanging, 0, hanging)}</w:pPr></w:lvl>"
        for at, (kind, text, hanging) in enumerate(rows)
    )
    abstract = f'<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    return f'{XML}<w:numbering {SPACES}>{abstract}<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'


def field(instruction: str, shown: str = "") -> str:
    """A field and what it shows until Word computes it."""
    return f'<w:fldSimple w:instr=" {instruction} "><w:r><w:t>{shown}</w:t></w:r></w:fldSimple>'


def margin_xml(tag: str, style: str, content: str) -> str:
    """A header or a footer."""
    return f'{XML}<w:{tag} {SPACES}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p></w:{tag}>'


def margins() -> dict[str, str]:
    """Chapter and office above, page below; the first page, which is the cover, has neither."""
    tab = "<w:r><w:tab/></w:r>"
    word = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    pages = word.format("Halaman ") + field("PAGE", "1") + word.format(" dari ") + field("NUMPAGES", "1")
    return {
        "header1.xml": margin_xml("hdr", "Header", field("STYLEREF 1") + tab + field("STYLEREF Author")),
        "footer1.xml": margin_xml("ftr", "Footer", tab + pages),
        "header2.xml": margin_xml("hdr", "Header", ""),
        "footer2.xml": margin_xml("ftr", "Footer", ""),
    }


def section_xml() -> str:
    """A4 with margins of 2.5 cm."""
    kinds = ((1, "default"), (2, "first"))
    references = "".join(
        f'<w:{tag}Reference w:type="{kind}" r:id="rId{tag}{number}"/>'
        for tag in ("header", "footer")
        for number, kind in kinds
    )
    size = '<w:pgSz w:w="11906" w:h="16838"/>'
    edges = '<w:pgMar w:top="1588" w:right="1417" w:bottom="1417" w:left="1417" w:header="709" w:footer="709" w:gutter="0"/>'
    return f"<w:sectPr>{references}{size}{edges}<w:cols/><w:titlePg/></w:sectPr>"


def settings_xml(settings: str) -> str:
    """pandoc's settings with Indonesian as the language of themes, and its decimal comma."""
    settings = re.sub(r'(<w:themeFontLang w:val=")[^"]*', r"\1id-ID", settings)
    settings = re.sub(r'(<w:decimalSymbol w:val=")[^"]*', r"\1,", settings)
    return re.sub(r'(<w:listSeparator w:val=")[^"]*', r"\1;", settings)


def base() -> dict[str, str]:
    """pandoc's own reference document."""
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    with zipfile.ZipFile(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def parts() -> dict[str, str]:
    """Every part of the document: pandoc's, with ours in their place and the margins made known."""
    files = base()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = types = ""
    for name in margins():
        tag, number = name[:6], name[6]
        relations += f'<Relationship Id="rId{tag}{number}" Type="{kind}/{tag}" Target="{name}"/>'
        types += f'<Override PartName="/word/{name}" ContentType="{PARTS}.{tag}+xml"/>'
    relationships, content_types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    return files | {
        "word/styles.xml": styles_xml(),
        "word/numbering.xml": numbering_xml(),
        "word/document.xml": f"{XML}<w:document {SPACES}><w:body><w:p/>{section_xml()}</w:body></w:document>",
        "word/settings.xml": settings_xml(files["word/settings.xml"]),
        relationships: files[relationships].replace("</Relationships>", relations + "</Relationships>"),
        content_types: files[content_types].replace("</Types>", types + "</Types>"),
        **{f"word/{name}": text for name, text in margins().items()},
    }


def build() -> bytes:
    """The document, with a fixed date so that a rebuild without a change is no change."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(parts().items(), key=lambda item: (item[0] != "[Content_Types].xml", item[0])):
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


if __name__ == "__main__":
    OUT.write_bytes(build())
