"""How far a conclusion rests on the assumptions: screening, Sobol indices, and where the conclusion turns over."""
