"""Whole renders: repeatable to the byte, moved by one weight, unharmed by hostile data, possible for another office."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from lkjip.project import load
from lkjip.report.compose import compose, read
from lkjip.report.document import Code, Document
from lkjip.report.execute import Outputs, assemble
from once import once
from report.conftest import copied
from report.kernel import run_cells
from report.reading import one_line, page, printed_text

ROOT = Path(__file__).parents[2]
OFFICE = "data/2023/kanim-jember/office.yaml"
HOSTILE = "<script>alert('x')</script> #import \"/x\" $x^2$ *tebal* _m_ a|b {{v}} [t](u) `k` \\n ```` & مرحبا"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_equal_inputs_give_equal_bytes(rendered: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In another folder, another time zone, under another hash seed, and with the charts drawn again."""
    monkeypatch.setenv("LKJIP_CACHE", "0")
    monkeypatch.setenv("TZ", "Asia/Jayapura")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    for again in compose(load(ROOT, 2023), tmp_path, renderer="embedded"):
        assert again.read_bytes() == rendered[again.suffix[1:]].read_bytes(), again.suffix


def test_one_weight_moves_sentences_tables_and_charts_together(rendered: dict[str, Path], copy: Path) -> None:
    """Pihak internal of the security index: Intelijen 20 → 30, Pengaduan 20 → 10 (4,00 counts less): 3,36 → 3,28.

    (3,28·1 + 4,00·8)/9 = 3,92; 3,92/3,13 = 125,24 %.
    """
    rules = copy / "rules/2023/indicators/ipk.yaml"
    text = rules.read_text(encoding="utf-8")
    internal, mark, rest = text.partition("  bobot_eksternal:")
    internal = internal.replace("intelijen: 20", "intelijen: 30").replace("pengaduan: 20", "pengaduan: 10")
    rules.write_text(internal + mark + rest, encoding="utf-8")
    (path,) = compose(load(copy, 2023), copy / "output", ["html"], renderer="embedded")
    before, after = page(rendered["html"]), page(path)
    shown: dict[str, set[str]] = {}
    for number in after.numbers:
        name = number.attributes.get("data-figure") or number.attributes["data-rule"]
        shown.setdefault(name, set()).add(one_line(number.text))
    assert shown["ipk.nilai_internal"] == {"3,28"} and shown["ipk.realisasi"] == {"3,92"}
    assert "125,24%" in shown["ipk.capaian"]
    assert shown["ipk.bobot_internal[unsur_internal=intelijen]"] == {"30"}
    sentence = re.compile(r"Nilai pihak internal adalah (\d,\d\d)")
    assert [sentence.findall(one_line(found.text)) for found in (before, after)] == [["3,36"], ["3,28"]]
    mark_of = 'href="#ipk.realisasi_tahunan[tahun=2023]" aria-label="'
    labels = [p.read_text(encoding="utf-8").partition(mark_of)[2].partition('"')[0] for p in (rendered["html"], path)]
    assert "3,93" in labels[0] and "3,92" in labels[1]


@pytest.fixture(scope="session")
def hostile(run_folder: Path) -> Path:
    """A folder with the report of a project whose texts are markup and worse."""
    return once(run_folder / "markah", _hostile)


def _hostile(folder: Path) -> None:
    """In the office's texts, a member's title, a table's text column and a rule's note."""
    copy = copied(folder / "proyek")
    office = copy / OFFICE
    data = yaml.safe_load(office.read_text(encoding="utf-8"))
    data["name"] = HOSTILE
    data["head"]["name"] = "N" * 5000
    data["innovations"] = [{"name": HOSTILE, "text": HOSTILE}]
    data["date"] = str(data["date"])
    data["agreement"]["date"] = str(data["agreement"]["date"])
    office.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    dimensions = copy / "rules/2023/dimensions.yaml"
    change(dimensions, "    informasi: Informasi\n", f"    informasi: {json.dumps(HOSTILE, ensure_ascii=False)}\n")
    compose(load(copy, 2023), folder, renderer="embedded")


@pytest.mark.parametrize("suffix", ["html", "pdf", "docx"])
def test_markup_in_data_comes_out_as_text(suffix: str, hostile: Path) -> None:
    path = hostile / f"lkjip2023.{suffix}"
    text = printed_text(path)
    if suffix == "pdf":  # right-to-left text is extracted in visual order, and lines may break anywhere
        wanted = ["<script>alert('x')</script>", '#import"/x"', "*tebal*_m_a|b{{v}}[t](u)`k`", "N" * 60]
        text = text.replace(" ", "").replace("’", "'")
    else:
        wanted = [one_line(HOSTILE), "N" * 5000]
    for piece in wanted:
        assert piece in text, (suffix, piece)
    if suffix == "html":
        source = path.read_text(encoding="utf-8")
        assert source.count("<script") == 2  # the traces and the page's own
        assert "<script>alert" not in source


def test_another_office_renders_with_its_tables_and_a_small_file(copy: Path) -> None:
    """A second office in the same year, of which only the required entries are known."""
    other = copy / "data/2023/kanim-malang"
    shutil.copytree(copy / "data/2023/kanim-jember", other)
    office = {
        "name": "Kantor Imigrasi Kelas I TPI Malang",
        "short_name": "Kanim Malang",
        "ministry": "Kementerian Hukum dan Hak Asasi Manusia",
        "region": "Jawa Timur",
        "city": "Malang",
        "date": "2023-12-29",
        "head": {"name": "Nama Kepala", "title": "Kepala Kantor Imigrasi Kelas I TPI Malang"},
    }
    (other / "office.yaml").write_text(yaml.safe_dump(office), encoding="utf-8")
    change(other / "skm_responden.csv", "\n1,12\n", "\n1,60\n")
    paths = compose(load(copy, 2023, "kanim-malang"), copy / "output", ["html"], renderer="embedded")
    assert [path.name for path in paths] == ["lkjip2023-kanim-malang.html"]
    found = page(paths[0])
    text = one_line(found.text)
    assert "Kantor Imigrasi Kelas I TPI Malang" in text and "Malang, 29 Desember 2023" in text
    assert "data belum tersedia" not in text
    assert "Belum diisi" in text and "Kalimat dan bagian yang memerlukannya tidak ditulis" in text
    assert "228" in {n.text for n in found.numbers if n.attributes.get("data-figure") == "ikm.responden"}  # 180 - 12 + 60
    assert "Jember" not in text.partition("Ringkasan Eksekutif")[0]


def test_jupyters_own_kernel_gives_the_same_document(outputs: list[Outputs], tmp_path: Path) -> None:
    """What Quarto would do: the same cells in a real kernel, by nbclient."""
    document, _ = read(load(ROOT, 2023))
    environment = {"LKJIP_PROJECT": str(ROOT), "LKJIP_SATKER": "kanim-jember", "QUARTO_FIG_WIDTH": "7"}
    theirs = assemble(document, _by_nbclient(document, tmp_path, environment))
    assert assemble(document, outputs) == theirs


def _by_nbclient(document: Document, folder: Path, environment: dict[str, str]) -> list[Outputs]:
    codes = [[part.code] if isinstance(part, Code) else [inline.code for inline in part.inline] for part in document.parts]
    done = iter(run_cells([code for some in codes for code in some], folder, environment))
    outputs: list[Outputs] = []
    for part in document.parts:
        if isinstance(part, Code):
            outputs.append(next(done))
        else:
            outputs.append([next(done)[0]["text/markdown"] for _ in part.inline])
    return outputs
