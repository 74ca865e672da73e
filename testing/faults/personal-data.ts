/** Checks that no personal data is stored in clear text, and that sealed personal data can be unsealed. */
import { gunzipSync } from 'node:zlib';
import { parseSealedText, unseal } from '../../lambdas/shared/personal-data/sealing.ts';
import type { FaultHarness } from './fault-harness.ts';
import { buildFullName, PERSONAL_MARK } from './personal-mark.ts';

const TABLES = `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
  where table_schema in ('staging', 'analytics', 'predictions', 'audit', 'onboarding', 'policies', 'governance', 'cases', 'contests', 'events')
    and table_type = 'BASE TABLE' and table_name !~ '_p\\d\\d$'`;

/**
 * Finds every table, object and text with a personal value in clear text.
 * @param texts logs, errors and states of executions
 */
export async function findClearText(harness: FaultHarness, texts: readonly string[]): Promise<string[]> {
  const tables = (await harness.query<{ name: string }>(TABLES)).map(({ name }) => name);
  const looks = tables.map(
    (name) => `select '${name}' as place from ${name} t where t::text like '%${PERSONAL_MARK}%'`,
  );
  const found = await harness.query<{ place: string }>(
    `select distinct place from (${looks.join(' union all ')}) found`,
  );
  const places = found.map(({ place }) => place);
  for (const [path, { bytes, encoding }] of harness.aws.objects) {
    const text = encoding === 'gzip' ? gunzipSync(bytes) : bytes;
    if (!path.startsWith('landing-bucket/') && text.includes(PERSONAL_MARK)) places.push(path);
  }
  if (texts.some((text) => text.includes(PERSONAL_MARK))) places.push('what was logged or answered');
  return places;
}

/** Finds customers whose personal data cannot be unsealed, or is not the newest delivered value. */
export async function findUnsealFailures(harness: FaultHarness): Promise<string[]> {
  const rows = await harness.query<{ customer_id: string; valid_from: string; sealed: string | null }>(
    'select customer_id, valid_from::text, personal_data as sealed from staging.customers',
  );
  return rows.flatMap(({ customer_id, valid_from, sealed }) => {
    if (sealed === null) return [`${customer_id} of ${valid_from} has none`];
    const { key_id } = parseSealedText(sealed);
    const key = harness.aws.personKeys.get(`${customer_id} ${key_id}`);
    const load = key && harness.aws.loadKeys.get(key.load_key.toString('base64'));
    if (!key || !load) return [`${customer_id} of ${valid_from} has no key`];
    const { full_name } = unseal(customer_id, sealed, { customer_id, key_id, ...key }, load);
    const expected = buildFullName(customer_id, valid_from === '2005-10-01' ? 1 : 2);
    return full_name === expected ? [] : [`${customer_id} of ${valid_from} opens to another name`];
  });
}
