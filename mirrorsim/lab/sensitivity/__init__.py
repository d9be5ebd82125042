"""How far a conclusion rests on the assumptions: screening, Sobol indices, and where the conclusion turns over.

Lives here: ``values`` finds every sourced value of a scenario, ``requests`` reads the ranges that a user asks for, ``space``
decides what is varied from where to where (``inputs``, ``quantities``); ``design`` places points in the unit cube,
``simulation_model`` answers them by replications of the scenario, ``study`` screens and samples any such model, ``indices`` and
``conclusion`` estimate; ``result`` and ``analysis_folder`` say and keep what came of it, and ``analysis`` is the whole of it.

May change it: a new convention for a range, a new kind of quantity, another estimator.

Never: a value that is the question (policies, timeline) is varied; points differ by their values alone, since the same
replications with the same random numbers run at each; a point that is no valid scenario is counted and said, never mended.
"""
