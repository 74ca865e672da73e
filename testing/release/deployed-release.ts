/** Calls the deployed functions of the API whatever release they are of, and compares what the database holds. */
import type { Client } from 'pg';
import { type ApiCall, buildGatewayEvent, buildServiceClaims } from '../api/gateway-event.ts';
import { callSigned } from '../aws/signed-call.ts';

/** Calls a function of the API as the gateway does for a service client, and returns the body of its response. */
// biome-ignore lint/suspicious/noExplicitAny: responses are accessed by path, and a wrong path fails the test
export async function callDeployedApi(name: string, call: ApiCall): Promise<any> {
  const claims = buildServiceClaims('risk/score risk/read', 'upgrade-test');
  const url = `${process.env.AWS_ENDPOINT_URL}/2015-03-31/functions/risk-local-${name}/invocations`;
  const body = JSON.stringify(buildGatewayEvent({ claims, ...call }));
  const response = (await (await callSigned(url, { service: 'lambda', method: 'POST', body })).json()) as {
    statusCode?: number;
    body?: string;
  };
  if (response.statusCode === undefined || response.statusCode >= 300) {
    throw new Error(`${name} ${call.resource}: ${JSON.stringify(response)}`);
  }
  return JSON.parse(response.body ?? 'null');
}

let replays = 0;

/** Replays every stored prediction with the deployed function, as who made it, and returns those that differ. */
export async function replayAll(database: Client): Promise<object[]> {
  const { rows } = await database.query<{ prediction_id: string; client_id: string | null }>(
    'select prediction_id, client_id from predictions.risk_scores',
  );
  const different: object[] = [];
  for (const { prediction_id, client_id } of rows) {
    replays += 1;
    // A client may make three hundred requests a minute. What the night scored has no client, and any may replay it.
    const client = client_id ?? `reader-${Math.floor(replays / 90)}`;
    const resource = '/v1/predictions/{prediction_id}/replay';
    const replay = await callDeployedApi('replay', {
      ...{ method: 'POST', resource, path: { prediction_id }, claims: buildServiceClaims('risk/read', client) },
    });
    if (!replay.reproduced || replay.differences.length > 0) different.push({ prediction_id, ...replay });
  }
  return different;
}

/** By `schema.table`. */
export type TableContents = Record<string, { columns: string[]; rows: number; hash: string }>;

/** Migrations record the cases that they open (0114), and the settings of cases, beside what was there. */
const WITHOUT_NEW_EVENTS: Record<string, string> = {
  'audit.events': "where action <> 'case.opened' and subject not like 'cases.%'",
};

/**
 * Reads the number and a hash of the rows of each table.
 * @param earlier contents read before: the same tables are read, in the columns that they had then
 */
export async function readTableContents(database: Client, earlier?: TableContents): Promise<TableContents> {
  const tables = earlier
    ? Object.entries(earlier).map(([name, { columns }]) => ({ name, columns }))
    : await listTables(database);
  const contents: TableContents = {};
  for (const { name, columns } of tables) {
    const row = columns.map((column) => `"${column}"`).join(', ');
    const { rows } = await database.query<{ rows: number; hash: string }>(
      `select count(*)::int as rows, coalesce(md5(string_agg(h, '' order by h)), '') as hash
       from (select md5(row(${row})::text) as h from ${name} ${WITHOUT_NEW_EVENTS[name] ?? ''}) as hashes`,
    );
    contents[name] = { columns, rows: rows[0]?.rows ?? 0, hash: rows[0]?.hash ?? '' };
  }
  return contents;
}

/** Tables of data. The list of applied migrations is none, and partitions are read through their table. */
async function listTables(database: Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await database.query<{ name: string; columns: string[] }>(`
    select format('%I.%I', n.nspname, c.relname) as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
      and c.oid <> 'audit.migrations'::regclass
      and n.nspname in ('staging', 'analytics', 'predictions', 'audit', 'monitoring', 'reporting', 'onboarding',
        'policies', 'governance', 'cases', 'contests', 'events')
    group by 1 order by 1`);
  return rows;
}
