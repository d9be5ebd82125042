"""The typology: how drug cash in the US becomes pesos in Mexico, step by step, as the public record tells it."""
