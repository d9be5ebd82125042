"""Time, chance and the gate: what every process of a world stands on."""
