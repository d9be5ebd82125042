"""The answers: what can be found out from the evidence, and what the best decisions would have done."""
