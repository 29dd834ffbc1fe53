"""The command sensitivity."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lkjip.cli.arguments import Commands, Parser, command, project_of, shared
from lkjip.cli.output import output
from lkjip.cli.terminal import OK, print_json, steps
from lkjip.messages import phrase, visible

if TYPE_CHECKING:
    from lkjip.sensitivity.study import Sensitivity


def add(commands: Commands[Parser]) -> None:
    """Adds the command and its options."""
    found = command(commands, "sensitivity", shared("--year", "--project", "--satker"))
    found.add_argument("figure", metavar="FIGURE")
    found.add_argument("--weights", default="25%", metavar="SHARE")
    found.add_argument("--targets", default="10%", metavar="SHARE")
    found.add_argument("--n", type=int, default=10_000, metavar="N")
    found.add_argument("--seed", type=int, default=1, metavar="N")
    found.add_argument("--format", choices=("text", "json", "csv"), default="text")
    found.add_argument("--out", type=Path, metavar="FILE")
    found.set_defaults(run=_sensitivity)


def _sensitivity(options: argparse.Namespace) -> int:
    project = project_of(options)
    with steps("working"):
        found = project.sensitivity(
            options.figure,
            weights=options.weights,
            targets=options.targets,
            n=max(options.n, 2),
            seed=options.seed,
            satker=options.satker,
        )
        lines = list(_lines(found, options.weights, options.targets)) if options.format == "text" else []
        data = _data(found) if options.format == "json" else {}
    if options.format == "json":
        print_json(data)
    elif options.format == "csv":
        with output(options.out) as out:
            out.write(found.frame.write_csv().encode())
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines)
    return OK


def _data(found: Sensitivity) -> dict[str, object]:
    """The JSON contract: exact texts, but for the effects, which are estimates."""
    from lkjip.decimals import fraction_text

    return {
        "figure": str(found.asked.figure),
        "satker": found.asked.satker,
        "n": len(found.drawn),
        "seed": found.asked.seed,
        "now": found.shown(found.now),
        "kept": None if found.missing else fraction_text(found.kept),
        "missing": found.missing or None,
        "sentence": found.sentence,
        "shares": {name: fraction_text(share) for name, share in found.shares.items()},
        "quantiles": {fraction_text(q): fraction_text(value) for q, value in found.quantiles.items()},
        "ranks": {str(rank): fraction_text(share) for rank, share in found.ranks.items()},
        "effects": [{"name": e.name, "title": e.title, "first": e.first, "total": e.total} for e in found.effects],
        "effectless": found.effectless or None,
        "flips": [
            {
                "name": f.name,
                "title": f.title,
                "now": fraction_text(f.now),
                "then": f.then,
                "value": None if f.value is None else fraction_text(f.value),
                **({"refused": f.refused} if f.refused else {}),
            }
            for f in found.flips
        ],
    }


def _share(effect: float) -> str:
    """An effect with two decimals after a comma, as the percentages beside it are written."""
    return f"{effect:5.2f}".replace(".", ",")


def _lines(found: Sensitivity, weights: str, targets: str) -> Iterator[str]:
    from lkjip.decimals import indonesian
    from lkjip.sensitivity.study import percent, told

    asked, count = found.asked, indonesian(str(len(found.drawn)))
    at = {"figure": str(asked.figure), "satker": asked.satker, "count": count, "seed": asked.seed}
    yield phrase("sensitivity_title").format(**at, weights=weights.lstrip("±"), targets=targets.lstrip("±"))
    if found.missing:
        yield visible(found.effectless)
    else:
        yield phrase("sensitivity_now").format(now=found.shown(found.now), share=percent(found.kept))
    if found.quantiles:
        least, low, median, high, most = map(told, found.quantiles.values())
        yield phrase("sensitivity_quantiles").format(least=least, low=low, median=median, high=high, most=most)
    shared_out = ((phrase("sensitivity_shares"), found.shares), (phrase("sensitivity_ranks"), found.ranks))
    for heading, shares in shared_out:
        if shares:
            yield ""
            yield heading
            yield from (f"  {visible(str(name))}  {percent(share)}" for name, share in shares.items())
    if not found.missing:
        yield ""
        yield found.effectless or phrase("sensitivity_effects")
    for effect in found.effects:
        yield f"  {_share(effect.first)}  {_share(effect.total)}  {visible(effect.title)}  {effect.name}"
    if found.flips:
        yield ""
        yield phrase("sensitivity_flips")
        for flip in found.flips:
            if flip.value is not None:
                to = f"{told(flip.now)} → {told(flip.value)}: {flip.then}"
            else:
                to = phrase("sensitivity_flip_refused" if flip.refused else "sensitivity_no_flip").format(
                    reason=flip.refused
                )
            yield f"  {visible(flip.title)}  {flip.name}  {visible(to)}"
        yield ""
        yield found.sentence
