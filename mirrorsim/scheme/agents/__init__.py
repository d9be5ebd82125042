"""Who takes part, and what each decides by itself: clients, brokers with their couriers and accounts, buyers, providers.

An agent owns its decisions and what it has learned: what a broker quotes, whom it sends, which account it has paid
into. What it owns in money stands in the ledger and nowhere else. Agents change their own state only; they know the
services of the world, and neither deals nor markets nor each other.

They never move a deal's value (that is ``position``), never match supply with demand (``markets``), and never take a
step of the scheme (``steps``).
"""
