"""The files of an exercise: what participants and the facilitator get, and how they are read again."""
