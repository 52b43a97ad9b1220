// Every Problem of the engine's room, by code.

import { catalogue, entry } from '../../base/index.ts';

const meant = (candidate: string | undefined): string => (candidate ? `; did you mean "${candidate}"?` : '');

const parsing = {
  syntax: entry<{ what: string }>({
    leg: 'development',
    message: (p) => `the SQL does not parse: ${p.what}`,
    remedy: () => 'correct the statement at the marked place, then: trivet plan',
  }),
  'not-a-select': entry<{ what: string }>({
    leg: 'development',
    message: (p) => `expected one plain SELECT, found ${p.what}`,
    remedy: () => 'write one SELECT (CTEs are allowed); split several steps into several assets',
  }),
  'dynamic-pivot': entry<Record<never, never>>({
    leg: 'development',
    message: () => 'a PIVOT without a list of values makes columns that depend on the data',
    remedy: () => "name the values: PIVOT … ON column IN ('a', 'b')",
  }),
  'file-read': entry<{ what: string }>({
    leg: 'development',
    message: (p) => `${p.what} reads something outside the step's inputs`,
    remedy: () => 'declare it in sources/NAME.yaml and read it as the table NAME',
  }),
  'qualified-table': entry<{ name: string }>({
    leg: 'development',
    message: (p) => `the table ${p.name} is named with a schema or catalog; a step sees its inputs by bare name only`,
    remedy: () => 'name the asset or source alone',
  }),
  'qualified-function': entry<{ name: string }>({
    leg: 'development',
    message: (p) => `the function ${p.name} is named with a schema, which would go round the logical clock`,
    remedy: () => 'name the function alone',
  }),
  'function-refused': entry<{ name: string; why: string; instead: string }>({
    leg: 'development',
    message: (p) => `${p.name} is not allowed in a step: ${p.why}`,
    remedy: (p) => p.instead,
  }),
  'sample-refused': entry<Record<never, never>>({
    leg: 'development',
    message: () => 'a sample differs from run to run, even with a seed when several threads read',
    remedy: () => 'choose rows by their key: where hash(key, 42) % 100 < 10',
  }),
  'parameter-refused': entry<{ name: string }>({
    leg: 'development',
    message: (p) => `the statement has the parameter ${p.name}, and nothing gives it a value (parameters are for outputs)`,
    remedy: () => "declare a variable in trivet.yaml (variables: [NAME]) and read it as getvariable('NAME')",
  }),
  'positional-parameter': entry<{ written: string }>({
    leg: 'development',
    message: (p) => `the parameter ${p.written} has no name; only an output has parameters, and each has a name`,
    remedy: () => 'name it in the SQL as $NAME, and declare it: write into outputs/OUTPUT.yaml parameters: { NAME: { type: … } }',
  }),
  'variable-name': entry<{ found: string }>({
    leg: 'development',
    message: (p) => `getvariable() needs the name of a declared variable as a literal, found ${p.found}`,
    remedy: () => "write getvariable('NAME') and declare it in trivet.yaml: variables: [NAME]",
  }),
};

const binding = {
  'unknown-column': entry<{ name: string; candidate?: string | undefined }>({
    leg: 'development',
    message: (p) => `there is no column "${p.name}"${meant(p.candidate)}`,
    remedy: (p) => (p.candidate ? `write ${p.candidate}, or look at the columns: trivet show TABLE` : 'look at the columns: trivet show TABLE'),
  }),
  'unknown-table': entry<{ name: string; candidate?: string | undefined }>({
    leg: 'development',
    message: (p) => `there is no table "${p.name}"${meant(p.candidate)}`,
    remedy: (p) =>
      p.candidate ? `write ${p.candidate}, or list the assets: trivet plan` : 'name a table that its FROM reads; the assets and sources: trivet plan',
  }),
  'unknown-function': entry<{ name: string; candidate?: string | undefined }>({
    leg: 'development',
    message: (p) => `there is no function "${p.name}"${meant(p.candidate)}`,
    remedy: (p) => (p.candidate ? `write ${p.candidate}` : 'use a function of DuckDB: https://duckdb.org/docs/stable/sql/functions/overview'),
  }),
  'does-not-bind': entry<{ what: string }>({
    leg: 'development',
    message: (p) => `the SQL cannot be planned: ${p.what}`,
    remedy: () => 'correct the statement; see the types of what it reads: trivet show TABLE',
  }),
  'duplicate-column': entry<{ name: string }>({
    leg: 'development',
    message: (p) => `the result has two columns named "${p.name}" (case does not tell them apart)`,
    remedy: (p) => `give one of them another name: … as ${p.name}_2`,
  }),
  'unstorable-column': entry<{ name: string; type: string }>({
    leg: 'development',
    message: (p) => `the column "${p.name}" has the type ${p.type}, which a table cannot keep`,
    remedy: (p) => `cast it to a type that can be kept: cast("${p.name}" as text)`,
  }),
  'access-refused': entry<{ what: string }>({
    leg: 'development',
    message: (p) => `steps run without access to the outside: ${p.what}`,
    remedy: () => 'declare what it reads in sources/NAME.yaml and read it as the table NAME',
  }),
};

