"""Where the nodes of a link chart stand: computed here, so that the same links always give the same picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROUNDS = 160
GAP = 46.0
Places = NDArray[np.float64]
INK = {"color": "#1a2530", "textBorderColor": "#ffffff", "textBorderWidth": 3}
"""How labels are written that lie upon lines."""


def place_nodes(
    nodes: Sequence[str], edges: Iterable[tuple[str, str]], wide: float, high: float
) -> dict[str, tuple[float, float]]:
    """Places within a rectangle: linked nodes near each other, all nodes apart (after Fruchterman and Reingold)."""
    count = len(nodes)
    if count == 0:
        return {}
    if count == 1:
        return {nodes[0]: (wide / 2, high / 2)}
    number = {node: place for place, node in enumerate(nodes)}
    pairs = np.array([(number[one], number[other]) for one, other in edges], dtype=int).reshape(-1, 2)
    # a spiral to begin with: no two nodes at one place, and no chance involved
    angle, radius = np.arange(count) * 2.399963, np.sqrt((np.arange(count) + 0.5) / count)
    at = np.stack([np.cos(angle) * radius, np.sin(angle) * radius], axis=1)
    ideal = 1.7 / np.sqrt(count)
    for turn in range(ROUNDS):
        apart = at[:, None, :] - at[None, :, :]
        far = np.maximum(np.hypot(apart[..., 0], apart[..., 1]), 1e-3)
        push = (apart * (ideal**2 / far**2)[..., None]).sum(axis=1)
        if len(pairs):
            pull = at[pairs[:, 0]] - at[pairs[:, 1]]
            pull *= (np.hypot(pull[:, 0], pull[:, 1]) / ideal)[:, None]
            np.add.at(push, pairs[:, 0], -pull)
            np.add.at(push, pairs[:, 1], pull)
        push -= at * ideal  # parts that nothing links stay in sight
        length = np.maximum(np.hypot(push[:, 0], push[:, 1]), 1e-9)
        at += push / length[:, None] * np.minimum(length, 0.12 * (1 - turn / ROUNDS) + 0.003)[:, None]
    low, span = at.min(axis=0), np.maximum(np.ptp(at, axis=0), 1e-9)
    ranks = at.argsort(axis=0).argsort(axis=0) / (count - 1)
    # half by distance, half by rank: crowds get room
    scaled = ((at - low) / span * 0.35 + ranks * 0.65) * np.array([wide, high])
    scaled = _pushed_apart(scaled, min(GAP, 0.6 * np.sqrt(wide * high / count)), wide, high)
    return {node: (round(float(x), 1), round(float(y), 1)) for node, (x, y) in zip(nodes, scaled.tolist(), strict=True)}


def _pushed_apart(at: Places, gap: float, wide: float, high: float) -> Places:
    """The same places, pushed apart where two are nearer than a gap."""
    for _ in range(60):
        apart = at[:, None, :] - at[None, :, :]
        far = np.hypot(apart[..., 0], apart[..., 1])
        np.fill_diagonal(far, gap)
        missing = np.maximum(gap - far, 0) / np.maximum(far, 1e-3)
        at = at + (apart * missing[..., None]).sum(axis=1) * 0.25
        at = np.clip(at, 0, [wide, high])
    return at


def hidden_axes(wide: float, high: float, margins: dict[str, int]) -> dict[str, Any]:
    """Axes that nobody sees: nodes stand where they should, whatever shape the page gives the chart."""
    axis = {"type": "value", "show": False, "min": 0}
    return {"grid": margins, "xAxis": {**axis, "max": wide}, "yAxis": {**axis, "max": high, "inverse": True}}
