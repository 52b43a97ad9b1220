# The checks as a Great Expectations suite, over pandas, which is how it reads a Parquet file. Keeps nothing on disk.

import datetime

import great_expectations as gx
import great_expectations.expectations as gxe

from verdicts import EMAIL, ORIGINS, STATES, answer, arguments

data, rows, out = arguments()

asked = {
    "id_not_null": gxe.ExpectColumnValuesToNotBeNull(column="id"),
    "customer_not_null": gxe.ExpectColumnValuesToNotBeNull(column="customer"),
    "email_not_null": gxe.ExpectColumnValuesToNotBeNull(column="email"),
    "ts_not_null": gxe.ExpectColumnValuesToNotBeNull(column="ts"),
    "id_unique": gxe.ExpectColumnValuesToBeUnique(column="id"),
    "origin_in_set": gxe.ExpectColumnValuesToBeInSet(column="origin", value_set=ORIGINS),
    "status_in_set": gxe.ExpectColumnValuesToBeInSet(column="status", value_set=STATES),
    "amount_range": gxe.ExpectColumnValuesToBeBetween(column="amount", min_value=0, max_value=1000),
    "quantity_range": gxe.ExpectColumnValuesToBeBetween(column="quantity", min_value=1, max_value=50),
    "day_range": gxe.ExpectColumnValuesToBeBetween(
        column="day", min_value=datetime.date(2024, 1, 1), max_value=datetime.date(2024, 12, 31)
    ),
    "email_regex": gxe.ExpectColumnValuesToMatchRegex(column="email", regex=EMAIL),
    "note_length": gxe.ExpectColumnValueLengthsToBeBetween(column="note", max_value=40),
    "row_count": gxe.ExpectTableRowCountToEqual(value=rows),
    "amount_mean": gxe.ExpectColumnMeanToBeBetween(column="amount", min_value=400, max_value=600),
}

context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False}

batch = context.data_sources.pandas_default.read_parquet(data)

suite = gx.ExpectationSuite(name="orders")
for name, expectation in asked.items():
    expectation.meta = {"check": name}
    suite.add_expectation(expectation)
result = batch.validate(suite, result_format="BOOLEAN_ONLY")



def verdict(one):
    """An expectation that could not be computed is not successful either, but says so elsewhere."""
    infos = [one.exception_info or {}, *(info for info in (one.exception_info or {}).values() if isinstance(info, dict))]
    if any(info.get("raised_exception") for info in infos):
        return "error"
    return "pass" if one.success else "fail"


verdicts = {one.expectation_config.meta["check"]: verdict(one) for one in result.results}
answer(out, verdicts, ["great_expectations", "pandas", "pyarrow"])
