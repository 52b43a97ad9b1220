# What every tool's script shares: the arguments it is called with, the facts of the data, and the form of its answer. Checks nothing.

import json
import sys
from importlib.metadata import version

NAMES = [
    "id_not_null", "customer_not_null", "email_not_null", "ts_not_null", "id_unique", "origin_in_set", "status_in_set",
    "amount_range", "quantity_range", "day_range", "email_regex", "note_length", "row_count", "amount_mean",
]
ORIGINS = "ATL BOS CDG CLT DEN DFW EWR FRA HND IAH JFK LAS LAX LHR MCO MIA ORD PHX SEA SFO".split()
STATES = ["new", "paid", "shipped", "returned", "cancelled"]
EMAIL = r"^[a-z]+[0-9]+@[a-z]+\.example$"


def arguments():
    """The Parquet file, the number of rows it should have, where to write the answer; and what else the harness names."""
    data, rows, out, *more = sys.argv[1:]
    return data, int(rows), out, *more


def answer(out, verdicts, packages):
    """Writes pass, fail or error for each check, with the versions that said so; a check not named is an error."""
    known = {name: verdicts.get(name, "error") for name in NAMES}
    with open(out, "w") as file:
        json.dump({"verdicts": known, "versions": {name: version(name) for name in packages}}, file)