const outputs = {
  'undeclared-parameter': entry<{ query: string; name: string; declared: readonly string[]; candidate?: string | undefined }>({
    leg: 'development',
    message: (p) =>
      `the SQL of ${p.query} has the parameter $${p.name}, which is not declared${p.declared.length > 0 ? ` (declared: ${p.declared.join(', ')})` : ''}${meant(p.candidate)}`,
    remedy: (p) =>
      p.candidate
        ? `write $${p.candidate}`
        : `declare it with its type: write into outputs/${p.query}.yaml parameters: { ${p.name}: { type: text } }`,
  }),
  'unused-parameter': entry<{ query: string; name: string; candidate?: string | undefined }>({
    leg: 'development',
    message: (p) => `${p.query} declares the parameter ${p.name}, and its SQL has no $${p.name}${p.candidate ? ` (it has $${p.candidate})` : ''}`,
    remedy: (p) => `use $${p.name} in the SQL, or take it out: write into outputs/${p.query}.yaml`,
  }),
  'parameter-type': entry<{ query: string; name: string; type: string }>({
    leg: 'development',
    message: (p) => `the parameter ${p.name} of ${p.query} is declared as "${p.type}", which is no type of the engine`,
    remedy: (p) =>
      `use one of text, integer, bigint, double, boolean, date, timestamp, timestamptz, decimal(10,2): write into outputs/${p.query}.yaml`,
  }),
  'bad-parameter': entry<{ query: string; name: string; type: string; value: string }>({
    leg: 'development',
    message: (p) => `the value '${p.value}' of the parameter ${p.name} of ${p.query} is not a valid ${p.type}`,
    remedy: (p) => `ask with a value that is one; its bounds can be declared: write into outputs/${p.query}.yaml`,
  }),
  'not-loaded': entry<{ release: string; query?: string | undefined }>({
    leg: 'operations',
    message: (p) =>
      p.query === undefined
        ? `the serving engine holds no release ${p.release}`
        : `the release ${p.release} has no output ${p.query} in the serving engine`,
    remedy: () => 'see what is live, and since when: trivet log',
  }),
  'not-ready': entry<Record<never, never>>({
    leg: 'operations',
    message: () => 'the serving engine ended and is being started again',
    remedy: () => 'ask again in a second; how often it happened is in the log: trivet log',
  }),
  'unreadable-table': entry<{ tables: readonly string[]; what: string }>({
    leg: 'operations',
    message: (p) => `the published data of ${p.tables.join(', ') || 'the release'} cannot be read: ${p.what}`,
    remedy: () => 'see what is damaged: trivet verify',
  }),
  timeout: entry<{ query: string; milliseconds: number }>({
    leg: 'operations',
    message: (p) => `${p.query} did not answer within ${p.milliseconds} ms, and was stopped`,
    remedy: (p) => `make it faster (an asset can hold what it computes), or allow more: write into outputs/${p.query}.yaml timeout`,
  }),
  'too-many-rows': entry<{ query: string; maxRows: number }>({
    leg: 'development',
    message: (p) => `${p.query} answers more than ${p.maxRows} rows, and an answer is never cut`,
    remedy: (p) => `ask for less, or allow more: write into outputs/${p.query}.yaml max_rows`,
  }),
  'too-large': entry<{ query: string; megabytes: number }>({
    leg: 'development',
    message: (p) => `${p.query} answers more than ${p.megabytes} MB, and an answer is never cut`,
    remedy: (p) => `ask for less, or page with parameters: write into outputs/${p.query}.sql limit $count offset $start`,
  }),
  'beyond-parquet': entry<{ query: string; column: string; type: string }>({
    leg: 'development',
    message: (p) => `the column ${p.column} of ${p.query} is a ${p.type} with a value of more than 38 digits, which Parquet cannot keep`,
    remedy: (p) => `ask for JSON or CSV, or cast it: write into outputs/${p.query}.sql cast("${p.column}" as text)`,
  }),
};

