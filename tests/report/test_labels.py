"""The report's fixed words: each that is asked for is there, and each that is there is asked for."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

import lkjip

SOURCE = Path(lkjip.__file__).parent / "report"


def test_labels_are_those_that_are_used() -> None:
    known = set(yaml.safe_load((SOURCE / "labels.yaml").read_text(encoding="utf-8")))
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py")))
    assert sorted(name for name in known if f'"{name}"' not in text and f"'{name}'" not in text) == []
    calls = re.findall(r"\blabels?\(([\"'][^()]*)\)", text)
    asked = {name for call in calls for name in re.findall(r"(?<![=\[])[\"']([a-z_]+)[\"']", call)}
    assert len(asked) > 60
    assert sorted(asked - known) == []
