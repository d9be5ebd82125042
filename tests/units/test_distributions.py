import hashlib
import json
import math
import pickle
from contextlib import suppress
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from scipy import stats

from mirrorsim.units import normal, quantile_tables
from mirrorsim.units.distributions import (
    CountDist,
    Distribution,
    DurationDist,
    ShareDist,
    UsdDist,
    parse_distribution,
    with_shared_forms,
    write_distribution,
)
from mirrorsim.units.time import DAY, HOUR
from tests.helpers.profiles import examples

BODY = np.linspace(0.001, 0.999, 1999)
MEDIAN = {"lognormal": {"median": "2 days", "sigma": "0.8"}}
MOMENTS = {"lognormal": {"mean": "2 days", "sd": "3 days"}}
EXPONENTIAL = {"exponential": {"mean": "7 h"}}
TRIANGULAR = {"triangular": {"low": "1 h", "mode": "2 h", "high": "9 h"}}
CUT = {"lognormal": {"median": "2 days", "sigma": "0.8", "min": "1 day", "max": "6 days"}}
WAIT = {"exponential": {"mean": "7 h", "min": "2 h"}}
CUT_TRIANGLE = {"triangular": {"low": "1 h", "mode": "2 h", "high": "9 h", "max": "5 h"}}
UNIFORM = {"uniform": {"low": "1 h", "high": "3 h"}}
EMPIRICAL = {"empirical": {"values": ["1 h", "5 h", "2 h"], "weights": ["1", "0.5", "2.5"]}}
EVERY = [MEDIAN, MOMENTS, EXPONENTIAL, TRIANGULAR, CUT, WAIT, CUT_TRIANGLE, UNIFORM, EMPIRICAL, "3 h"]


def duration(written: object) -> Distribution:
    return parse_distribution(written, "duration")


def of_moments(mean: float, sd: float) -> Any:
    variance = math.log(1 + (sd / mean) ** 2)
    return stats.lognorm(math.sqrt(variance), scale=mean / math.exp(variance / 2))


REFERENCE = [
    (MEDIAN, stats.lognorm(0.8, scale=2 * DAY)),
    (MOMENTS, of_moments(2 * DAY, 3 * DAY)),
    (EXPONENTIAL, stats.expon(scale=7 * HOUR)),
    (TRIANGULAR, stats.triang(1 / 8, loc=HOUR, scale=8 * HOUR)),
    (UNIFORM, stats.uniform(HOUR, 2 * HOUR)),
]


@pytest.mark.parametrize(("written", "reference"), REFERENCE)
def test_quantiles_and_means_agree_with_scipy(written: object, reference: Any) -> None:
    distribution = duration(written)
    assert np.allclose(distribution.sample(BODY), reference.ppf(BODY), rtol=1e-3, atol=1)
    tail = np.array([1e-10, 1e-6, 1 - 1e-6, 1 - 1e-10])
    assert np.allclose(distribution.sample(tail), reference.ppf(tail), rtol=1e-3, atol=1)
    assert distribution.mean() == pytest.approx(reference.mean(), rel=2e-4)


@pytest.mark.parametrize(
    ("written", "whole", "least", "most"),
    [(CUT, 0, DAY, 6 * DAY), (WAIT, 2, 2 * HOUR, math.inf), (CUT_TRIANGLE, 3, HOUR, 5 * HOUR)],
)
def test_bounds_make_the_distribution_conditional(written: object, whole: int, least: int, most: float) -> None:
    reference = REFERENCE[whole][1]
    low, high = reference.cdf(least), reference.cdf(most)
    expected = reference.ppf(low + BODY * (high - low))
    distribution = duration(written)
    assert np.allclose(distribution.sample(BODY), expected, rtol=1e-3)
    ends = distribution.sample(np.array([0.0, 1 - 2.0**-53]))
    assert least <= ends[0] < ends[1] <= most
    assert distribution.mean() == pytest.approx(distribution.sample(np.linspace(0, 1, 200_001)[:-1]).mean(), rel=1e-3)


