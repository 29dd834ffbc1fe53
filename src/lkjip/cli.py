"""The command line. A command parses, calls one function and prints."""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lkjip import cli_archive
from lkjip.errors import Issue, Location, UserError
from lkjip.terminal import show_issues, steps
from lkjip.version import __version__

if TYPE_CHECKING:
    import polars as pl

    from lkjip.figures import Figures
    from lkjip.project import Project
    from lkjip.trace.explain import Trace

OK, FAILED, MISUSED = 0, 1, 2


def run() -> None:
    """The installed command. A process this short gains nothing from collecting garbage, and would spend a tenth on it."""
    gc.disable()
    sys.exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code: 0 done, 1 errors in the project, 2 bad usage."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except UserError as error:
        show_issues(error.issues, sys.stderr.isatty())
        return FAILED
    except BrokenPipeError:  # the reader has gone, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        if error.filename is None:
            raise
        values = {"problem": error.strerror or str(error)}
        show_issues([Issue("cannot_access", Location(str(error.filename)), values)], sys.stderr.isatty())
        return FAILED


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(
        prog="lkjip", description="Rules in, figures out: performance reports that explain themselves."
    )
    parser.add_argument("--version", action="version", version=f"lkjip {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--year", type=int, help="the year of the rules (default: the latest there is)")
    common.add_argument("--project", type=Path, default=Path(), metavar="DIR", help="a folder inside the project")
    common.add_argument("--satker", metavar="OFFICE", help="one office only")

    check = commands.add_parser("check", parents=[common], help="every problem of rules and tables, at once")
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(run=_check)

    evaluate = commands.add_parser("evaluate", parents=[common], help="compute every figure")
    evaluate.add_argument("--format", choices=("table", "json", "csv", "parquet"), default="table")
    evaluate.add_argument("--out", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    evaluate.set_defaults(run=_evaluate)

    explain = commands.add_parser("explain", parents=[common], help="where a figure comes from, down to the cells")
    explain.add_argument("figure", metavar="FIGURE", help="such as ikm.realisasi or 'ikm.nilai_bulanan[bulan=1]'")
    explain.add_argument("--format", choices=("text", "json"), default="text")
    explain.set_defaults(run=_explain)

    report = commands.add_parser("report", parents=[common], help="render the report: HTML, PDF and Word")
    report.add_argument("--to", default="html,pdf,docx", metavar="FORMATS", help="some of html,pdf,docx (default: all)")
    report.add_argument("--renderer", choices=("auto", "quarto", "embedded"), default="auto")
    report.add_argument("--out", type=Path, metavar="DIR", help="where the files go (default: output in the project)")
    report.set_defaults(run=_report)

    notebook = commands.add_parser("notebook", parents=[common], help="the executed report notebook, for Jupyter")
    notebook.add_argument("--out", type=Path, metavar="FILE", help="the file (default: output/lkjip<year>.ipynb)")
    notebook.set_defaults(run=_notebook)

    audit = commands.add_parser("audit", parents=[common], help="what a finished report says that the rules do not")
    audit.add_argument(
        "document", nargs="?", type=Path, metavar="DOCUMENT", help="txt, md, html, docx or pdf (default: own)"
    )
    audit.add_argument("--format", choices=("text", "json", "csv", "html", "xlsx"), default="text")
    audit.add_argument("--out", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    audit.set_defaults(run=_audit)

    cli_archive.add(commands)
    return parser


def _project(options: argparse.Namespace) -> Project:
    from lkjip.project import find, latest_year, load

    year = options.year if options.year is not None else latest_year(find(options.project))
    return load(options.project, year, options.satker)


# check


def _check(options: argparse.Namespace) -> int:
    from lkjip.messages import hint, message

    with steps("working"):
        issues = _project(options).check()
    if options.format == "json":
        entries = [
            {
                "code": issue.code,
                "level": issue.level,
                "file": issue.location.file,
                "line": issue.location.line,
                "column": issue.location.column,
                "message": message(issue),
                "hint": hint(issue),
            }
            for issue in issues
        ]
        print(json.dumps(entries, ensure_ascii=False, indent=1))
    else:
        show_issues(issues, sys.stdout.isatty(), sys.stdout)
    return FAILED if any(issue.level == "error" for issue in issues) else OK


# evaluate


def _evaluate(options: argparse.Namespace) -> int:
    if options.format == "parquet" and options.out is None:
        print("lkjip evaluate: --format parquet needs --out FILE", file=sys.stderr)
        return MISUSED
    with steps("working"):
        project = _project(options)
        figures = project.evaluate()
    with _output(options.out) as out:
        if options.format == "json":
            _write_json(figures, out)
        elif options.format == "csv":
            out.write(_for_spreadsheets(figures).write_csv().encode())
        elif options.format == "parquet":
            figures.frame.write_parquet(out)
        else:
            _write_tables(project, figures, out, colour=options.out is None and sys.stdout.isatty())
    _mention(project.evaluation.issues, project.year)
    return OK


def _mention(issues: Sequence[Issue], year: int) -> None:
    if issues:
        from lkjip.messages import phrase

        counts = {f"{level}s": sum(issue.level == level for issue in issues) for level in ("warning", "note")}
        print(phrase("mention").format(year=year, **counts), file=sys.stderr)


def _write_json(figures: Figures, out: BinaryIO) -> None:
    from lkjip.figures import json_lines

    head = json.dumps(figures.meta, ensure_ascii=False)[:-1]
    body = ",\n".join(json_lines(figures.frame).to_list())
    out.write(f'{head}, "figures": [\n{body}\n]}}\n'.encode())


def _for_spreadsheets(figures: Figures) -> pl.DataFrame:
    """The figures with every text that a spreadsheet would take for a formula marked as text."""
    from lkjip.figures import harmless

    return figures.frame.with_columns(harmless(name) for name in ("label", "reason", "title"))


def _write_tables(project: Project, figures: Figures, out: BinaryIO, *, colour: bool) -> None:
    """One table per rule file, titles from the rules, numbers in Indonesian notation.

    A figure without keys takes a line; one with several keys a line per combination of all but the last.
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from lkjip.messages import phrase

    text = io.StringIO()
    width = os.get_terminal_size().columns if colour else 120
    console = Console(file=text, force_terminal=colour, no_color=not colour, width=width, legacy_windows=False)
    many = len(project.tables.offices) > 1
    rules = project.plan.rules
    console.print(f"[bold]{rules.title}[/bold] · {rules.version} · lkjip {__version__}", highlight=False)
    groups: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for value in figures:
        *outer, inner = [_member(project, name, code) for name, code in value.key.items()] or [""]
        shown = str(value) if value.status == "ok" else f"– ({value.reason})"
        if value.covered is not None:
            shown += f" ({value.covered}/{value.of})"
        if outer:
            inner, shown = ", ".join(outer), f"{inner}: {shown}"
        unit = rules.scales[value.unit].symbol or value.unit if value.unit else ""
        line = (value.id, value.title, *([value.satker] if many else []), inner, unit)
        groups.setdefault(value.id.partition(".")[0], {}).setdefault(line, []).append(shown)
    for measure, lines in groups.items():
        table = Table(title=rules.measures[measure].title, title_justify="left")
        for name in ["id", phrase("figure"), *([phrase("office")] if many else []), phrase("key")]:
            table.add_column(name, overflow="fold")
        table.add_column(phrase("value"), justify="right", overflow="fold")
        table.add_column(phrase("unit"))
        before = ""
        for (name, title, *cells, unit), values in lines.items():
            first = (name, title) if name != before else ("", "")
            table.add_row(*(escape(cell) for cell in (*first, *cells, "; ".join(values), unit)))
            before = name
        console.print()
        console.print(table)
    out.write(text.getvalue().encode())


def _member(project: Project, dimension: str, code: object) -> str:
    member = project.plan.rules.dimensions[dimension].member(str(code))
    return member.short or member.title


# explain


def _explain(options: argparse.Namespace) -> int:
    name, key = _figure_and_key(options.figure)
    with steps("working"):
        trace = _project(options).explain(name, key, options.satker)
    if options.format == "json":
        print(json.dumps(_as_data(trace), ensure_ascii=False, indent=1))
    else:
        _print_trace(trace, colour=sys.stdout.isatty())
    return OK


def _figure_and_key(text: str) -> tuple[str, dict[str, str]]:
    """`ikm.nilai_bulanan[bulan=1]` as id and key."""
    name, _, rest = text.partition("[")
    pairs = (part.partition("=") for part in rest.rstrip("]").split(",") if part.strip())
    return name.strip(), {key.strip(): code.strip() for key, _, code in pairs}


def _as_data(trace: Trace) -> dict[str, object]:
    data: dict[str, object] = {
        "id": trace.id,
        "key": {name: int(code) if code.isdigit() else code for name, code in trace.key.items()},
        "title": trace.title,
        "value": trace.exact,
        "shown": trace.value,
        "unit": trace.unit,
        "status": trace.status,
        "file": trace.location.file,
        "line": trace.location.line,
    }
    if trace.formula:
        data |= {"formula": trace.formula, "steps": list(trace.steps), "round": trace.rounding}
        cited = trace.citation
        data["citation"] = cited and {"id": cited.id, "title": cited.title, "certainty": cited.certainty}
    if trace.note:
        data["note"] = trace.note
    if trace.parts:
        data["parts"] = [_as_data(part) for part in trace.parts]
    return data


def _print_trace(trace: Trace, *, colour: bool) -> None:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

    from lkjip.messages import phrase

    seen: set[tuple[str, str]] = set()

    def branch(node: Trace, tree: Tree | None) -> Tree:
        key = ", ".join(f"{name}={code}" for name, code in node.key.items())
        title = "" if node.title == node.id else f"{node.title}  "
        head = Text.assemble((title, "bold"), node.id, f"[{key}]" if key else "")
        head.append(f" = {node.value}", "bold green" if node.status == "ok" else "bold yellow")
        head.append(f" {node.unit}" if node.unit and node.status == "ok" else "")
        again = (node.id, key) in seen and node.parts
        seen.add((node.id, key))
        if not node.formula:  # a cell, or a constant of the rules
            head.append(f"  {node.location}", "dim")
            return tree.add(head) if tree else Tree(head)
        if again:
            head.append(f"  ({phrase('above')})", "dim")
            return tree.add(head) if tree else Tree(head)
        if node.steps and node.steps != (node.value,):
            head.append("\n" + " = ".join(node.steps))
        details = [node.formula, str(node.location)]
        if node.rounding is not None:
            details.insert(1, phrase("rounded").format(decimals=node.rounding))
        if node.citation:
            details.append(f"{node.citation.title} [{phrase('certainty_' + node.citation.certainty)}]")
        head.append("\n" + " · ".join(details), "dim")
        if node.note:
            head.append("\n" + node.note, "italic")
        here = tree.add(head) if tree else Tree(head)
        for part in node.parts:
            branch(part, here)
        return here

    width = None if colour else 1_000_000
    console = Console(no_color=not colour, width=width, soft_wrap=True, highlight=False)
    console.print(branch(trace, None))


# report and notebook


def _report(options: argparse.Namespace) -> int:
    from lkjip.report.compose import FORMATS, compose

    formats = [name.strip() for name in options.to.split(",") if name.strip()]
    if not formats or set(formats) - set(FORMATS):
        print(f"lkjip report: --to takes {','.join(FORMATS)}", file=sys.stderr)
        return MISUSED
    project = _project(options)
    with steps("rendering") as tell:
        paths = compose(project, options.out or project.root / "output", formats, options.renderer, tell)
    for path in paths:
        print(_shown_path(path))
    return OK


def _notebook(options: argparse.Namespace) -> int:
    from lkjip.report.compose import executed

    project = _project(options)
    out = options.out or project.root / "output" / f"lkjip{project.year}.ipynb"
    with steps("rendering") as tell:
        content = executed(project, tell)
    out.parent.mkdir(parents=True, exist_ok=True)
    with _output(out) as file:
        file.write(content.encode())
    print(_shown_path(out))
    return OK


def _shown_path(path: Path) -> str:
    """A path as the user would type it."""
    with contextlib.suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)


# audit


def _audit(options: argparse.Namespace) -> int:
    if options.format == "xlsx" and options.out is None:
        print("lkjip audit: --format xlsx needs --out FILE", file=sys.stderr)
        return MISUSED
    from lkjip.audit import audit, audit_rendered
    from lkjip.audit.output import written

    with steps("working"):
        project = _project(options)
        audits = (
            (audit(project, options.document),) if options.document else audit_rendered(project, project.root / "output")
        )
    with _output(options.out) as out:
        out.write(written(audits, options.format, colour=options.out is None and sys.stdout.isatty()))
    return FAILED if any(found.failed for found in audits) else OK


# Shared


@contextlib.contextmanager
def _output(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that appears only when it is whole."""
    if path is None:
        yield sys.stdout.buffer
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            file = temporary.open("xb")
        except OSError as error:  # the user knows the file by its own name
            raise type(error)(error.errno, error.strerror, str(path)) from None
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
