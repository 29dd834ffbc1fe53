"""Cells run in Jupyter's own kernel, as Jupyter, VS Code and Quarto do."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

Bundle = dict[str, str]


def run_cells(codes: Sequence[str], folder: Path, environment: Mapping[str, str]) -> list[list[Bundle]]:
    """What each cell displayed, as MIME bundles; the kernel stands in the folder, and no port leads into it."""
    make: Any = nbformat.v4
    notebook = make.new_notebook(cells=[make.new_code_cell(code) for code in codes])
    client: Any = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}})
    connection, socket = str(folder / "kernel.json"), str(folder / "k")
    client.km = AsyncKernelManager(kernel_name="python3", connection_file=connection, transport="ipc", ip=socket)
    paths = os.pathsep.join(str(Path(p).resolve()) for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p)

    async def run() -> None:
        async with client.async_setup_kernel(env={**os.environ, "PYTHONPATH": paths, **environment}):
            for number, cell in enumerate(notebook.cells):
                await client.async_execute_cell(cell, number)

    asyncio.run(run())
    return [[dict(o.data) if "data" in o else {"text/plain": o.text} for o in cell.outputs] for cell in notebook.cells]
