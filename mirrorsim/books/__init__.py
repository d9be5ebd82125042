"""Money and who holds it: accounts, the double-entry ledger, its journal and its audit.

This room knows nothing of laundering. It keeps integer balances in a closed world, refuses overdrafts,
and records every transfer so that anyone can add the books up again.
"""
