"""A scenario that takes something from the example of a plug-in, and how the program is run beside it."""

import subprocess
from collections.abc import Callable

Run = Callable[..., subprocess.CompletedProcess[str]]

SCENARIO = """\
mirrorsim: 1
name: borrowed
title: With a rule, a channel and records of another package
start: 2021-01-01
horizon: 3 months
rates: {CNY: 6.45, MXN: 20.30}
clients: {cell: {every: {exponential: {mean: 2 days}}, amount: {lognormal: {median: "90,000 USD", sigma: 0.4}}}}
brokers: {alfa: {commission: 9 %}}
buyers: {merchants: {shops: {count: 8, appetite: "100,000 USD", placed: 50 %}}}
second_mirror: {}
providers: {importer: {pesos: "9,000,000 MXN", replenished: "9,000,000 MXN"}}
channels:
  parcels: {fee: 4 %}
rules:
  teller_questions: {asks_from: "2,000 USD"}
  border_inspection: {inspected: 20 %}
ordinary:
  takings: {does: bank_deposit, people: 10, every: {exponential: {mean: 6 h}}, amount: "3,000 USD"}
policies:
  as-it-is: {}
  no-parcels: {change: {channels: {parcels: null}}}
sources: {"*": assumption}
"""
