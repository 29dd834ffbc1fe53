"""The real report of 2023: complete, the same in three formats, and every number in it the engine's."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

import lkjip
from lkjip.figures import Value
from lkjip.messages import language
from lkjip.project import Project
from lkjip.report import load
from lkjip.report.checks import checks
from report.reading import captions, one_line, page, pdf_pages, printed_text, word_paragraphs

ROOT = Path(__file__).parents[2]
Rendered = dict[str, Path]


@pytest.fixture(scope="module")
def values(project: Project) -> dict[str, Value]:
    """The engine's values by the id that the report prints them under."""
    figures = project.evaluate()
    return {
        value.id + (f"[{','.join(f'{k}={v}' for k, v in value.key.items())}]" if value.key else ""): value
        for value in figures
    }


def accepted(value: Value, form: str) -> set[str]:
    """Every way in which a value may stand in the report, from the contract's plain text alone."""
    if form == "reason":
        return {value.reason}
    if value.value is None:
        return {"–", "data belum tersedia", f"– ({value.reason})"}
    if form.startswith("code:"):
        return set()
    if value.label or not value.unit:
        head, _, tail = value.label.rpartition(", ")
        return {value.label, f"{head}, dan {tail}", f"{head} dan {tail}", "–"}
    whole, _, fraction = value.value.lstrip("-").partition(".")
    text = re.sub(r"(?<=\d)(?=(\d{3})+$)", ".", whole) + (f",{fraction}" if fraction else "")
    if form == "agreed":  # a target as an agreement writes it: a whole number has no decimals
        return {text.partition(",")[0]} if not fraction.strip("0") else set()
    sign = "−" if value.value.startswith("-") and form != "size" else ""
    return {f"{sign}{text}", f"{sign}{text}%", f"{sign}Rp{text}"}


def test_every_number_printed_is_the_engines(rendered: Rendered, values: dict[str, Value]) -> None:
    numbers = [number for number in page(rendered["html"]).numbers if "data-figure" in number.attributes]
    assert len(numbers) > 1000
    for number in numbers:
        value = values[number.attributes["data-figure"]]
        form = number.attributes.get("data-wording", "")
        if form.startswith("code:"):
            assert form == f"code:{value.value}"
        elif form != "none":
            assert one_line(number.text) in accepted(value, form), number
        else:
            assert value.value == ""


def test_percentages_and_money_have_their_signs_in_sentences(rendered: Rendered) -> None:
    text = printed_text(rendered["html"])
    assert "120,31%" in text and "Rp11.006.326.346" in text


def test_most_figures_of_the_engine_are_printed(rendered: Rendered, values: dict[str, Value]) -> None:
    """What is never shown is a help of other figures; it must stay a small part."""
    shown = {number.attributes.get("data-figure") for number in page(rendered["html"]).numbers}
    marks = set(re.findall(r'href="#([a-z0-9_]+\.[^"]+)"', rendered["html"].read_text(encoding="utf-8")))
    drawn = re.compile(r"[a-z]+\.bagian_")  # shares by largest remainder, which only the source's own diagrams print
    left = {name for name in values if name not in shown | marks and not drawn.match(name)}
    assert len(left) < 0.2 * len(values), sorted(left)


def test_every_number_has_a_trace_in_the_page(rendered: Rendered) -> None:
    source = rendered["html"].read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="jejak">(.*?)</script>', source, re.DOTALL)
    assert found and "<" not in found[1]
    nodes = json.loads(found[1])["nodes"]
    for number in page(rendered["html"]).numbers:
        assert {number.attributes.get("data-figure"), number.attributes.get("data-rule")} & set(nodes), number
    marks = set(re.findall(r'href="#([a-z0-9_]+\.[^"]+)"', source))
    assert len(marks) > 150 and marks <= set(nodes)


def test_captions_and_their_numbers_are_the_same_in_all_formats(rendered: Rendered) -> None:
    html, word = captions(rendered["html"]), captions(rendered["docx"])
    assert html == word
    pages = " ".join(pdf_pages(rendered["pdf"]))
    for kind in ("Tabel", "Gambar"):
        own = [caption for caption in html if caption.startswith(kind)]
        assert [caption.split(".")[0] for caption in own] == [f"{kind} {number}" for number in range(1, len(own) + 1)]
        for caption in own:
            assert caption.replace(" ", "") in pages.replace(" ", ""), caption


