# The checks as datacontract-cli reads them from the contract that Trivet reads too; maps its results to the checks' names.

from datacontract.data_contract import DataContract

from verdicts import NAMES, answer, arguments

data, rows, out, contract = arguments()

# A range is two checks there, one for each end. What is not in this table is a check of columns and types that the tool adds of its own.
RULES = {
    ("id", "field_required"): "id_not_null",
    ("customer", "field_required"): "customer_not_null",
    ("email", "field_required"): "email_not_null",
    ("ts", "field_required"): "ts_not_null",
    ("id", "field_unique"): "id_unique",
    ("origin", "field_invalid_values"): "origin_in_set",
    ("status", "field_invalid_values"): "status_in_set",
    ("amount", "field_minimum"): "amount_range",
    ("amount", "field_maximum"): "amount_range",
    ("quantity", "field_minimum"): "quantity_range",
    ("quantity", "field_maximum"): "quantity_range",
    ("day", "field_minimum"): "day_range",
    ("day", "field_maximum"): "day_range",
    ("email", "field_regex"): "email_regex",
    ("note", "field_max_length"): "note_length",
    ("amount", "field_quality_sql"): "amount_mean",
    (None, "row_count"): "row_count",
}

run = DataContract(data_contract_file=contract).test()

said = {name: set() for name in NAMES}
for check in run.checks:
    result = check.result.value
    name = RULES.get((check.field, check.type))
    print(check.field, check.type, result, check.reason or "")
    if name is not None:
        said[name].add({"passed": "pass", "failed": "fail"}.get(result, "error"))
    elif check.category != "schema":
        raise RuntimeError(f"datacontract-cli ran a check that was not asked for: {check.field} {check.type}")

worst = ["error", "fail", "pass"]
verdicts = {name: min(results, key=worst.index) for name, results in said.items() if results}
answer(out, verdicts, ["datacontract-cli", "duckdb"])