const running = {
  'cast-failed': entry<{
    value?: string | undefined;
    type?: string | undefined;
    what: string;
    where?: string | undefined;
    file?: string | undefined;
  }>({
    leg: 'data',
    message: (p) => `${p.where ? `${p.where}: ` : ''}${p.value !== undefined && p.type ? `the value '${p.value}' is not a valid ${p.type}` : p.what}`,
    remedy: (p) =>
      `${p.file ? `have ${p.file} delivered again with the right value; or declare the column as text, and cast it in an asset` : 'correct the value where it comes from, or allow for it'}: ${p.type?.includes('format') ? 'try_strptime(…)' : `try_cast(… as ${p.type ?? 'TYPE'})`}`,
  }),
  'step-failed': entry<{ what: string }>({
    leg: 'development',
    message: (p) => `the statement failed while it ran: ${p.what}`,
    remedy: () => 'see which leg changed since it last worked: trivet why',
  }),
  'bad-row': entry<{ table: string; what: string }>({
    leg: 'development',
    message: (p) => `the rows given for ${p.table} do not fit its columns: ${p.what}`,
    remedy: (p) => `write values of the column's type; see them: trivet show ${p.table}`,
  }),
  'bad-value': entry<{ asset: string; column: string; type: string; value: string }>({
    leg: 'development',
    message: (p) => `${p.asset} returned '${p.value}' in the column ${p.column}, which is declared as ${p.type}`,
    remedy: (p) => `return a value of that type, or declare another: write into assets/${p.asset}.yaml`,
  }),
  'took-too-long': entry<Record<never, never>>({
    leg: 'operations',
    message: () => 'the statement took longer than it was given',
    remedy: () => 'see what it does with these rows: trivet sql',
  }),
  'out-of-memory': entry<{ what: string }>({
    leg: 'operations',
    message: (p) => `the engine ran out of memory: ${p.what}`,
    remedy: () => 'give it more: --set engine.memory_limit=8GB, or fewer threads: --set engine.threads=1',
  }),
  'cannot-write': entry<{ what: string }>({
    leg: 'operations',
    message: (p) => `the engine cannot write: ${p.what}`,
    remedy: () => "check the store's disk and its permissions: df -h .trivet",
  }),
  crashed: entry<{ how: string; doing: string }>({
    leg: 'operations',
    message: (p) => `the engine's process ended (${p.how}) while it was to ${p.doing}`,
    remedy: () => 'run it again; if the system killed it for memory, set a limit: --set engine.memory_limit=2GB',
  }),
};

const files = {
  'corrupt-file': entry<{ label: string; what: string }>({
    leg: 'data',
    message: (p) => `${p.label} cannot be read: ${p.what}`,
    remedy: () => 'have the file delivered again, then: trivet run',
  }),
  'newer-database': entry<{ label: string }>({
    leg: 'operations',
    message: (p) => `${p.label} was written by a newer DuckDB than the one in Trivet, which cannot read it`,
    remedy: () =>
      "write Parquet with the newer one: EXPORT DATABASE 'exports' (FORMAT parquet), then: trivet rehearse --dbt target/manifest.json --data exports",
  }),
  'unusable-database': entry<{ label: string; what: string }>({
    leg: 'operations',
    message: (p) => `${p.label} cannot be opened to be read: ${p.what}`,
    remedy: () => 'close the program that holds it, or give a copy: trivet rehearse --dbt target/manifest.json --data COPY.duckdb',
  }),
  'relation-absent': entry<{ question: string; absent: readonly string[] }>({
    leg: 'data',
    message: (p) => `${p.question} reads ${p.absent.join(', ')}, which ${p.absent.length === 1 ? 'is' : 'are'} not in the data`,
    remedy: () =>
      'build the project first (dbt build), or give the data that it was built in: trivet rehearse --dbt target/manifest.json --data FILE',
  }),
  'columns-differ': entry<{ source: string; label: string; first: string; differences: readonly string[] }>({
    leg: 'data',
    message: (p) => `the files of ${p.source} have different columns: ${p.label} against ${p.first}: ${p.differences.join(', ')}`,
    remedy: (p) =>
      `have ${p.label} delivered with the columns of ${p.first} (if only a type differs in a CSV or JSON file, declare that type), then: trivet run`,
  }),
  'unknown-type': entry<{ column: string; type: string; source: string }>({
    leg: 'development',
    message: (p) => `the column ${p.column} of ${p.source} is declared as "${p.type}", which is no type of the engine`,
    remedy: () => 'use one of integer, bigint, double, decimal(18,3), text, boolean, date, timestamp, timestamptz',
  }),
};

const settings = {
  'unknown-setting': entry<{ name: string; where: string; candidate?: string | undefined; known: readonly string[] }>({
    leg: 'development',
    message: (p) => `${p.where} names the engine setting "${p.name}", which is not known${meant(p.candidate)}`,
    remedy: (p) => `use one of ${p.known.join(', ')}`,
  }),
  'bad-setting': entry<{ name: string; value: string; where: string; expected: string; candidate?: string | undefined }>({
    leg: 'development',
    message: (p) => `${p.where}: "${p.value}" is not a value of the engine setting ${p.name}${meant(p.candidate)}`,
    remedy: (p) => `expected ${p.expected}`,
  }),
  'bad-set': entry<{ text: string }>({
    leg: 'development',
    message: (p) => `--set ${p.text} is not of the form engine.NAME=VALUE`,
    remedy: () => 'for example: --set engine.timezone=UTC',
  }),
};

export const problem = catalogue('engine', { ...parsing, ...binding, ...outputs, ...running, ...files, ...settings });
