"""A small report made with the page's template alone: what the browser tests need, in a tenth of a second."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
from pathlib import Path

import pypandoc

from lkjip.report.render import SCRIPTS, STYLES, joined

HERE = Path(__file__).parent
ASSETS = HERE.parents[1] / "src" / "lkjip" / "report" / "assets"


def build(folder: Path) -> Path:
    """Renders page_sample.md into `folder` as one file without references."""
    script = joined(SCRIPTS)
    target = folder / "laporan.html"
    defaults = {
        "input-files": [str(HERE / "page_sample.md")],
        "output-file": str(target),
        "to": "html5",
        "template": str(ASSETS / "page.html"),
        "table-of-contents": True,
        "html-math-method": {"method": "mathml"},
        "variables": {
            "page-fonts": _with_data((ASSETS / "page-fonts.css").read_text(encoding="utf-8")),
            "page-css": joined(STYLES),
            "page-js": script,
            "page-js-hash": "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        },
    }
    path = folder / "defaults.json"
    path.write_text(json.dumps(defaults), encoding="utf-8")
    subprocess.run([pypandoc.get_pandoc_path(), "--standalone", "--defaults", path], check=True)
    return target


def _with_data(css: str) -> str:
    """The style sheet with every file it names put in as data."""

    def data(found: re.Match[str]) -> str:
        return f'url("data:font/woff2;base64,{base64.b64encode((ASSETS / found[1]).read_bytes()).decode()}")'

    return re.sub(r'url\("([^"]+)"\)', data, css)
