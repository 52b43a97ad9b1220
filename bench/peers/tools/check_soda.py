# The checks as SodaCL, over a view of the Parquet file in an own DuckDB. Sends nothing: usage statistics are off in the configuration beside it.

from pathlib import Path

import duckdb
from soda.scan import Scan

from verdicts import NAMES, answer, arguments

data, rows, out = arguments()

connection = duckdb.connect(":memory:")
connection.execute(f"create view orders as from '{data}'")

scan = Scan()
scan.disable_telemetry()
scan.set_data_source_name("duckdb")
scan.add_duckdb_connection(connection)
scan.add_variables({"rows": str(rows)})
scan.add_sodacl_yaml_str(Path(__file__).with_name("orders.soda.yaml").read_text())
scan.execute()

verdicts = {check["name"]: check["outcome"] or "error" for check in scan.get_scan_results()["checks"]}
unknown = set(verdicts) - set(NAMES)
if scan.has_error_logs() or unknown:
    raise RuntimeError(f"{scan.get_error_logs_text()} {unknown or ''}")
answer(out, verdicts, ["soda-core-duckdb", "duckdb"])
