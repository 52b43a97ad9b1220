"""Opens the database that shows a release, as any DuckDB client would, and prints one JSON line: its tables and views, row counts, an output's rows."""

import json
import sys

import duckdb

connection = duckdb.connect(sys.argv[1], read_only=True)
names = connection.execute("select table_schema, table_name from information_schema.tables order by all").fetchall()
counts = {f"{schema}.{name}": connection.execute(f'select count(*) from "{schema}"."{name}"').fetchone()[0] for schema, name in names}
late = connection.execute("select count(*), min(day)::varchar, max(day)::varchar from outputs.late(origin := 'SEA')").fetchone()
print(json.dumps({"counts": counts, "late": late}))
