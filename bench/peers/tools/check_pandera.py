# The checks as a pandera schema over polars. Row count and mean have no built-in check there, so they are functions of the author's.

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from datetime import date

from verdicts import EMAIL, NAMES, ORIGINS, STATES, answer, arguments

data, rows, out = arguments()


def mean_between(low, high):
    return pa.Check(lambda of: of.lazyframe.select(pl.col(of.key).mean().is_between(low, high)), name="amount_mean")


schema = pa.DataFrameSchema(
    {
        "id": pa.Column(pl.Int64, nullable=False, unique=True),
        "customer": pa.Column(pl.Int64, nullable=False),
        "origin": pa.Column(pl.String, pa.Check.isin(ORIGINS, name="origin_in_set"), nullable=True),
        "email": pa.Column(pl.String, pa.Check.str_matches(EMAIL, name="email_regex"), nullable=False),
        "amount": pa.Column(pl.Float64, [pa.Check.in_range(0, 1000, name="amount_range"), mean_between(400, 600)], nullable=True),
        "quantity": pa.Column(pl.Int32, pa.Check.in_range(1, 50, name="quantity_range"), nullable=True),
        "status": pa.Column(pl.String, pa.Check.isin(STATES, name="status_in_set"), nullable=True),
        "ts": pa.Column(pl.Datetime("us"), nullable=False),
        "day": pa.Column(pl.Date, pa.Check.in_range(date(2024, 1, 1), date(2024, 12, 31), name="day_range"), nullable=True),
        "note": pa.Column(pl.String, pa.Check.str_length(max_value=40, name="note_length"), nullable=True),
    },
    checks=pa.Check(lambda of: of.lazyframe.select(pl.len() == rows), name="row_count"),
)

verdicts = dict.fromkeys(NAMES, "pass")
try:
    schema.validate(pl.read_parquet(data), lazy=True)
except SchemaErrors as failure:
    own = {"not_nullable": "{}_not_null", "field_uniqueness": "{}_unique"}
    for error in failure.schema_errors:
        name = getattr(error.check, "name", None) or own.get(str(error.check), str(error.check)).format(error.schema.name)
        if name not in verdicts:
            raise RuntimeError(f"pandera says {error} of a check that was not asked for") from error
        verdicts[name] = "fail"

answer(out, verdicts, ["pandera", "polars"])
