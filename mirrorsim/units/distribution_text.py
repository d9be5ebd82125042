"""How distributions are written in YAML: a bare quantity, or one key that names the family."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, TypeGuard

from mirrorsim.fields.errors import ErrorCollector
from mirrorsim.fields.messages import did_you_mean, listed, quoted, see
from mirrorsim.fields.text import decimal_text, is_decimal
from mirrorsim.units.distribution import CONTINUOUS, Distribution
from mirrorsim.units.families import mass
from mirrorsim.units.quantities import QUANTITIES, Quantity

FORMS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "uniform": (("low", "high"),),
    "triangular": (("low", "mode", "high"),),
    "lognormal": (("median", "sigma"), ("mean", "sd")),
    "exponential": (("mean",),),
}
"""The parameters of each family that is written as a mapping, in each way that it can be written."""
FAMILIES = ("fixed", *FORMS, "empirical")
MOST_SIGMA, MOST_SPREAD = 3, 90
MOST_VALUES = 10_000
_LEAST_MASS = 1e-6
_MOST_WEIGHT = 10**12


def parse_distribution(value: object, unit: str) -> Distribution:
    """Return the distribution that a YAML value stands for, in quantities of the kind `unit` (see `QUANTITIES`).

    Raises pydantic's ValidationError, a ValueError, with every error at its place inside the value.
    """
    errors = ErrorCollector()
    found = _read(value, unit, errors)
    errors.raise_any()
    assert found is not None
    return found


def write_distribution(distribution: Distribution) -> str | dict[str, Any]:
    """Return the YAML form of a distribution; reading it again gives an equal one."""
    write = QUANTITIES[distribution.unit].form.write
    if distribution.family == "fixed":
        return write(distribution.values[0])
    if distribution.family == "empirical":
        body: dict[str, Any] = {"values": [write(value) for value in distribution.values]}
        if len(set(distribution.weights)) > 1:
            body["weights"] = [str(weight) for weight in distribution.weights]
        return {"empirical": body}
    body = {
        name: decimal_text(Fraction(number)) if name == "sigma" else write(int(number))
        for name, number in distribution.numbers
    }
    bounds = {"min": distribution.least, "max": distribution.most}
    return {distribution.family: body | {name: write(end) for name, end in bounds.items() if end is not None}}


def _read(value: object, unit: str, errors: ErrorCollector) -> Distribution | None:
    if isinstance(value, Distribution) and value.unit == unit:
        return value
    kind = QUANTITIES[unit]
    if not isinstance(value, Mapping):
        fixed = _quantity(value, kind, (), errors)
        return None if fixed is None else Distribution("fixed", unit, values=(fixed,))
    low, _, high = kind.examples
    how = f"{{uniform: {{low: {_in_braces(low)}, high: {_in_braces(high)}}}}}"
    if len(value) != 1:
        errors.add((), f"write one family with its parameters, such as {how}")
        return None
    family, body = next(iter(value.items()))
    if family not in FAMILIES:
        near = did_you_mean(str(family), FAMILIES)
        errors.unknown(
            (family,), f"unknown family {quoted(str(family))}{near}: use {listed(FAMILIES)}{see('Distributions')}"
        )
        return None
    if family == "fixed":
        fixed = _quantity(body, kind, (family,), errors)
        return None if fixed is None else Distribution("fixed", unit, values=(fixed,))
    if not isinstance(body, Mapping):
        errors.add((family,), f"{family} needs its parameters, such as {how}")
        return None
    if family == "empirical":
        return _empirical(body, unit, errors)
    return _parametric(family, body, unit, errors)


def _parametric(family: str, body: Mapping[Any, object], unit: str, errors: ErrorCollector) -> Distribution | None:
    kind, forms = QUANTITIES[unit], FORMS[family]
    names = max(forms, key=lambda form: sum(name in body for name in form))
    _check_keys(family, body, names, ("min", "max"), errors)
    numbers: dict[str, int | Fraction] = {}
    for name in names:
        if name in body:
            read = _sigma if name == "sigma" else _quantity
            number = read(body[name], kind, (family, name), errors)
            if number is not None:
                numbers[name] = number
    ends = {name: _quantity(body[name], kind, (family, name), errors) for name in ("min", "max") if name in body}
    if errors:
        return None
    least, most = ends.get("min"), ends.get("max")
    _check_numbers(family, numbers, kind, errors)
    if not errors:
        _check_bounds(family, numbers, least, most, errors)
    return Distribution(family, unit, tuple(numbers.items()), least=least, most=most)


def _empirical(body: Mapping[Any, object], unit: str, errors: ErrorCollector) -> Distribution | None:
    _check_keys("empirical", body, ("values",), ("weights",), errors)
    listed_values, listed_weights = body.get("values", ()), body.get("weights")
    if not _is_list(listed_values) or not 1 <= len(listed_values) <= MOST_VALUES:
        if "values" in body:
            errors.add(("empirical", "values"), f"must be a list of 1 to {MOST_VALUES} values")
        return None
    values = [
        _quantity(value, QUANTITIES[unit], ("empirical", "values", index), errors)
        for index, value in enumerate(listed_values)
    ]
    weights = _weights(listed_weights, len(values), errors)
    if errors:
        return None
    return Distribution("empirical", unit, values=tuple(v for v in values if v is not None), weights=weights)


def _weights(value: object, count: int, errors: ErrorCollector) -> tuple[int, ...]:
    place: tuple[str | int, ...] = ("empirical", "weights")
    if value is None:
        return (1,) * count
    if not _is_list(value) or len(value) != count:
        errors.add(place, f"must be a list of as many weights as there are values ({count})")
        return ()
    exact: list[Fraction] = []
    for index, item in enumerate(value):
        text = str(item).strip()
        if is_decimal(text):
            exact.append(Fraction(text))
        else:
            errors.add((*place, index), f"{quoted(text)} is not a weight: write zero or more, such as 2.5")
    scale = lcm(*(weight.denominator for weight in exact))
    weights = tuple(int(weight * scale) for weight in exact)
    if not errors and not 0 < sum(weights) <= _MOST_WEIGHT:
        wrong = "at least one weight must be above zero" if not sum(weights) else "the weights are too large or fine"
        errors.add(place, f"{wrong}: use small whole numbers, such as 1 and 3")
    return weights


def _check_keys(
    family: str,
    body: Mapping[Any, object],
    names: tuple[str, ...],
    others: tuple[str, ...],
    errors: ErrorCollector,
) -> None:
    allowed = (*names, *others)
    for key in body:
        if key not in allowed:
            near = did_you_mean(str(key), allowed)
            ways = " or ".join("with " + " and ".join(form) for form in FORMS.get(family, (names,)))
            errors.unknown((family, key), f"unknown key{near}: {family} is written {ways}")
    for name in names:
        if name not in body:
            errors.missing((family, name), f"is missing: {family} needs {' and '.join(names)}")


def _check_numbers(family: str, of: Mapping[str, int | Fraction], kind: Quantity, errors: ErrorCollector) -> None:
    if "low" in of and not of["low"] <= of.get("mode", of["low"]) <= of["high"]:
        order = "low <= mode <= high" if "mode" in of else "low <= high"
        errors.add((family,), f"must be in rising order: {order}")
    elif family == "triangular" and of["low"] == of["high"]:
        errors.add((family,), f"has no width: write {kind.form.write(int(of['low']))} alone")
    for name in ("median", "mean", "sd", "sigma"):
        if name in of and of[name] <= 0:
            errors.add((family, name), f"must be above zero, such as {_example(name, kind)}")
    if "sigma" in of and of["sigma"] > MOST_SIGMA:
        errors.add(
            (family, "sigma"),
            f"must be at most {MOST_SIGMA}: it is the spread of the logarithm, often 0.3 to 1",
        )
    if "sd" in of and of["sd"] > MOST_SPREAD * of["mean"]:
        errors.add((family, "sd"), f"must be at most {MOST_SPREAD} times the mean")


def _check_bounds(
    family: str, of: Mapping[str, int | Fraction], least: int | None, most: int | None, errors: ErrorCollector
) -> None:
    if least is None and most is None:
        return
    if least is not None and most is not None and least > most:
        errors.add((family,), "min must be at most max")
    elif family == "uniform":
        if max(of["low"], least or 0) > (of["high"] if most is None else min(of["high"], most)):
            errors.add((family,), "min and max leave nothing between low and high")
    elif family in CONTINUOUS and mass(family, of, least, most) < _LEAST_MASS:
        errors.add((family,), "min and max leave less than one value in a million: widen them")


def _quantity(value: object, kind: Quantity, place: tuple[str | int, ...], errors: ErrorCollector) -> int | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    try:
        return kind.form.validate(value)
    except ValueError as error:
        errors.add(place, str(error))
        return None


def _sigma(value: object, kind: Quantity, place: tuple[str | int, ...], errors: ErrorCollector) -> Fraction | None:
    text = str(value).strip()
    if not is_decimal(text):
        errors.add(place, f"{quoted(text)} is not a plain number: write one above zero, such as 0.5")
        return None
    return Fraction(text)


def _example(name: str, kind: Quantity) -> str:
    return "0.5" if name == "sigma" else kind.examples[1]


def _in_braces(text: str) -> str:
    return f'"{text}"' if "," in text else text


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence) and not isinstance(value, str)
