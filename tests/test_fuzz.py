"""Damaged files: whatever stands in a rule file or table, the answer is a list of issues or figures, never a crash."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from lkjip.errors import UserError
from lkjip.project import Project

BASE = Path(__file__).parent / "bad_rules" / "base"
EXAMPLES = int(os.environ.get("LKJIP_EXAMPLES", "150"))
SCRAPS = [b"-", b":", b",", b'"', b"[", b"]", b"{", b"}", b"\n", b"  ", b"\xff", b"\x00", b"0", b"1e9", b"nan", b"-1"]
SCRAPS += [b"9999999999999999999", b"&a", b"*a", b"!!x", b"tahun", b"[bulan]", b"mean(nilai)", b"previous(", b"/ 0"]


@st.composite
def damage(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with one to three cuts, insertions, or lines lost or repeated."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(content)))
        match draw(st.sampled_from(["cut", "insert", "truncate", "lose", "repeat"])):
            case "cut":
                content = content[:at] + content[at + draw(st.integers(1, 8)) :]
            case "insert":
                content = content[:at] + draw(st.sampled_from(SCRAPS)) + content[at:]
            case "truncate":
                content = content[:at]
            case kind:
                lines = content.split(b"\n")
                line = draw(st.integers(0, len(lines) - 1))
                lines[line : line + 1] = [] if kind == "lose" else [lines[line], lines[line]]
                content = b"\n".join(lines)
    return content


@pytest.mark.parametrize("folder", ["rules", "data"])
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damaged_files_are_told_and_never_crash(
    folder: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = tmp_path_factory.getbasetemp() / f"damaged-{folder}-{os.getpid()}"
    if not project.exists():
        shutil.copytree(BASE, project)
    path = data.draw(st.sampled_from(sorted(p for p in (project / folder).rglob("*") if p.is_file())))
    whole = path.read_bytes()
    path.write_bytes(data.draw(damage(whole)))
    try:
        issues = Project(project, 2023).check()
        assert all(issue.message and isinstance(issue.hint, str) for issue in issues)
        refused = any(issue.level == "error" for issue in issues)
        event("refused" if refused else "accepted")
        if refused:
            with pytest.raises(UserError):
                Project(project, 2023).evaluate()
        else:
            assert len(Project(project, 2023).evaluate()) > 0
    finally:
        path.write_bytes(whole)