def test_the_chapters_of_the_guideline_are_there(rendered: Rendered) -> None:
    chapters = [
        "Kata Pengantar",
        "Ringkasan Eksekutif",
        "Pendahuluan",
        "Perencanaan Kinerja",
        "Akuntabilitas Kinerja",
        "Penutup",
    ]
    headings = [text for style, text in word_paragraphs(rendered["docx"]) if style == "Heading1"]
    assert [text for text in headings if text in (*chapters, "Lampiran")] == [*chapters, "Lampiran"]


@pytest.mark.parametrize(
    "indicator", ["Indeks Kepuasan Masyarakat", "Indeks Pengamanan Keimigrasian", "Indeks Kepuasan Internal"]
)
def test_every_indicator_has_its_five_analyses(indicator: str, rendered: Rendered) -> None:
    headings = [(style, text) for style, text in word_paragraphs(rendered["docx"]) if style.startswith("Heading")]
    start = next(n for n, (style, text) in enumerate(headings) if style == "Heading3" and indicator in text)
    below = []
    for style, text in headings[start + 1 :]:
        if style != "Heading4":
            break
        below.append(text.lower())
    for analysis in ("target dan realisasi", "tahun sebelumnya", "jangka menengah", "penyebab", "efisiensi"):
        assert any(analysis in text for text in below), (analysis, below)


def test_no_placeholder_of_the_source_survives(rendered: Rendered) -> None:
    for path in rendered.values():
        text = printed_text(path)
        for left in (
            "[nama satuan",
            "[jumlah responden",
            "[capaian dalam",
            "(contoh)",
            "[Kantor Wilayah]",
            "{python}",
            "**",
            "@tbl-",
            "@fig-",
            "@sec-",
        ):
            assert left not in text, (path.suffix, left)


def test_the_computed_value_stands_where_the_source_is_wrong(rendered: Rendered) -> None:
    """Independent arithmetic: 30.237,92 / 310 = 97,54; 97,54 / 25 = 3,90; 2.744.225.051 / 2.788.381.000 = 98,42 %."""
    shown = {number.attributes.get("data-figure"): one_line(number.text) for number in page(rendered["html"]).numbers}
    assert shown["iki.nilai_skala_100"] == "97,54"
    assert shown["iki.realisasi"] == "3,90"
    assert shown["anggaran.persentase_program[program=penegakan_pelayanan_hukum]"].rstrip("%") == "98,42"


def test_working_papers_are_in_pdf_and_word_and_not_in_the_page(rendered: Rendered) -> None:
    """Each figure by its id; the page has its traces instead."""
    entry = "(ikm.responden_bulanan)"
    assert entry in printed_text(rendered["pdf"]).replace(" ", "")
    assert entry in printed_text(rendered["docx"]).replace(" ", "")
    assert entry not in page(rendered["html"]).text


def test_the_page_is_small_and_asks_for_nothing(rendered: Rendered) -> None:
    source = rendered["html"].read_text(encoding="utf-8")
    assert len(source.encode()) < 3_000_000
    assert "@import" not in source and not re.findall(r"url\((?![\"']?data:|\))", source)
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", source, flags=re.DOTALL)
    assert not re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', markup)


def test_ids_are_unique(rendered: Rendered) -> None:
    identities = page(rendered["html"]).identities
    assert len(identities) == len(set(identities))


def test_the_colophon_names_versions_and_hashes(rendered: Rendered) -> None:
    for path in rendered.values():
        text = printed_text(path).replace(" ", "")
        assert f"lkjip{lkjip.__version__}" in text
        assert len(re.findall(r"[0-9a-f]{64}", text)) == 2, path.suffix


@pytest.mark.parametrize("suffix", ["pdf", "docx"])
def test_a_changed_number_in_a_working_paper_is_found_even_if_it_is_printed_elsewhere(
    suffix: str, rendered: Rendered, project: Project
) -> None:
    """Within the entry of ikm.capaian 3,25 becomes 3,13: the target of other indicators, so it is known, but not there."""
    from lkjip.audit.document import document_of
    from lkjip.audit.own.working_papers import allowed_by_figure, by_entries
    from lkjip.audit.reading import read
    from lkjip.audit.vocabulary import vocabulary

    words = vocabulary(project)
    source = rendered["html"].read_text(encoding="utf-8")
    found = re.search(r'id="jejak">(.*?)</script>', source, re.DOTALL)
    assert found
    allowed = allowed_by_figure(found[1])
    document = read(rendered[suffix])
    assert list(by_entries(document, allowed, words)) == []
    start = document.text.index("(ikm.capaian)")
    place = document.text.index("3,91 / 3,25", start) + len("3,91 / ")
    text = f"{document.text[:place]}3,13{document.text[place + 4 :]}"
    lines = [(line.page, text[line.start : line.start + len(line.text)]) for line in document.lines]
    changed = document_of(document.name, document.format, lines)
    assert [finding.printed for finding in by_entries(changed, allowed, words)] == ["3,13"]


