"""Cells and inline expressions in a real kernel: what they give, and what a failing one tells."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from lkjip.errors import UserError
from lkjip.report.document import parse
from lkjip.report.execute import Runner, assemble, execute

SETUP = "```{python}\n#| include: false\nx = 3\nprint('tidak tampak')\n```\n\n"


def run(source: str, folder: Path) -> str:
    document = parse("reports/a.qmd", source)
    return assemble(document, execute(document, folder, {"UJI": "ya"}))


def test_cells_and_expressions_are_replaced_by_what_they_give(tmp_path: Path) -> None:
    text = run(
        SETUP
        + "Satu `{python} x + 1` dua `{python} '*a*|$b$'`.\n\n"
        + "```{python}\nfrom lkjip.report.printed import Markdown\nMarkdown('**tebal**')\n```\n\n"
        + "```{python}\nimport os\nos.environ['UJI'], os.getcwd().startswith('/')\n```\n\n"
        + "`{python} Markdown('_miring_')`",
        tmp_path,
    )
    assert "tidak tampak" not in text
    assert "Satu 4 dua \\*a\\*\\|\\$b\\$." in text
    assert "\n**tebal**\n" in text
    assert "````\n('ya', True)\n````" in text
    assert text.endswith("_miring_\n")


@pytest.mark.parametrize(
    ("body", "line", "cell", "cause"),
    [
        ("```{python}\ny = x\nz = x / 0\n```\n", 9, "z = x / 0", "ZeroDivisionError: division by zero"),
        ("```{python}\n#| output: false\n(\n```\n", 9, "(", "SyntaxError"),
        ("satu `{python} x` dua\ntiga `{python} tidak_ada`\n", 8, "tidak_ada", "NameError"),
    ],
)
def test_a_failing_cell_is_named_with_its_line_and_cause(
    body: str, line: int, cell: str, cause: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as caught:
        run(SETUP + body, tmp_path)
    (issue,) = caught.value.issues
    assert (issue.code, issue.location.file, issue.location.line) == ("cell_failed", "reports/a.qmd", line)
    assert issue.values["cell"] == cell
    assert cause in str(issue.values["problem"])


def test_a_full_disk_is_not_the_document_s_mistake(tmp_path: Path) -> None:
    with pytest.raises(OSError) as caught:
        run(SETUP + f"```{{python}}\nraise OSError({errno.ENOSPC}, 'penuh')\n```\n", tmp_path)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, None)


def test_a_file_that_a_cell_misses_is(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        run(SETUP + "```{python}\nopen('tiada')\n```\n", tmp_path)


def test_documents_one_after_the_other_share_no_names(tmp_path: Path) -> None:
    """One that fails does not end the process, and each has a folder and an environment of its own."""

    def source(cell: str) -> str:
        return f"```{{python}}\nimport os\n{cell}\n```\n"

    with Runner(tmp_path) as runner:

        def ran(name: str, cell: str) -> str:
            document, folder = parse(f"reports/{name}.qmd", source(cell)), tmp_path / name
            folder.mkdir()
            return assemble(document, runner.execute(document, folder, {"UJI": name}))

        own = "x = 3\nos.environ['UJI'], os.path.basename(os.getcwd()), x"
        assert "('satu', 'satu', 3)" in ran("satu", own)
        with pytest.raises(UserError) as failed:
            ran("dua", "x")
        assert failed.value.issues[0].location.file == "reports/dua.qmd"
        assert "x" in str(failed.value.issues[0].values["problem"])
        assert "('tiga', 'tiga', 3)" in ran("tiga", own)
