"""The least that any run has to do: import Polars, parse every rule file, read every table. Usage: floor.py PROJECT"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import yaml

ROOT = Path(sys.argv[1])
for path in (ROOT / "rules" / "2023").rglob("*.yaml"):
    for _ in yaml.parse(path.read_bytes(), Loader=yaml.CLoader):
        pass
pl.collect_all([pl.scan_csv(path, infer_schema=False) for path in (ROOT / "data" / "2023").rglob("*.csv")])
