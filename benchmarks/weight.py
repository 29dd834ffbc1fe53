"""Edits one weight of a project and renders its report: what a policy officer does again and again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

project, out = sys.argv[1:3]
rules = Path(project) / "rules" / "2023" / "indicators" / "ipk.yaml"
text = rules.read_text(encoding="utf-8")
head, mark, tail = text.partition("  bobot_eksternal:")
one, other = ("intelijen: 20", "pengaduan: 20"), ("intelijen: 25", "pengaduan: 15")
old, new = (one, other) if one[0] in head else (other, one)
for before, after in zip(old, new, strict=True):
    assert head.count(before) == 1, before
    head = head.replace(before, after)
rules.write_text(head + mark + tail, encoding="utf-8")
command = ["report", "--year", "2023", "--project", project, "--renderer", "embedded", "--out", out]
os.execv(sys.executable, [sys.executable, "-m", "lkjip", *command])
