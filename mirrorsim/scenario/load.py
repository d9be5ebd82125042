"""Read a scenario from YAML: checked as a whole, every policy of it too, before anything runs."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mirrorsim.scenario.expectations import unknown_expectations
from mirrorsim.scenario.model import Policy, Scenario
from mirrorsim.scenario.overlay import apply_settings, unknown_names
from mirrorsim.scenario.problems import Problem, ScenarioError, dotted
from mirrorsim.scenario.provenance import missing_sources, without_orphans
from mirrorsim.scenario.resolved import borrowed, resolved
from mirrorsim.scenario.shipped import located, meant
from mirrorsim.scenario.tree import Node
from mirrorsim.scenario.validation import validated
from mirrorsim.scenario.variants import BASELINE, Variant, variant
from mirrorsim.scenario.yaml_text import read_file, read_text


@dataclass(frozen=True)
class Loaded:
    """A checked scenario, the tree that it was read from, and the variants that its policies make of it."""

    scenario: Scenario
    tree: Node

    @cached_property
    def policies(self) -> dict[str, Variant]:
        """Every policy of the scenario, in its order; the scenario as it is when it has none."""
        names = list(self.scenario.policies) or [BASELINE]
        return {name: variant(self.scenario, self.tree, name) for name in names}

    @cached_property
    def plugins(self) -> dict[str, str]:
        """The other packages that it takes anything from, with their versions."""
        every = (phase for one in self.policies.values() for _, phase in one.phases)
        return borrowed([self.scenario, *every])

    def variants(self, policies: Sequence[str] | None = None) -> list[Variant]:
        """The named policies, all of them when none is named.

        Raises ValueError for a name that does not exist, or that is there twice.
        """
        if not policies:
            return list(self.policies.values())
        unknown = [name for name in policies if name not in self.policies]
        if unknown:
            raise ValueError(f"no policy is named {unknown[0]!r}; there are: {', '.join(self.policies)}")
        for name in policies:
            if list(policies).count(name) > 1:
                raise ValueError(
                    f"the policy {name!r} is named twice: a policy is compared with others, so name it once"
                )
        return [self.policies[name] for name in policies]

    def changed(self, settings: Sequence[str]) -> Loaded:
        """The scenario with more ``path=value`` settings, checked as a whole again. Raises :class:`ScenarioError`."""
        return _checked(self.tree, settings, ())

    def resolved(self) -> str:
        """The whole scenario as YAML, every default spelled out, every value with its source. It loads again."""
        return resolved(self.scenario, self.tree)


def load_scenario(
    path: str | os.PathLike[str], settings: Sequence[str] = (), policy_files: Sequence[str | Path] = ()
) -> Loaded:
    """Read and check a scenario file, or the shipped scenario of a bare name such as ``factbox``.

    ``settings`` are ``path=value`` overrides, as ``--set`` takes them; ``policy_files`` are policies in files of their own,
    which come to be named after their files. Raises :class:`ScenarioError` with every problem at once, and OSError when a
    file cannot be read.
    """
    return _checked(_read(path), settings, policy_files)


def _read(path: str | os.PathLike[str]) -> Node:
    """The tree of a file or of a shipped scenario. Raises :class:`ScenarioError`, with the nearest name where one is near."""
    try:
        file = located(path)
    except FileNotFoundError as error:
        raise ScenarioError([Problem(os.fspath(path), 1, 1, "", str(error))]) from None
    if hint := meant(file):
        raise ScenarioError([Problem(file, 1, 1, "", f"cannot be read: No such file or directory{hint}")])
    return read_file(file)


def check(path: str | os.PathLike[str], settings: Sequence[str] = ()) -> list[Problem]:
    """Everything that is wrong with a scenario, in the order of its lines; nothing when all is well."""
    try:
        load_scenario(path, settings)
    except ScenarioError as error:
        return error.problems
    return []


def load_text(text: str, file: str = "<text>", settings: Sequence[str] = ()) -> Loaded:
    """Check a scenario given as text; ``file`` is what problems call it."""
    return _checked(read_text(text, file), settings, ())


def _checked(tree: Node, settings: Sequence[str], policy_files: Sequence[str | Path]) -> Loaded:
    if settings:
        changed = apply_settings(tree, list(settings))
        if slips := list(unknown_names(tree, changed, ())):
            raise ScenarioError(slips)
        tree = without_orphans(changed, tree)
    for file in policy_files:
        tree = _with_policy(tree, Path(file))
    scenario = validated(tree)
    problems = missing_sources(scenario, tree, scenario.sources)
    problems += unknown_expectations(scenario.expect, scenario.policies, tree)
    loaded = Loaded(scenario, tree)
    found: list[Variant] = []
    for name in list(scenario.policies) or [BASELINE]:
        try:
            found.append(variant(scenario, tree, name))
        except ScenarioError as error:
            problems += error.problems
    idle = all(client.batches == 0 for client in scenario.clients.values())
    if idle and not problems and not any(_anybody_comes(one) for one in found):
        path = ("clients", next(iter(scenario.clients)), "batches")
        said = "nobody has a batch of cash under any policy, so nothing would happen: give a client one or more"
        problems.append(Problem(*tree.at(path), dotted(path), said))
    if problems:
        raise ScenarioError(problems)
    return loaded


def _anybody_comes(one: Variant) -> bool:
    """Whether any client may have a batch of cash."""
    scenarios = (scenario for _, phases in one.worlds for _, scenario in phases)
    return any(client.batches != 0 for scenario in scenarios for client in scenario.clients.values())


def policy_name(file: Path) -> str:
    """What a policy in a file of its own is called."""
    return file.stem.lower().replace(" ", "-")


def _with_policy(tree: Node, file: Path) -> Node:
    """The tree with one more policy, read from a file and named after it; its values stand as assumptions."""
    policy = read_file(file)
    known = set(Policy.model_fields)
    unknown = [key for key in policy.mapping if key not in known]
    if unknown:
        place = policy.at_key((unknown[0],))
        raise ScenarioError([Problem(*place, unknown[0], f"unknown key; a policy has {', '.join(sorted(known))}")])
    name = policy_name(file)
    policies = dict(tree.mapping["policies"].mapping) if "policies" in tree.mapping else {}
    if name in policies:
        message = f"a policy is named {name!r} already, and one in a file is named after it: rename the file"
        raise ScenarioError([Problem(*policy.place, f"policies.{name}", message)])
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", name):
        message = f"a policy in a file is named after it, and {name!r} is no name: use letters, digits, - and _"
        raise ScenarioError([Problem(*policy.place, "", message)])
    if not policies:
        # what it is compared with is the scenario as it is
        policies[BASELINE] = Node({}, *tree.place)
    policies[name] = policy
    sources = dict(tree.mapping["sources"].mapping) if "sources" in tree.mapping else {}
    sources.setdefault(f"policies.{name}", Node("assumption", *policy.place))
    return Node(
        {
            **tree.mapping,
            "policies": Node(policies, *tree.place, _keys(tree, "policies")),
            "sources": Node(sources, *tree.place, _keys(tree, "sources")),
        },
        *tree.place,
        tree.key_at,
    )


def _keys(tree: Node, name: str) -> dict[str, tuple[int, int]]:
    return tree.mapping[name].key_at if name in tree.mapping else {}
