"""Every form of transaction in the scheme. What is not here cannot happen to money.

Only cargo (loading, landing) and bulk cash (crossing) may cross a border; no part of a mirror swap can.
"""

from __future__ import annotations

from mirrorsim.books.journal import Kind

# where the closed world's value comes from
OPENING = Kind("opening", ("money",))
STREET_SALES = Kind("street_sales", ("cash",))
EARNINGS = Kind("earnings", ("money",))
OFFICIAL_PURCHASE = Kind("official_purchase", ("earnings", "yuan", "dollars"))

# steps 2 to 5: a promise is made, and cash is handed over against a note
AGREEMENT = Kind("agreement", ("promise",))
WITHDRAWAL = Kind("withdrawal", ("promise",))
NOTE_ISSUED = Kind("note_issued", ("note",))
HAND_OVER = Kind("hand_over", ("cash", "note", "promise", "commission", "short"))
COURIER_PAY = Kind("courier_pay", ("pay",))
TO_STASH = Kind("to_stash", ("cash",))

# step 6: two legs, each in one country and one currency
MIRROR_SWAP = Kind("mirror_swap", ("cash", "yuan", "gathering", "premium", "promise"))
ROUNDING = Kind("rounding", ("residue",))
COMMISSION = Kind("commission", ("yuan",))
SURPLUS = Kind("surplus", ("yuan",))
COVER = Kind("cover", ("money",))
COVER_IN_PESOS = Kind("cover_in_pesos", ("money", "promise"))

# step 8: the second mirror
SECOND_MIRROR = Kind("second_mirror", ("pesos", "yuan", "fee", "promise", "spread"))
DELIVERY = Kind("delivery", ("pesos", "promise", "rounding"))

# step 9: trade
GOODS_PURCHASE = Kind("goods_purchase", ("yuan", "goods", "promise"))
FORWARDING = Kind("forwarding", ("goods",))
LOADING = Kind("loading", ("goods",), crosses_border=True)
LANDING = Kind("landing", ("goods",), crosses_border=True)
GOODS_SALE = Kind("goods_sale", ("goods", "pesos", "cover", "promise", "mark_down"))

# what buyers do with the cash they bought, and what ordinary people do
BANK_DEPOSIT = Kind("bank_deposit", ("cash", "credit"))
ORDINARY_TRANSFER = Kind("ordinary_transfer", ("yuan",))
ORDINARY_DEPOSIT = Kind("ordinary_deposit", ("deposit",))

# other channels: bulk cash over the border into Mexican banks, and the traditional peso broker
CARRIED_OFF = Kind("carried_off", ("cash", "fee", "promise", "commission"))
CROSSING = Kind("crossing", ("cash",), crosses_border=True)
CASH_DEPOSIT = Kind("cash_deposit", ("deposit", "exchange", "pesos", "promise", "rounding"))
PESO_EXCHANGE = Kind("peso_exchange", ("cash",))
PESO_DELIVERY = Kind("peso_delivery", ("pesos", "promise", "rounding"))

# what goes wrong
CLIENT_SEIZURE = Kind("client_seizure", ("taken",))
SEIZURE = Kind("seizure", ("taken", "promise"))
THEFT = Kind("theft", ("taken", "promise"))
SHORTFALL = Kind("shortfall", ("promise",))
GUARANTEE = Kind("guarantee", ("promise",))