@pytest.mark.parametrize("written", EVERY)
def test_draws_are_whole_monotone_and_keep_their_shape(written: object) -> None:
    distribution = duration(written)
    u = np.sort(np.concatenate([np.random.default_rng(1).random(20_000), [0.0, 2.0**-53, 0.5, 1 - 2.0**-53]]))
    draws = distribution.sample(u)
    assert draws.dtype == np.int64
    if "empirical" not in str(written):
        assert (np.diff(draws) >= 0).all()
    assert draws.min() >= 0
    assert distribution.sample(u.reshape(4, -1)).shape == (4, u.size // 4)
    assert distribution.sample(u[:0]).shape == (0,)


@pytest.mark.parametrize("written", EVERY)
def test_yaml_form_and_pickle_give_an_equal_distribution(written: object) -> None:
    distribution = duration(written)
    assert duration(write_distribution(distribution)) == distribution
    assert hash(pickle.loads(pickle.dumps(distribution))) == hash(distribution)


def test_tables_are_the_same_on_every_machine() -> None:
    """The digest was made once; it must not depend on numpy's SIMD, libm or the decimal context."""
    u = np.random.Generator(np.random.Philox(key=[7, 0])).random(50_000)
    digest = hashlib.sha256()
    quantile_tables.table.cache_clear()
    with localcontext() as context:
        context.prec = 5
        for written in EVERY:
            digest.update(duration(written).sample(u).astype("<i8").tobytes())
    assert digest.hexdigest()[:16] == "a21e5237db4ed3a5"


def test_counts_and_shares_are_not_biased_by_rounding() -> None:
    u = (np.arange(100_000) + 0.5) / 100_000
    count = parse_distribution({"lognormal": {"mean": "3", "sd": "2"}}, "count")
    assert count.sample(u).mean() == pytest.approx(3, rel=5e-3)
    dice = parse_distribution({"uniform": {"low": "1", "high": "6"}}, "count").sample(u)
    assert np.bincount(dice, minlength=7)[1:] == pytest.approx(100_000 / 6, abs=1)
    share = parse_distribution({"exponential": {"mean": "60 %"}}, "share")
    assert share.sample(u).max() == 1_000_000


def test_empirical_weights_are_exact() -> None:
    u = (np.arange(8) + 0.5) / 8
    assert duration(EMPIRICAL).sample(u).tolist() == [HOUR] * 2 + [5 * HOUR] + [2 * HOUR] * 5
    assert duration(EMPIRICAL).mean() == (2 * 1 + 5 + 5 * 2) / 8 * HOUR
    assert duration({"empirical": {"values": ["1 h", "3 h"]}}).mean() == 2 * HOUR


def test_the_normal_distribution_agrees_with_itself_and_scipy() -> None:
    for exponent in (1, 2, 4, 8, 12):
        below = Decimal(10) ** -exponent
        z = normal.quantile(below, 1 - below)
        assert float(z) == pytest.approx(stats.norm.ppf(10.0**-exponent), rel=1e-14)
        assert float(normal.cumulative(z)[0] / below) == pytest.approx(1, rel=1e-14)
        assert normal.quantile(1 - below, below) == -z


@pytest.mark.parametrize(
    ("written", "place", "says"),
    [
        (5, (), "no unit"),
        (None, (), "write a duration"),
        ({}, (), "one family"),
        ({"low": "1 h", "high": "2 h"}, (), "one family with its parameters, such as {uniform"),
        ({"unifrom": {}}, ("unifrom",), 'did you mean "uniform"'),
        ({"uniform": "2 h"}, ("uniform",), "needs its parameters"),
        ({"uniform": {"low": "2 h", "high": "1 h"}}, ("uniform",), "low <= high"),
        ({"uniform": {"lo": "2 h", "low": "1 h", "high": "3 h"}}, ("uniform", "lo"), 'did you mean "low"'),
        ({"uniform": {"low": "1 h"}}, ("uniform", "high"), "is missing"),
        ({"uniform": {"low": "1 h", "high": "2 h", "min": "3 h"}}, ("uniform",), "nothing between"),
        (
            {"triangular": {"low": "1 h", "mode": "4 h", "high": "3 h"}},
            ("triangular",),
            "low <= mode <= high",
        ),
        ({"triangular": {"low": "1 h", "mode": "1 h", "high": "1 h"}}, ("triangular",), "write 1 h alone"),
        ({"lognormal": {"median": "1 h", "sigma": "0"}}, ("lognormal", "sigma"), "above zero"),
        ({"lognormal": {"median": "1 h", "sigma": "-1"}}, ("lognormal", "sigma"), "above zero"),
        ({"lognormal": {"median": "1 h", "sigma": "3.1"}}, ("lognormal", "sigma"), "at most 3"),
        ({"lognormal": {"mean": "1 h", "sd": "0 h"}}, ("lognormal", "sd"), "above zero"),
        ({"lognormal": {"mean": "1 h", "sd": "100 h"}}, ("lognormal", "sd"), "at most 90 times"),
        (
            {"lognormal": {"mean": "1 h", "sigma": "1"}},
            ("lognormal", "mean"),
            "median and sigma or with mean and sd",
        ),
        ({"exponential": {"mean": "0 h"}}, ("exponential", "mean"), "above zero"),
        ({"exponential": {"mean": "1 h", "min": "99 h"}}, ("exponential",), "one value in a million"),
        (
            {"exponential": {"mean": "1 h", "min": "2 h", "max": "1 h"}},
            ("exponential",),
            "min must be at most max",
        ),
        ({"empirical": {"values": []}}, ("empirical", "values"), "list of 1"),
        ({"empirical": {"values": ["1 h", "x"]}}, ("empirical", "values", 1), "not a duration"),
        ({"empirical": {"values": ["1 h"], "weights": ["1", "2"]}}, ("empirical", "weights"), "as many"),
        ({"empirical": {"values": ["1 h"], "weights": ["0"]}}, ("empirical", "weights"), "above zero"),
        ({"empirical": {"values": ["1 h"], "weights": ["-1"]}}, ("empirical", "weights", 0), "zero or more"),
        ({"fixed": "-1 h"}, ("fixed",), "negative"),
    ],
)
def test_errors_say_where_and_what_would_be_right(written: object, place: tuple[object, ...], says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        duration(written)
    found = {error["loc"]: error["msg"] for error in caught.value.errors()}
    assert place in found
    assert says in found[place]


class Section(BaseModel):
    takes: DurationDist
    amount: UsdDist | None = None
    part: ShareDist = "2 %"  # type: ignore[assignment]
    many: dict[str, CountDist] = {}


def test_pydantic_types_hold_distributions_and_write_yaml() -> None:
    written = {
        "takes": {"lognormal": {"mean": "2 h", "sd": "1 h", "max": "9 h"}},
        "amount": "150,000.00 USD",
        "many": {"a": {"uniform": {"low": "1", "high": "3"}}},
    }
    section = Section.model_validate(written)
    assert section.takes.most == 9 * HOUR
    assert section.amount == Distribution("fixed", "usd", values=(15_000_000,))
    assert section.model_dump(mode="json") == written | {"part": "2 %"}
    assert Section.model_validate({"takes": section.takes}).takes == section.takes


def test_errors_keep_their_place_inside_a_model() -> None:
    with pytest.raises(ValidationError) as caught:
        Section.model_validate({"takes": "1 h", "many": {"a": {"uniform": {"low": "x", "high": "3"}}}})
    assert caught.value.errors()[0]["loc"] == ("many", "a", "uniform", "low")


def test_json_schema_takes_what_the_reader_takes() -> None:
    schema = with_shared_forms(Section.model_json_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema).is_valid
    assert all(valid({"takes": written}) for written in EVERY)
    assert valid({"takes": "1 h", "many": {"a": 3, "b": {"uniform": {"low": 1, "high": 2}}}})
    assert not valid({"takes": "1 hour and a half"})
    assert not valid({"takes": {"uniform": {"low": "1 h"}}})
    assert len(json.dumps(schema)) < len(json.dumps(Section.model_json_schema())) + 500


@given(st.integers(1, 10**12), st.integers(1, 3000), st.floats(0, 1, exclude_max=True))
@settings(max_examples=examples(30), deadline=None)
def test_lognormal_draws_are_where_they_should_be(median: int, thousandths: int, u: float) -> None:
    sigma = Fraction(thousandths, 1000)
    distribution = Distribution("lognormal", "usd", (("median", median), ("sigma", sigma)))
    u = min(max(u, 2.0**-40), 1 - 2.0**-40)
    expected = min(median * math.exp(float(sigma) * float(stats.norm.ppf(u))), 10**15)
    assert distribution.sample(np.array([u]))[0] == pytest.approx(expected, rel=1e-3, abs=1)


leaves = st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(["1 h", "2 h", "0.5"]))
keys = st.sampled_from(["uniform", "low", "high", "lognormal", "mean", "sd", "empirical", "values", "weights", "min"])
yaml = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3))


@given(yaml)
@settings(deadline=None)
def test_only_validation_errors_come_out(written: object) -> None:
    with suppress(ValidationError):
        duration(written).sample(BODY)
