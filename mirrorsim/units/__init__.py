"""How quantities are written and read: money, rates, time, shares and distributions of them.

The lowest floor: it imports nothing else of the project. Inside, every quantity is an integer (minor units,
ticks of a microsecond, parts per million) or an exact fraction; outside, it is text with its unit.
"""
