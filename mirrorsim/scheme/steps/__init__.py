"""The steps of the public factbox, one file each; ``deal`` puts them in order.

A step takes a world and a deal and keeps no state: it draws how long it takes and whether it fails, asks the rules,
asks agents and markets, and tells the deal's position what happens. No step knows another. A new way in which a step
can fail is a chance in its section of the scenario, a draw, an event, and one branch here: before the hand-over it
raises, afterwards it loses something through the deal's claim.
"""
