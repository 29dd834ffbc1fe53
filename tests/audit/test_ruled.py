"""Tables of a PDF by the lines that rule them: cells, spans, breaks, tables over pages, and what is no table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import typst

from lkjip.audit import audit
from lkjip.audit.reading import read
from lkjip.audit.reading.drawn import Line
from lkjip.audit.reading.ruled import Box, ruled_tables

HEAD = "Laporan Kinerja Dinas Perikanan Kabupaten Laut 2022"


def net(xs: Sequence[float], ys: Sequence[float]) -> tuple[list[Line], list[Line]]:
    """The lines of a table with all its cells."""
    return [Line(y, xs[0], xs[-1]) for y in ys], [Line(x, ys[-1], ys[0]) for x in xs]


def test_a_net_of_lines_has_its_cells() -> None:
    (table,) = ruled_tables(*net((10, 50, 90), (100, 80, 60)))
    assert table.boxes == (Box(0, 0, 1, 1), Box(0, 1, 1, 1), Box(1, 0, 1, 1), Box(1, 1, 1, 1))
    assert table.box_at(60, 70) == Box(1, 1, 1, 1)
    assert table.box_at(95, 70) is None


def test_lines_drawn_cell_by_cell_are_one_and_may_miss_each_other_a_little() -> None:
    across = [Line(100.4, 10, 50), Line(100, 50.5, 90), Line(80, 10, 90), Line(60, 11, 89)]
    upright = [Line(10, 60, 100), Line(50, 80.5, 99), Line(50.6, 60, 79.5), Line(90, 60, 100)]
    (table,) = ruled_tables(across, upright)
    assert len(table.boxes) == 4


def test_a_missing_line_joins_cells_and_what_is_no_rectangle_is_no_table() -> None:
    across, upright = net((10, 50, 90), (100, 80, 60))
    joined = [Line(50, 60, 80) if line.at == 50 else line for line in upright]  # not beside the first row
    (table,) = ruled_tables(across, joined)
    assert table.boxes == (Box(0, 0, 1, 2), Box(1, 0, 1, 1), Box(1, 1, 1, 1))
    across, upright = net((10, 50, 90), (100, 80, 60, 40))
    bent = [Line(80, 50, 90) if line.at == 80 else Line(60, 10, 50) if line.at == 60 else line for line in across]
    gone = [Line(50, 80, 100) if line.at == 50 else line for line in upright]
    assert ruled_tables(bent, gone) == []


@pytest.mark.parametrize(("xs", "ys"), [((10, 90), (100, 20)), ((10, 90), (100, 80, 60))])
def test_a_frame_or_a_single_column_is_no_table(xs: tuple[float, ...], ys: tuple[float, ...]) -> None:
    assert ruled_tables(*net(xs, ys)) == []


def test_two_tables_on_a_page_come_from_the_top_down() -> None:
    low, high = net((10, 50, 90), (40, 20, 0)), net((10, 50, 90), (100, 80, 60))
    found = ruled_tables([*low[0], *high[0]], [*low[1], *high[1]])
    assert [table.rows[0] for table in found] == [100, 40]


# Whole documents, set by Typst


def made(folder: Path, body: str, height: str = "9cm") -> Path:
    """A document whose pages have running heads and numbers."""
    page = f'#set page(width: 16cm, height: {height}, margin: 2cm, numbering: "1", header: [{HEAD}])\n'
    path = folder / "laporan.pdf"
    path.write_bytes(typst.compile((page + f"{HEAD}\n\n" + body).encode()))
    return path


def rows_of(path: Path) -> list[list[list[str]]]:
    document = read(path)
    return [[[document.text[c.start : c.end] for c in row] for row in grid.rows] for grid in document.grids]


def money(count: int, total: int, head: str = "table.header([Uraian], [Pagu], [Realisasi]),") -> str:
    """Rows of 1.000.000 · n and half of it, and a total as given."""

    def dotted(amount: int) -> str:
        return f"{amount:,}".replace(",", ".")

    rows = "".join(f"[Kegiatan {n}], [{n}.000.000], [{dotted(n * 500_000)}]," for n in range(1, count + 1))
    whole = dotted(sum(range(1, count + 1)) * 500_000)
    return f"#table(columns: (1fr, 3cm, 3cm), {head} {rows} [Jumlah], [{total}.000.000], [{whole}])"


def test_cells_are_read_in_their_columns(tmp_path: Path) -> None:
    body = """#table(columns: 3, table.cell(rowspan: 2)[Indikator], table.cell(colspan: 2)[Tahun 2022],
        [Target], [Realisasi],
        [Indeks kepuasan masyarakat atas layanan perikanan], [3,25], [3,91],
        [Persentase nelayan terlatih], [80,00], [81,50])"""
    (table,) = rows_of(made(tmp_path, body))
    assert table == [
        ["Indikator", "Tahun 2022"],
        ["", "Target", "Realisasi"],
        ["Indeks kepuasan masyarakat atas layanan perikanan", "3,25", "3,91"],
        ["Persentase nelayan terlatih", "80,00", "81,50"],
    ]


@pytest.mark.parametrize("head", ["table.header([Uraian], [Pagu], [Realisasi]),", "[Uraian], [Pagu], [Realisasi],"])
def test_a_table_over_pages_is_one_and_its_total_that_of_all_rows(tmp_path: Path, head: str) -> None:
    """1 + … + 30 = 465; the part on the last page alone would sum to less, and must not be held against it."""
    path = made(tmp_path, money(30, 465, head))
    assert read(path).lines[-1].page > 2
    (table,) = rows_of(path)
    assert len(table) == 1 + 30 + 1
    assert audit(None, path).findings == ()
    (found, *_) = audit(None, made(tmp_path, money(30, 466, head))).findings
    assert (found.code, found.printed, found.computed, found.level) == ("total", "466.000.000", "465.000.000", "error")


def test_tables_of_two_things_with_the_same_columns_stay_two(tmp_path: Path) -> None:
    body = money(3, 6) + "\n\nTabel 2. Bidang budidaya\n\n" + money(4, 10)
    assert [len(table) for table in rows_of(made(tmp_path, body, "25cm"))] == [5, 6]
    assert audit(None, made(tmp_path, body, "25cm")).findings == ()


def test_a_drawing_with_a_grid_is_no_table(tmp_path: Path) -> None:
    body = "#table(columns: 6, ..range(36).map(n => if n == 7 [12] else if n == 20 [40] else []))"
    assert rows_of(made(tmp_path, body, "25cm")) == []


def test_a_number_that_a_narrow_column_breaks_is_whole(tmp_path: Path) -> None:
    body = """#set text(hyphenate: false)
    #table(columns: (4cm, 1.65cm),
    [Belanja Pegawai], [36.045.\\u{200b}853.000], [Belanja Modal], [3,25], [Jumlah], [12 34])"""
    (table,) = rows_of(made(tmp_path, body, "25cm"))
    assert table[0] == ["Belanja Pegawai", "36.045.853.000"]
    assert table[2] == ["Jumlah", "12 34"]
