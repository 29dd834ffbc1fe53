"""Provenance: every printed value leads to cells and rules, and the working papers say the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from lkjip.project import Project
from lkjip.report.facts import Facts
from lkjip.report.papers import Papers
from lkjip.report.provenance import Provenance

ROOT = Path(__file__).parents[2]
Node = dict[str, Any]


@pytest.fixture(scope="module")
def everything(project: Project) -> Provenance:
    """The provenance of a report that prints every value there is."""
    facts = Facts(project, project.office())
    for value in project.evaluate():
        facts.value(value.id, value.key)
    return Provenance(facts)


@pytest.fixture(scope="module")
def nodes(everything: Provenance) -> dict[str, Node]:
    found: dict[str, Node] = json.loads(everything.data())["nodes"]
    return found


def test_every_value_has_a_node_that_says_what_the_engine_says(everything: Provenance, nodes: dict[str, Node]) -> None:
    for value in everything.facts.project.evaluate():
        node = nodes[str(value.at)]
        assert node.get("status", "ok") == value.status
        if value.value is not None and not value.label and value.unit:
            assert node["value"] == str(value).replace("-", "−")


def test_every_part_is_there_and_every_leaf_names_its_line(nodes: dict[str, Node]) -> None:
    for name, node in nodes.items():
        assert set(node.get("parts", [])) <= set(nodes), name
        if "formula" not in node and node.get("status", "ok") == "ok":
            assert re.fullmatch(r"(rules|data|archive)/\S+:\d+", node["at"]), (name, node)


def test_cells_lead_to_the_very_row_of_the_table(nodes: dict[str, Node]) -> None:
    """Each cell's value stands in the row that its node names."""
    cells = {name: node for name, node in nodes.items() if name.startswith("sel:") and node.get("status", "ok") == "ok"}
    assert len(cells) > 500
    for name, node in cells.items():
        file, line = node["at"].rsplit(":", 1)
        row = (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        plain = node["value"].replace(".", "").replace(",", ".").replace("−", "-")
        decimals = plain + ".00", plain.removesuffix("0").removesuffix("0")  # an archive keeps the decimals of its year
        assert {plain, *decimals} & set(row.split(",")), (name, node, row)


def test_constants_lead_to_the_line_that_sets_them(nodes: dict[str, Node]) -> None:
    weight = nodes["smart.bobot[komponen_smart=efisiensi]"]
    file, line = weight["at"].rsplit(":", 1)
    assert (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1].split() == ["efisiensi:", "28.6"]
    assert weight["value"] == "28,6"
    assert nodes["ikm.minimum_responden"]["title"] == "Responden minimum per bulan"


def test_working_papers_hold_every_figure_once_with_rule_and_source(everything: Provenance) -> None:
    papers = Papers(everything).papers().text
    ids = re.findall(r'id="kk-([a-z0-9_.]+)"', papers)
    assert sorted(ids) == sorted({value.id for value in everything.facts.project.evaluate()})
    row = papers.partition('id="kk-ikm.capaian"')[2].partition("</tr>")[0]
    assert "3,91 / 3,25 × 100; dibulatkan ke 2 desimal" in row
    assert 'data-figure="ikm.capaian">120,31%</span>' in row
    assert "standard.yaml:" in row
    assert "realisasi; target" in row


def test_values_by_month_stand_in_one_matrix_with_an_example_of_their_working(everything: Provenance) -> None:
    papers = Papers(everything).papers().text
    matrix = next(text for text in papers.split("<table") if 'id="kk-iki.nilai_rinci"' in text)
    months = ["Rincian", *["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sept", "Okt", "Nov", "Des"]]
    assert re.findall(r"<th[^>]*>([^<]*)</th>", matrix)[:13] == months
    values = everything.facts.all("iki.nilai_rinci")
    assert len(re.findall(r'data-figure="iki\.nilai_rinci\[', matrix)) == len(values) == 264
    assert "Jan: " in matrix.partition('id="kk-iki.nilai_bulanan"')[2].partition("</tr>")[2].partition("</tr>")[0]
