// Which functions a step may call. DuckDB's own catalogue is the base; what is named here is refused, since its result depends
// on chance, on the session, on time outside the clock, or on things outside the step's inputs.

interface Refusal {
  readonly why: string;
  readonly instead: string;
}

const chance: Refusal = {
  why: 'its result differs from run to run',
  instead: 'use hash(key, seed): hash(id, 42) % 100, or hash(id, 42) / 18446744073709551615',
};
const identity: Refusal = { why: 'it makes a new value in every run', instead: 'make an identity from the key: md5(concat_ws(chr(31), a, b))' };
const counter: Refusal = { why: 'it changes a state outside the step', instead: 'number the rows: row_number() over (order by key)' };
const session: Refusal = {
  why: 'it reads the session and not the data',
  instead: "declare a variable in trivet.yaml and read it as getvariable('NAME')",
};
const effect: Refusal = { why: 'it has an effect, or text of SQL as its argument', instead: 'leave it out, and write the SQL itself' };
const catalog: Refusal = {
  why: "it reads the engine's own catalog",
  instead: 'name the columns and tables in the SQL; see them with: trivet show TABLE',
};

const refused = new Map<string, Refusal>();
const refuse = (why: Refusal, names: string): void => {
  for (const name of names.split(' ')) refused.set(name, why);
};
refuse(chance, 'random setseed reservoir_quantile');
refuse(identity, 'uuid gen_random_uuid uuidv4 uuidv7');
refuse(counter, 'nextval currval');
refuse(session, 'current_setting getenv current_query current_query_id current_connection_id current_transaction_id txid_current version');
refuse(session, 'current_user current_role session_user user current_database current_catalog current_schema current_schemas in_search_path');
refuse(session, 'inet_client_addr inet_client_port inet_server_addr inet_server_port stats vector_type get_block_size');
refuse(effect, 'sleep_ms pg_sleep write_log parse_duckdb_log_message json_serialize_sql json_serialize_plan json_deserialize_sql');
refuse(catalog, 'col_description obj_description shobj_description format_type map_to_pg_oid pg_get_constraintdef pg_get_expr pg_get_viewdef');
refuse(catalog, 'pg_is_other_temp_schema pg_my_temp_schema');

/** Why a scalar or aggregate function is refused; undefined if it may be called, or is unknown (the planner says so better). */
export function refusal(name: string): Refusal | undefined {
  if (/^has_\w+_privilege$|^pg_\w+_is_visible$|^pg_has_role$/.test(name)) return catalog;
  return refused.get(name);
}

/** Functions that may stand where a table stands. */
export const tableFunctions: ReadonlySet<string> = new Set(['range', 'generate_series', 'unnest', 'repeat', 'repeat_row', 'json_each', 'json_tree']);

/** Functions that read files, other tables by a text, or a database. */
export const readsOutside = (name: string): boolean =>
  /^(read_\w+|parquet_\w+|sniff_csv|glob|query|query_table|\w+_scan|histogram|histogram_values|which_secret|json_execute_serialized_sql)$/.test(name);

/** Aggregates whose result depends on the order of the rows unless they are given one. */
export const orderSensitive: ReadonlySet<string> = new Set(
  (
    'first last any_value arbitrary first_value last_value list array_agg string_agg group_concat listagg json_group_array json_group_object ' +
    'arg_max arg_min argmax argmin max_by min_by arg_max_null arg_min_null arg_max_nulls_last arg_min_nulls_last mode'
  ).split(' '),
);
/** Window functions that mean nothing without an order. */
export const orderedWindows: ReadonlySet<string> = new Set('row_number lag lead first_value last_value nth_value ntile fill'.split(' '));
/** Aggregates whose result depends on how the rows meet the threads. */
export const approximate: ReadonlySet<string> = new Set(['approx_quantile', 'approx_top_k']);
