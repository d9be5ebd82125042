"""Where supply meets demand: cash dollars in the US against yuan in China, and yuan in China against pesos in Mexico.

A market owns matching, and so the price: who is served next, by whom, for how much. It knows agents and amounts, never
a deal and never a step; nobody sets a price in it. A new rule of matching changes one file here.
"""
