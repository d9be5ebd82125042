"""A detector that knows only the published layout: learned on the first days, tried on the last, as its baselines are."""

from pathlib import Path

import numpy as np
import pandas as pd

import mirrorsim
from tests.helpers.classifier import auc, fit

LEARN, TRY = 0.6, 0.8
"""As in the published baselines: the first 60 % in time to learn from, the last 20 % to be tried on."""


def as_published(path: Path) -> pd.DataFrame:
    """The rows as the published preparation makes them: nodes by bank and account, seconds, codes in the order met."""
    raw = pd.read_csv(path, dtype=str)
    nodes = pd.concat([raw["From Bank"] + raw["Account"], raw["To Bank"] + raw["Account.1"]])
    codes, _ = pd.factorize(nodes)
    seconds = pd.to_datetime(raw.Timestamp, format="%Y/%m/%d %H:%M").astype("int64")
    return pd.DataFrame(
        {
            "from_id": codes[: len(raw)],
            "to_id": codes[len(raw) :],
            "time": seconds - seconds.min(),
            "amount": raw["Amount Received"].astype(float),
            "currency": raw["Receiving Currency"],
            "format": raw["Payment Format"],
            "laundering": raw["Is Laundering"] == "1",
        }
    )


def test_a_detector_learns_from_the_layout_alone(run_dir: Path, tmp_path: Path) -> None:
    folder = mirrorsim.export(run_dir, "ibm-aml", tmp_path / "ibm")
    rows = as_published(folder / "network_Trans.csv")
    accounts = pd.read_csv(folder / "network_accounts.csv")
    assert max(rows.from_id.max(), rows.to_id.max()) + 1 == len(accounts)

    learn, later = rows.time <= rows.time.quantile(LEARN), rows.time > rows.time.quantile(TRY)
    busy = [rows[column].map(rows[learn][column].value_counts()).fillna(0) for column in ("from_id", "to_id")]
    features = np.column_stack(
        [np.log(rows.amount), *map(np.log1p, busy), pd.get_dummies(rows[["currency", "format"]]).astype(float)]
    )
    features = (features - features[learn].mean(axis=0)) / (features[learn].std(axis=0) + 1e-9)
    weights = fit(features[learn], rows.laundering[learn].to_numpy())
    scores = np.column_stack([np.ones(int(later.sum())), features[later]]) @ weights
    found = auc(scores, rows.laundering[later].to_numpy())
    shuffled = auc(np.random.default_rng(1).permutation(scores), rows.laundering[later].to_numpy())
    assert 0.6 < found < 1, "better than chance, and the labels are not given away"
    assert abs(shuffled - 0.5) < 0.1