@pytest.mark.parametrize("suffix", ["pdf", "docx"])
def test_a_result_of_a_matrix_that_became_another_of_the_same_matrix_is_found(suffix: str, rendered: Rendered) -> None:
    """In the matrix of ikm.nilai_rinci the first 3,80 becomes 3,90, which stands there too."""
    from lkjip.audit.document import document_of
    from lkjip.audit.own.working_papers import allowed_by_figure, by_results
    from lkjip.audit.reading import read

    found = re.search(r'id="jejak">(.*?)</script>', rendered["html"].read_text(encoding="utf-8"), re.DOTALL)
    assert found
    allowed, page, document = allowed_by_figure(found[1]), read(rendered["html"]), read(rendered[suffix])
    assert list(by_results(page, document, allowed)) == []
    place = document.text.index("3,80", document.text.index("(ikm.nilai_rinci)"))
    text = f"{document.text[:place]}3,90{document.text[place + 4 :]}"
    lines = [(line.page, text[line.start : line.start + len(line.text)]) for line in document.lines]
    changed = document_of(document.name, document.format, lines)
    assert [(finding.printed, finding.computed) for finding in by_results(page, changed, allowed)] == [("3,90", "3,80")]


def test_every_worked_calculation_shows_its_working(rendered: Rendered) -> None:
    """A title, at least one line with values, and the result: a value taken over from another figure has no working."""
    source = rendered["html"].read_text(encoding="utf-8")
    blocks = re.findall(r'<div class="hitungan">(.*?)</div>', source, re.DOTALL)
    written = (ROOT / "reports/lkjip2023.qmd").read_text(encoding="utf-8").count("r.steps(")
    assert len(blocks) == written + 2 * 3  # and the two achievements of each of the three indicators
    for block in blocks:
        assert block.count("<p>") >= 3, block
    assert any("(97,93 × 43,5) + (49,78 × 28,6)" in block for block in blocks)


def test_loading_a_report_leaves_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report speaks Indonesian; a notebook that loads one goes on in its own language."""
    monkeypatch.setenv("LKJIP_LANG", "en")
    monkeypatch.chdir(ROOT)
    before = dict(os.environ)
    report = load(2023)
    assert "kesalahan" not in str(report.checks()) and "peringatan" in str(report.checks())
    found = re.sub("<[^>]*>", "", str(report.checks()))
    assert "rules/" not in found and "expect" not in found and "kanim-jember" not in found  # no identifiers
    for text in (
        "Nov: 91,07",
        "88,69",
        "10.976.326.346",
        "Jun: 0; Okt: 17; Nov: 1; Des: 16",
    ):  # months of one finding in one row
        assert text in found
    assert dict(os.environ) == before
    assert language() == "en"


def test_who_confirms_a_finding_is_the_rules_to_say(tiny: Path) -> None:
    """The owner of the data, unless the check names somebody; each side carries the check's id."""
    rules = tiny / "rules/2023/indicators/kepuasan.yaml"
    text = rules.read_text(encoding="utf-8").replace("minimum: {value: 0,", "minimum: {value: 1000,")
    rules.write_text(text, encoding="utf-8")
    plain = str(checks(lkjip.load(tiny, 2023), "kantor-uji"))
    rules.write_text(
        text.replace("level: warning, title", "level: warning, confirmed_by: Bendahara, title"), encoding="utf-8"
    )
    named = str(checks(lkjip.load(tiny, 2023), "kantor-uji"))
    assert "Pengelola datanya di kantor" in plain and "Bendahara" not in plain
    assert "Bendahara" in named and "Pengelola datanya di kantor" not in named
    assert re.search(r'data-check="kepuasan\.responden_minimum\[bulan=\d+\]:1">', named)


def test_no_number_of_an_annex_is_skipped(rendered: dict[str, Path]) -> None:
    """What has nothing to say is no annex, and those after it are counted on: I, II, III …"""
    found = [
        match[1] for match in re.finditer(r">Lampiran ([IVX]+)\. [^<]*</h2>", rendered["html"].read_text(encoding="utf-8"))
    ]
    assert found == ["I", "II", "III", "IV"]
    assert len(found) < len(re.findall(r"annex=True", (ROOT / "reports/lkjip2023.qmd").read_text(encoding="utf-8")))
