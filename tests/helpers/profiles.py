"""How many examples hypothesis tries: in CI, at night, and with each of thousands of mutants.

`HYPOTHESIS_PROFILE=night python -m pytest` tries twenty times as many, wherever a test says how many it usually wants.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE") or "default"
USUALLY = 100
TIMES = {"default": 1.0, "night": 20.0, "mutants": 0.1}


def examples(usually: int) -> int:
    """So many examples where a test usually wants so many."""
    return max(round(usually * TIMES[PROFILE]), 1)


def register() -> None:
    """Make the profiles known and load the one that the environment names."""
    if PROFILE not in TIMES:
        raise ValueError(f"HYPOTHESIS_PROFILE is {PROFILE!r}; it must be one of {', '.join(TIMES)}")
    settings.register_profile("default", deadline=None, print_blob=True)
    settings.register_profile(
        "night",
        deadline=None,
        print_blob=True,
        max_examples=round(USUALLY * TIMES["night"]),
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.register_profile(
        "mutants",
        deadline=None,
        max_examples=round(USUALLY * TIMES["mutants"]),
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile(PROFILE)
