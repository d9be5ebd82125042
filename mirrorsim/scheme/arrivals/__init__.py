"""What comes from outside, day by day: batches of cash, people and firms who want dollars, and bystanders.

Each source is a process that runs as long as its world. It brings deals, orders and movements into the world and
touches none of them afterwards. What a person outside the scheme does is proposed to the rules in the same words as
what the scheme does.
"""
