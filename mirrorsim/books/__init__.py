"""Money and who holds it: accounts, the double-entry ledger, its journal, and its audit.

- ``accounts``: the chart of accounts, each with an owner, a country, a form and an asset;
- ``ledger``: balances, transactions with named legs, and two-phase transfers (held, then posted, voided or expired). It is the
  only thing in the project that moves value;
- ``journal``: every transaction, append-only, in columns; ``usage`` counts what accounts receive by calendar window;
- ``audit`` adds the books up again from the journal by other means; ``digest`` is a journal's hash.

What changes it: a new asset or form of account, a new check of the audit. A change of what is hashed is a new version of the run
folder's format, with the reason in the README.

It knows nothing of laundering, of scenarios or of time as such. It never holds a float, never lets an account go below what it
has (but for those of the outside world), never lets value cross a border in a transaction that does not say so, and changes
nothing when it refuses.
"""
