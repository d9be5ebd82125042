"""What a sensitivity analysis found, as tables and as a document."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorsim.lab.sensitivity.analysis_folder import write_analysis_folder
from mirrorsim.lab.sensitivity.conclusion import Proportion, Response, sign
from mirrorsim.units.time import DAY

if TYPE_CHECKING:
    import pandas as pd

    from mirrorsim.lab.sensitivity.design import Plan
    from mirrorsim.lab.sensitivity.inputs import InputSpace
    from mirrorsim.lab.sensitivity.study import OutputFindings, SpacePoint, StudyResult
    from mirrorsim.scenario.load import Loaded

DIRECTIONS = {1: "more", -1: "less", 0: "no difference"}


@dataclass(frozen=True)
class Sensitivity:
    """The finished analysis. Attributes that are frames are pandas'."""

    loaded: Loaded = field(repr=False)
    policies: tuple[str, ...]
    measure: str
    unit: str
    seed: int
    plan: Plan
    own_reps: int
    space: InputSpace = field(repr=False)
    study: StudyResult = field(repr=False)
    refused: Mapping[str, int]
    absent: int
    balanced: bool
    findings: tuple[str, ...] = field(repr=False)
    key: str
    request: str = field(repr=False)

    @property
    def ranking(self) -> pd.DataFrame:
        """A row an output and input, in order of effect: Morris measures, and Sobol indices where they were taken."""
        import pandas as pd

        rows = []
        for found in self.study.findings:
            by_name = {one.name: one for one in found.indices}
            for rank, one in enumerate(found.effects, start=1):
                index = by_name.get(one.name)
                rest = (None,) * 4 if index is None else dataclasses.astuple(index)[1:]
                rows.append((found.output, rank, *dataclasses.astuple(one), *rest))
        columns = [
            "output", "rank", "input", "mu_star", "mu_star_half", "mu", "sigma", "first", "first_half", "total", "total_half",
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    @property
    def robustness(self) -> pd.DataFrame:
        """A row an output: in which share of the space its sign is that at the own values, with Wilson's interval."""
        import pandas as pd

        rows = [(one.output, *one.same_sign, one.clear.hits, one.turned.hits) for one in self.study.findings]
        return pd.DataFrame(rows, columns=["output", "hits", "points", "low", "high", "clearly", "clearly_not"]).assign(
            share=lambda frame: frame["hits"] / frame["points"]
        )

    @property
    def points(self) -> pd.DataFrame:
        """The points that fill the space: a row a point and output, each input's place in its range, the answer."""
        import pandas as pd

        names = self.study.names
        rows = [
            (found.output, number, *one.point, one.answer.value, *(one.answer.ci95 or (None, None)), self._said(one))
            for found in self.study.findings
            for number, one in enumerate(found.space_points)
        ]
        return pd.DataFrame(rows, columns=["output", "point", *names, "value", "low", "high", "verdict"])

    def _said(self, one: SpacePoint) -> str:
        """A point's verdict; of a single policy there is nothing to say."""
        return one.verdict if len(self.policies) > 1 else ""

    def save(self, folder: str | Path, *, force: bool = False) -> Path:
        """Write the folder, as ``mirrorsim sensitivity --out`` does, and return it.

        The same analysis there is replaced, another one only by ``force``. Raises FileExistsError when something would be lost.
        """
        return write_analysis_folder(
            Path(folder),
            scenario=self.loaded.resolved(),
            document=self.as_json(),
            ranges=self.space.as_yaml(),
            points=self.points,
            about={
                "scenario": self.loaded.scenario.name,
                "seed": self.seed,
                "policies": list(self.policies),
                "measure": self.measure,
                "key": self.key,
                "request": self.request,
            },
            force=force,
        )

    def as_json(self) -> dict[str, Any]:
        """The document that ``mirrorsim sensitivity --json`` prints."""
        from mirrorsim import __version__

        scenario, plan, many = self.loaded.scenario, self.plan, len(self.space.inputs)
        return {
            "mirrorsim": __version__,
            "scenario": scenario.name,
            "title": scenario.title,
            "seed": self.seed,
            "measure": self.measure,
            "unit": self.unit,
            "policies": list(self.policies),
            "horizon_days": scenario.ticks / DAY,
            "books": {"balanced": self.balanced},
            "plan": {
                **dataclasses.asdict(plan),
                "own_reps": self.own_reps,
                "screening_points": plan.screening_points(many),
                "sobol_points": plan.sobol_points(many),
                "filling_points": 2 * plan.samples,
            },
            **self.space.as_json(),
            "lost": {
                "points": self.study.unanswered,
                "of": self.study.points,
                "no_scenario": dict(self.refused),
                "without_the_measure": self.absent,
            },
            "kept": list(self.study.kept),
            "conclusions": [self._finding(one) for one in self.study.findings],
        }  # fmt: skip

    def _finding(self, one: OutputFindings) -> dict[str, Any]:
        compared = len(self.policies) > 1
        document: dict[str, Any] = {
            "policy": one.output,
            "baseline": self.policies[0] if compared else None,
            "own": None if one.own is None else _answer(one.own),
            "screening": {
                "whole_trajectories": one.whole_trajectories,
                "effects": [
                    {"name": e.name, "mu_star": e.mu_star, "half": e.half, "mu": e.mu, "sigma": e.sigma}
                    for e in one.effects
                ],
            },
            "sobol": {
                "whole_blocks": one.whole_blocks,
                "luck_share": one.noise_share,
                "indices": [
                    {
                        "name": i.name, "first": i.first, "first_half": i.first_half,
                        "total": i.total, "total_half": i.total_half,
                    }
                    for i in one.indices
                ],
            },
        }  # fmt: skip
        if compared and one.own is not None:
            document["says"] = DIRECTIONS[sign(one.own.value)]
            document["holds"] = {
                "same_sign": _share(one.same_sign),
                "clearly": _share(one.clear),
                "clearly_not": _share(one.turned),
                "no_difference": _share(one.no_difference),
            }
            document["turns"] = [
                {
                    "name": t.name, "distance": t.distance, "p": t.p, "p_adjusted": t.p_adjusted, "matters": t.matters,
                    "holds_in_thirds": [_share(third) for third in t.thirds],
                }
                for t in one.regional_effects
            ]  # fmt: skip
        return document


def _answer(one: Response) -> dict[str, Any]:
    return {"mean": one.value, "ci95": None if one.ci95 is None else list(one.ci95)}


def _share(one: Proportion) -> dict[str, Any]:
    share = one.hits / one.of if one.of else None
    return {"hits": one.hits, "of": one.of, "share": share, "ci95": None if one.low is None else [one.low, one.high]}
