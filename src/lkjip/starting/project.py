"""A new project in an empty folder: rule set, example table, office, and a neutral report that renders at once."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from lkjip import saving, whole
from lkjip.errors import Issue, Location, UserError
from lkjip.layout import OFFICE_FILE, OUTPUT, SOURCES_FILE, data_of, report_of, rules_of
from lkjip.messages import filed
from lkjip.rules.load import load
from lkjip.starting.asked import NewIndicator, code_of
from lkjip.starting.content import COMMON, FOLDER, content
from lkjip.starting.drafts import quoted
from lkjip.starting.indicator import files_of

EARLIER = 2  # years before the first that its tables can be compared with
IGNORED = ".gitignore"


@dataclass(frozen=True, slots=True)
class NewProject:
    """What is asked of somebody who begins. What is left out stands in brackets, which `lkjip audit` finds."""

    year: int
    template: str
    name: str = ""
    city: str = ""
    region: str = ""
    ministry: str = ""
    head: str = ""
    satker: str = ""

    @property
    def office(self) -> str:
        """The folder of its office: the code given, or one made of its name."""
        return self.satker or (code_of(self.name).replace("_", "-") if self.name else "kantor")


def begin(folder: Path, new: NewProject) -> tuple[str, ...]:
    """Writes the files of a new project, all or none. Returns their paths in it.

    Raises:
        UserError: the folder has files of a project already.
    """
    taken = [name for name in ("rules", "data", "reports") if (folder / name).exists()]
    if taken:
        raise UserError(Issue("project_exists", Location(name), {"given": name}) for name in taken)
    files: dict[str, bytes | None] = {path: text.encode() for path, text in _files(new).items()}
    for entry in content(new.template)["indicators"]:
        rules = load(folder, new.year, files)
        files = files_of(folder, rules, _indicator(entry, new.year), [new.office], files)
    folder.mkdir(parents=True, exist_ok=True)
    saving.save(folder, files)
    if not (folder / IGNORED).exists():  # what is of this machine, or made anew
        whole.write(folder / IGNORED, f"/{OUTPUT}/\n/{SOURCES_FILE}\n.lkjip-*\n".encode())
        files[IGNORED] = None
    return tuple(sorted(files))


def _indicator(entry: dict[str, Any], year: int) -> NewIndicator:
    given = {key: value for key, value in entry.items() if key not in ("target", "elements")}
    targets = {year: str(entry["target"])} if "target" in entry else {}
    return NewIndicator(**given, targets=targets, elements=tuple(entry.get("elements", ())))


def _files(new: NewProject) -> dict[str, str]:
    base, stock = rules_of(new.year), content(COMMON)
    common = FOLDER / COMMON
    report = resources.files("lkjip.report.assets").joinpath("laporan.qmd").read_text(encoding="utf-8")
    years = range(new.year - EARLIER, new.year + 1)
    members = {year: {"title": filed("draft.year", year=year), "short": str(year)} for year in years}
    return {
        f"{base}/ruleset.yaml": _ruleset(new),
        f"{base}/scales.yaml": _written("scales", {"units": stock["units"]}),
        f"{base}/categories.yaml": _written("categories", stock["categories"]),
        f"{base}/dimensions.yaml": _written("dimensions", {"tahun": {"title": filed("draft.years"), "members": members}}),
        f"{base}/standard.yaml": (common / "standard.yaml").read_text(encoding="utf-8"),
        f"{base}/measures/kinerja.yaml": (common / "kinerja.yaml").read_text(encoding="utf-8"),
        f"{data_of(new.year, new.office)}/{OFFICE_FILE}": _office(new),
        report_of(new.year): report.replace("TAHUN", str(new.year)),
    }


def _written(schema: str, entry: object) -> str:
    """A rule file as YAML that begins with the schema an editor explains it by."""
    text = yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, width=120)
    return f"# yaml-language-server: $schema=../../schemas/{schema}.schema.json\n{text}"


def _ruleset(new: NewProject) -> str:
    template, year = content(new.template), new.year
    rest = {
        "citations": content(COMMON)["citations"],
        "levels": template["levels"],
        "objectives": template["objectives"],
    }
    return "\n".join(
        [
            "# yaml-language-server: $schema=../../schemas/ruleset.schema.json",
            f'ruleset: "{year}"',
            "version: 1.0.0",
            f"year: {year}",
            f"title: {filed('draft.rules', year=year)}",
            f"period: {{from: {year}-01-01, to: {year}-12-31}}",
            "rounding: half_away_from_zero",
            "",
            yaml.safe_dump(rest, allow_unicode=True, sort_keys=False, width=120),
        ]
    )


def _office(new: NewProject) -> str:
    known = content(new.template)["office"]
    name = new.name or known["name"]
    lines = {
        "name": name,
        "short_name": name,
        "ministry": new.ministry or known["ministry"],
        "region": new.region or filed("draft.region"),
        "city": new.city or filed("draft.city"),
    }
    return "\n".join(
        [
            "# yaml-language-server: $schema=../../../schemas/office.schema.json",
            f"# {filed('draft.office')}",
            *(f"{key}: {quoted(value)}" for key, value in lines.items()),
            f"date: {new.year + 1}-01-31",
            "head:",
            f"  name: {quoted(new.head or filed('draft.head'))}",
            f"  title: {quoted(known['head'])}",
            "",
        ]
    )
