"""Steps of the archive's benchmark.

Usage: archive.py freeze PROJECT    archives 2021 to 2023 as far as they are not, without the calculations
       archive.py preview PROJECT   moves a weight to the next value, as an editor would, and runs the preview
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

YEARS = (2021, 2022, 2023)


def freeze(root: Path) -> None:
    """Archives every year that is not yet."""
    import lkjip
    from lkjip.archive.freeze import freeze as archive
    from lkjip.layout import versions

    for year in YEARS:
        if not versions(root, year):
            archive(lkjip.load(root, year), f"{year + 1}-01-31", calculations=False)


def preview(root: Path) -> None:
    """Each run edits other bytes, so that nothing of the edited rules is cached."""
    from lkjip.cli import run

    path = root / "rules/2023/indicators/ipk.yaml"
    text = path.read_text(encoding="utf-8")
    intelijen, penyidikan = (int(found) for found in re.findall(r"^      (?:intelijen|penyidikan): (\d+)$", text, re.M)[:2])
    step = 1 if intelijen < 29 else -19
    text = text.replace(f"      intelijen: {intelijen}\n", f"      intelijen: {intelijen + step}\n", 1)
    text = text.replace(f"      penyidikan: {penyidikan}\n", f"      penyidikan: {penyidikan - step}\n", 1)
    path.write_text(text, encoding="utf-8")
    sys.argv = ["lkjip", "preview", "--year", "2023", "--project", str(root)]
    run()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["freeze", project]:
            freeze(Path(project))
        case ["preview", project]:
            preview(Path(project))
        case _:
            sys.exit(__doc__)
