# Runs `dbt test` over the project in dbt/ and hands over what it says. The project is copied, since dbt writes into its folder.

import os
import shutil
from pathlib import Path

from dbt.cli.main import dbtRunner

from verdicts import NAMES, answer, arguments

data, rows, out = arguments()

# dbt keeps what it parsed in the project's folder; the copy stays between runs, so only the first parses everything.
project = Path("dbt-project").absolute()
if not project.exists():
    shutil.copytree(Path(__file__).with_name("dbt"), project)
os.environ |= {"PEERS_DATA": data, "PEERS_ROWS": str(rows)}

done = dbtRunner().invoke(["test", "--project-dir", str(project), "--profiles-dir", str(project), "--log-path", str(project / "logs")])
if done.exception:
    raise done.exception

verdicts = {one.node.name: {"pass": "pass", "fail": "fail"}.get(str(one.status), "error") for one in done.result}
unknown = set(verdicts) - set(NAMES)
if unknown:
    raise RuntimeError(f"dbt ran tests that were not asked for: {unknown}")
answer(out, verdicts, ["dbt-duckdb", "dbt-core", "duckdb"])
