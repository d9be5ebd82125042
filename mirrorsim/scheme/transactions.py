"""All transaction types of the scheme, each with its legs by name.

Only cargo (loading, landing) and bulk cash (crossing) may cross a border; no part of a mirror swap can.
"""

from __future__ import annotations

from mirrorsim.books.journal import TransactionType

# where the closed world's value comes from
OPENING = TransactionType("opening", ("money",))
STREET_SALES = TransactionType("street_sales", ("cash",))
EARNINGS = TransactionType("earnings", ("money",))
OFFICIAL_PURCHASE = TransactionType("official_purchase", ("earnings", "yuan", "dollars"))

# steps 2 to 5: cash is pledged and claimed (the leg `promise` is the claim), and handed over against a note
AGREEMENT = TransactionType("agreement", ("promise",))
WITHDRAWAL = TransactionType("withdrawal", ("promise",))
NOTE_ISSUED = TransactionType("note_issued", ("note",))
HAND_OVER = TransactionType("hand_over", ("cash", "note", "promise", "commission", "short"))
COURIER_PAY = TransactionType("courier_pay", ("pay",))
TO_STASH = TransactionType("to_stash", ("cash",))

# step 6: two legs, each in one country and one currency
MIRROR_SWAP = TransactionType("mirror_swap", ("cash", "yuan", "gathering", "premium", "promise"))
ROUNDING = TransactionType("rounding", ("residue",))
COMMISSION = TransactionType("commission", ("yuan",))
SURPLUS = TransactionType("surplus", ("yuan",))
COVER = TransactionType("cover", ("money",))
COVER_IN_PESOS = TransactionType("cover_in_pesos", ("money", "promise"))

# step 8: the second mirror
SECOND_MIRROR = TransactionType("second_mirror", ("pesos", "yuan", "fee", "promise", "spread"))
DELIVERY = TransactionType("delivery", ("pesos", "promise", "rounding"))

# step 9: trade
GOODS_PURCHASE = TransactionType("goods_purchase", ("yuan", "goods", "promise"))
FORWARDING = TransactionType("forwarding", ("goods",))
LOADING = TransactionType("loading", ("goods",), crosses_border=True)
LANDING = TransactionType("landing", ("goods",), crosses_border=True)
GOODS_SALE = TransactionType("goods_sale", ("goods", "pesos", "cover", "promise", "mark_down"))

# what buyers do with the cash they bought, and what bystanders do
BANK_DEPOSIT = TransactionType("bank_deposit", ("cash", "credit"))
ORDINARY_TRANSFER = TransactionType("ordinary_transfer", ("yuan",))
ORDINARY_DEPOSIT = TransactionType("ordinary_deposit", ("deposit",))

# other channels: bulk cash over the border into Mexican banks, and the traditional peso broker
CARRIED_OFF = TransactionType("carried_off", ("cash", "fee", "promise", "commission"))
CROSSING = TransactionType("crossing", ("cash",), crosses_border=True)
CASH_DEPOSIT = TransactionType("cash_deposit", ("deposit", "exchange", "pesos", "promise", "rounding"))
PESO_EXCHANGE = TransactionType("peso_exchange", ("cash",))
PESO_DELIVERY = TransactionType("peso_delivery", ("pesos", "promise", "rounding"))

# what goes wrong
CLIENT_SEIZURE = TransactionType("client_seizure", ("taken",))
SEIZURE = TransactionType("seizure", ("taken", "promise"))
THEFT = TransactionType("theft", ("taken", "promise"))
SHORTFALL = TransactionType("shortfall", ("promise",))
GUARANTEE = TransactionType("guarantee", ("promise",))
