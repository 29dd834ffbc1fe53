"""Dijalankan Quarto sebelum merender, dengan Python yang juga menjalankan naskah: adakah lkjip di sana?"""

import importlib.util
import sys
from pathlib import Path

if importlib.util.find_spec("lkjip") is None:
    sys.exit(
        f"Python yang dipakai Quarto ({sys.executable}) tidak memuat lkjip. Aktifkan lingkungannya, atau sebut Python-nya:\n"
        "  QUARTO_PYTHON=../.venv/bin/python quarto render                (Linux, macOS)\n"
        '  $env:QUARTO_PYTHON = "..\\.venv\\Scripts\\python.exe"; quarto render   (Windows, PowerShell)'
    )
if not (Path(__file__).parent / "../src/lkjip/report/assets").is_dir():
    sys.exit("Filter dan templat laporan tidak ada di proyek ini. Pakai: lkjip report --renderer quarto")
