"""The benchmarks: lkjip beside hand-written Polars, DuckDB and pandas that compute the same values.

Every variant runs in a fresh process, variants take turns, and a table is printed only if all of them wrote the same
values. Prints Markdown; `--update` also puts it into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from timing import Sample, Variant, measure

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PAGE = ROOT / "docs" / "performance.md"
START, END = "<!-- benchmarks:start -->", "<!-- benchmarks:end -->"
OFFICE = "kanim-jember"
ARCHIVED, ARCHIVED_YEARS = 500, (2021, 2022, 2023)
RIVALS = {"polars": "hand-written Polars", "duckdb": "hand-written DuckDB", "pandas": "hand-written pandas"}
Samples = dict[str, Sample]


@dataclass(frozen=True)
class Case:
    """A table: its title, rows and aims. `base` is the row that the others are divided by."""

    title: str
    variants: list[Variant]
    base: str
    aims: Callable[[Samples], list[tuple[str, bool, str]]]  # what is aimed at, whether it is met, what was measured


@dataclass(frozen=True)
class Setting:
    """Where things are: a working folder, and in it a copy of engine and project, so that edits do not change a run."""

    work: Path
    runs: int
    offices: int

    @property
    def project(self) -> Path:
        return self.work / "project"

    def lkjip(self, name: str, project: Path, output: Path, **environment: str) -> Variant:
        command = [
            sys.executable,
            "-m",
            "lkjip",
            "evaluate",
            "--year",
            "2023",
            "--project",
            str(project),
            "--format",
            output.suffix[1:],
            "--out",
            str(output),
        ]
        paths = {"PYTHONPATH": str(self.work / "engine" / "src"), "XDG_CACHE_HOME": str(self.work / "cache")}
        return Variant(name, command, output, {**paths, **environment}, ours=True)

    def rival(self, task: str, engine: str, output: Path, *arguments: str) -> Variant:
        command = [sys.executable, str(HERE / "rivals" / f"{task}_{engine}.py"), arguments[0], str(output), *arguments[1:]]
        return Variant(RIVALS[engine], command, output)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, metavar="DIR", help="where generated data goes (default: a temporary folder)")
    parser.add_argument("--runs", type=int, default=7, help="measured runs of each variant")
    parser.add_argument("--only", default="office,offices,survey,report,archive", help="which tables, separated by commas")
    parser.add_argument("--offices", type=int, default=1000)
    parser.add_argument("--rows", default="10000000,50000000", help="sizes of the survey, separated by commas")
    parser.add_argument("--update", action="store_true", help="write the tables into docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lkjip-bench-") as temporary:
        work = (options.work or Path(temporary)).resolve()
        setting = Setting(work, options.runs, options.offices)
        _copy(setting)
        text = "\n\n".join([_machine(options.runs), *_tables(setting, options.only.split(","), options.rows)])
    print(text)
    if options.update:
        page = PAGE.read_text(encoding="utf-8")
        head, tail = page.split(START)[0], page.split(END)[1]
        PAGE.write_text(f"{head}{START}\n{text}\n{END}{tail}", encoding="utf-8")


def _copy(setting: Setting) -> None:
    for source, target in (
        (ROOT / "src", setting.work / "engine" / "src"),
        (ROOT / "schemas", setting.work / "engine" / "schemas"),
        (ROOT / "rules", setting.project / "rules"),
        (ROOT / "data", setting.project / "data"),
        (ROOT / "reports", setting.project / "reports"),
        (ROOT / "archive", setting.project / "archive"),
    ):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in (setting.work / "engine", HERE / "rivals"):  # as pip does on installing
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(folder)], check=True)


def _tables(setting: Setting, chosen: list[str], rows: str) -> Iterator[str]:
    for name in chosen:
        match name:
            case "office":
                yield _table(_office(setting), setting.runs)
            case "offices":
                yield _table(_offices(setting), setting.runs)
            case "survey":
                for size in rows.split(","):
                    yield _table(_survey(setting, int(size)), setting.runs)
            case "report":
                yield _report(setting)
            case "archive":
                yield _archive(setting)
            case _:
                sys.exit(f"no table is called {name}")


# The cases


def _office(setting: Setting) -> Case:
    data = setting.project / "data" / "2023" / OFFICE
    importing = Variant("`import polars`", [sys.executable, "-c", "import polars"])
    least = Variant(
        "`import polars`, parse the rules, read the tables", [sys.executable, str(HERE / "floor.py"), str(setting.project)]
    )
    first = setting.lkjip("lkjip, first run (LKJIP_CACHE=0)", setting.project, setting.work / "first.json", LKJIP_CACHE="0")
    again = setting.lkjip("lkjip", setting.project, setting.work / "again.json")
    rivals = [setting.rival("office", e, setting.work / f"office_{e}.json", str(data), OFFICE) for e in RIVALS]

    def aims(found: Samples) -> list[tuple[str, bool, str]]:
        ours, floor = found[again.name].time, found[least.name].time
        return [
            ("under 0.6 s", ours < 0.6, f"{ours:.2f} s"),
            ("under 2 × importing Polars and parsing", ours < 2 * floor, f"{ours / floor:.2f} ×"),
        ]

    return Case("One office, from nothing to JSON", [importing, least, again, first, *rivals], least.name, aims)


def _offices(setting: Setting) -> Case:
    project = setting.work / "offices"
    _generate("offices", str(setting.project), str(project), str(setting.offices))
    ours = setting.lkjip("lkjip", project, setting.work / "offices_lkjip.parquet")
    rivals = [
        setting.rival("office", e, setting.work / f"offices_{e}.parquet", str(project / "data" / "2023")) for e in RIVALS
    ]

    def aims(found: Samples) -> list[tuple[str, bool, str]]:
        time, memory = found["lkjip"].time, found["lkjip"].memory
        return [("under 3 s", time < 3, f"{time:.2f} s"), ("under 1.5 GB", memory < 1500, f"{memory / 1000:.2f} GB")]

    title = f"{setting.offices:,} offices, all rules of 2023, from CSV to Parquet"
    return Case(title, [ours, *rivals], RIVALS["polars"], aims)


def _survey(setting: Setting, rows: int) -> Case:
    project = setting.work / f"survey_{rows}"
    _generate("survey", str(project), str(rows))
    ours = setting.lkjip("lkjip", project, setting.work / f"survey_{rows}_lkjip.parquet")
    data = str(project / "data" / "2023" / "jawaban.parquet")
    rivals = [setting.rival("survey", e, setting.work / f"survey_{rows}_{e}.parquet", data) for e in RIVALS]

    def aims(found: Samples) -> list[tuple[str, bool, str]]:
        ratio = found["lkjip"].time / found[RIVALS["polars"]].time
        return [("within 1.15 × hand-written Polars", ratio <= 1.15, f"{ratio:.2f} ×")]

    title = f"{rows / 1e6:,.0f} million answers to 10,800 means, from Parquet to Parquet"
    return Case(title, [ours, *rivals], RIVALS["polars"], aims)


def _report(setting: Setting) -> str:
    """The report: whole, again, after one edited weight, and by format, which shows what each part costs."""
    title = "The 2023 report, embedded renderer, from nothing to the files"
    _say(f"# {title}")
    out = setting.work / "report"
    environment = {"PYTHONPATH": str(setting.work / "engine" / "src"), "XDG_CACHE_HOME": str(setting.work / "cache")}
    common = ["--year", "2023", "--project", str(setting.project)]

    def rendered(name: str, formats: str, **further: str) -> Variant:
        command = [sys.executable, "-m", "lkjip", "report", *common, "--renderer", "embedded", "--to", formats]
        return Variant(name, [*command, "--out", str(out)], environment=environment | further)

    edited = setting.work / "edited"
    shutil.copytree(setting.project, edited, dirs_exist_ok=True)
    cells = [sys.executable, "-m", "lkjip", "notebook", *common, "--out", str(out / "lkjip2023.ipynb")]
    cold = rendered("HTML, PDF and Word, nothing cached (LKJIP_CACHE=0)", "html,pdf,docx", LKJIP_CACHE="0")
    weight = [sys.executable, str(HERE / "weight.py"), str(edited), str(out)]
    edit = Variant("HTML, PDF and Word after one weight was edited", weight, environment=environment)
    variants = [
        cold,
        rendered("HTML, PDF and Word again", "html,pdf,docx"),
        edit,
        rendered("HTML alone, again", "html"),
        rendered("PDF alone, again", "pdf"),
        rendered("Word alone, again", "docx"),
        Variant("the notebook's cells alone, again", cells, environment=environment),
    ]
    found = measure(variants, setting.runs, _say)
    base = found[edit.name].time
    lines = [f"### {title}", "", "| | wall time, s | fastest – slowest | × |", "|---|---:|---:|---:|"]
    for variant in variants:
        sample = found[variant.name]
        spread = f"{min(sample.seconds):.2f} – {max(sample.seconds):.2f}"
        lines.append(f"| {variant.name} | {sample.time:.2f} | {spread} | {sample.time / base:.2f} |")
    size = (out / "lkjip2023.html").stat().st_size / 1e6
    aims = [
        ("cold under 6 s", found[cold.name].time < 6, f"{found[cold.name].time:.2f} s"),
        ("after one edited weight under 4 s", base < 4, f"{base:.2f} s"),
        ("HTML under 3 MB", size < 3, f"{size:.2f} MB"),
    ]
    lines += ["", f"× = wall time over that of {edit.name}.", ""]
    return "\n".join([*lines, *(f"- Aim: {aim}: **{'met' if met else 'missed'}** ({value})." for aim, met, value in aims)])


def _archive(setting: Setting) -> str:
    """Three years replayed, for one office and for many; and the effect of one edited weight."""
    title = "Archives: three years replayed, and the effect of an edit"
    _say(f"# {title}")
    environment = {"PYTHONPATH": str(setting.work / "engine" / "src"), "XDG_CACHE_HOME": str(setting.work / "cache")}
    one, many = setting.work / "archive_1", setting.work / f"archive_{ARCHIVED}"
    shutil.copytree(setting.project, one, dirs_exist_ok=True)
    for year in ARCHIVED_YEARS:
        _generate("offices", str(setting.project), str(many), str(ARCHIVED), str(year))
    for project in (one, many):
        command = [sys.executable, str(HERE / "archive.py"), "freeze", str(project)]
        subprocess.run(command, check=True, env={**os.environ, **environment})

    def command(name: str, *arguments: str, **further: str) -> Variant:
        return Variant(name, [sys.executable, "-m", "lkjip", *arguments], environment=environment | further)

    importing = Variant("`import polars`", [sys.executable, "-c", "import polars"])
    nothing = "reproduce, 1 office, nothing cached (LKJIP_CACHE=0)"
    first = command(nothing, "reproduce", "--project", str(one), LKJIP_CACHE="0")
    again = command("reproduce, 1 office", "reproduce", "--project", str(one))
    offices = command(f"reproduce, {ARCHIVED} offices", "reproduce", "--project", str(many))
    edit = [sys.executable, str(HERE / "archive.py"), "preview", str(one)]
    preview = Variant("preview after one weight was edited", edit, environment=environment)
    variants = [importing, again, first, offices, preview]
    found = measure(variants, setting.runs, _say)
    lines = [f"### {title}", "", "| | wall time, s | fastest – slowest | × | peak memory, MB |", "|---|---:|---:|---:|---:|"]
    for variant in variants:
        sample = found[variant.name]
        spread = f"{min(sample.seconds):.2f} – {max(sample.seconds):.2f}"
        ratio = sample.time / found[importing.name].time
        lines.append(f"| {variant.name} | {sample.time:.2f} | {spread} | {ratio:.2f} | {sample.memory:,.0f} |")
    aims = [
        ("3 years × 1 office under 1.5 s", found[first.name].time, 1.5),
        (f"3 years × {ARCHIVED} offices under 5 s", found[offices.name].time, 5.0),
        ("preview under 1 s", found[preview.name].time, 1.0),
    ]
    lines += ["", f"× = wall time over that of {importing.name}.", ""]
    told = (f"- Aim: {aim}: **{'met' if time < limit else 'missed'}** ({time:.2f} s)." for aim, time, limit in aims)
    return "\n".join([*lines, *told])


def _generate(*arguments: str) -> None:
    subprocess.run([sys.executable, str(HERE / "generate.py"), *arguments], check=True)


# The tables


def _table(case: Case, runs: int) -> str:
    _say(f"# {case.title}")
    found = measure(case.variants, runs, _say)
    equal = _compared(case.variants)
    computed = {
        False: f"{equal['figures']} ({equal['values']:,} values)",
        True: f"{equal['of_figures']} ({equal['of_values']:,} values)",
    }
    base = found[case.base].time
    lines = [
        f"### {case.title}",
        "",
        "| | figures | wall time, s | fastest – slowest | × | peak memory, MB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for variant in case.variants:
        sample = found[variant.name]
        figures = computed[variant.ours] if variant.output else "–"
        spread = f"{min(sample.seconds):.2f} – {max(sample.seconds):.2f}"
        row = [variant.name, figures, f"{sample.time:.2f}", spread, f"{sample.time / base:.2f}", f"{sample.memory:,.0f}"]
        lines.append(f"| {' | '.join(row)} |")
    lines += [
        "",
        f"× = wall time over that of {case.base}. Values computed by every row with figures "
        f"({equal['values']:,}) were compared and are the same.",
    ]
    lines += ["", *(f"- Aim: {aim}: **{'met' if met else 'missed'}** ({value})." for aim, met, value in case.aims(found))]
    return "\n".join(lines)


def _compared(variants: list[Variant]) -> dict[str, int]:
    """Compares what the variants wrote; ends the run where two differ."""
    ours = [str(v.output) for v in variants if v.ours]
    rivals = [str(v.output) for v in variants if v.output and not v.ours]
    command = [sys.executable, str(HERE / "compare.py"), ours[0], *rivals]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    if found.returncode:
        sys.exit(f"the outputs differ: {found.stdout}{found.stderr}")
    counts: dict[str, int] = json.loads(found.stdout)
    return counts


def _machine(runs: int) -> str:
    names = ("polars", "duckdb", "pandas")
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9 if hasattr(os, "sysconf") else 0
    source = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.*)", source.read_text()) if source.exists() else None
    return (
        f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}; "
        f"Python {platform.python_version()}, {packages}; {runs} runs of each row."
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
