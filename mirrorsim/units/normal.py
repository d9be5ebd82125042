"""The standard normal distribution in decimal arithmetic, so that it is the same on every machine."""

from decimal import Context, Decimal, localcontext

CONTEXT = Context(prec=30)
"""The arithmetic of all quantile tables: thirty digits, whatever the caller's own decimal context is."""
_FINE = Context(prec=80)
_FARTHEST = 12
_DENSITY_AT_ZERO = Decimal("0.39894228040143267793994605993438186847585863116493465766592582967")


def _decimals(text: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(word) for word in text.split())


# M. J. Wichura, Algorithm AS 241 (PPND16), highest power first: (numerator, denominator) near the centre, in
# the tails, and in the far tails.
_CENTRE = (
    _decimals(
        "2509.0809287301226727 33430.575583588128105 67265.770927008700853 45921.953931549871457 "
        "13731.693765509461125 1971.5909503065514427 133.14166789178437745 3.3871328727963666080"
    ),
    _decimals(
        "5226.4952788528545610 28729.085735721942674 39307.895800092710610 21213.794301586595867 "
        "5394.1960214247511077 687.18700749205790830 42.313330701600911252 1"
    ),
)
_TAIL = (
    _decimals(
        "7.74545014278341407640e-4 2.27238449892691845833e-2 0.241780725177450611770 "
        "1.27045825245236838258 3.64784832476320460504 5.76949722146069140550 4.63033784615654529590 "
        "1.42343711074968357734"
    ),
    _decimals(
        "1.05075007164441684324e-9 5.47593808499534494600e-4 1.51986665636164571966e-2 "
        "0.148103976427480074590 0.689767334985100004550 1.67638483018380384940 2.05319162663775882187 1"
    ),
)
_FAR_TAIL = (
    _decimals(
        "2.01033439929228813265e-7 2.71155556874348757815e-5 1.24266094738807843860e-3 "
        "2.65321895265761230930e-2 0.296560571828504891230 1.78482653991729133580 5.46378491116411436990 "
        "6.65790464350110377720"
    ),
    _decimals(
        "2.04426310338993978564e-15 1.42151175831644588870e-7 1.84631831751005468180e-5 "
        "7.86869131145613259100e-4 1.48753612908506148525e-2 0.136929880922735805310 "
        "0.599832206555887937690 1"
    ),
)
_HALF, _SPLIT, _SPLIT_SQUARED = Decimal("0.5"), Decimal("0.425"), Decimal("0.180625")
_SHIFT, _FAR = Decimal("1.6"), Decimal(5)

Ratio = tuple[tuple[Decimal, ...], tuple[Decimal, ...]]


def _ratio(polynomials: Ratio, x: Decimal) -> Decimal:
    top = bottom = Decimal(0)
    for a, b in zip(*polynomials, strict=True):
        top = top * x + a
        bottom = bottom * x + b
    return top / bottom


def quantile(below: Decimal, above: Decimal) -> Decimal:
    """Return z with probability `below` beneath it and `above` = 1 - below beyond it, to sixteen digits.

    Both are passed so that neither tail loses digits; both must be above zero.
    """
    q = below - _HALF if below <= above else _HALF - above
    if abs(q) <= _SPLIT:
        return q * _ratio(_CENTRE, _SPLIT_SQUARED - q * q)
    r = (-min(below, above).ln()).sqrt()
    z = _ratio(_TAIL, r - _SHIFT) if r <= _FAR else _ratio(_FAR_TAIL, r - _FAR)
    return z if q > 0 else -z


def cumulative(z: Decimal) -> tuple[Decimal, Decimal]:
    """Return the probabilities (beneath z, beyond z); 0 and 1 farther out than twelve standard deviations."""
    if abs(z) > _FARTHEST:
        return (Decimal(0), Decimal(1)) if z < 0 else (Decimal(1), Decimal(0))
    with localcontext(_FINE):
        square, term, total, odd = z * z, z, z, 1
        while abs(term) > Decimal("1e-75"):
            odd += 2
            term = term * square / odd
            total += term
        half = _DENSITY_AT_ZERO * (-square / 2).exp() * total
        return _HALF + half, _HALF - half
