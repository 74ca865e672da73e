/**
 * Every kind of event about policies, requests, gates, roles, experiments and emergencies is in the write-once trail, and
 * verification finds one that was changed, deleted or inserted past its table's protection.
 */
import { globSync, readFileSync } from 'node:fs';
import { type AuditHarness, startAuditHarness } from '../../../testing/audit/audit-harness.ts';

/** Action → a database role that writes it. */
const ACTIONS: Record<string, string> = {
  ...of('risk_governance', 'policy', ['created', 'edited', 'proposed', 'approved', 'rejected', 'withdrawn', 'expired']),
  ...of('risk_audit', 'policy', ['activated', 'retired']),
  ...of('risk_simulation', 'policy', ['simulated']),
  ...of('risk_governance', 'request', ['proposed', 'approved', 'rejected', 'withdrawn']),
  ...of('risk_training', 'request', ['applied', 'failed']),
  ...of('risk_audit', 'request', ['expired']),
  ...of('risk_governance', 'emergency', ['rolled_back', 'reviewed']),
  ...of('risk_governance', 'gates', ['changed']),
  ...of('risk_governance', 'role', ['requested', 'granted', 'removed', 'drifted', 'taken_over']),
  ...of('risk_governance', 'experiment', ['started', 'stopped', 'ended']),
  ...of('risk_monitoring', 'experiment', ['guardrail']),
  ...of('risk_training', 'model', ['stage_changed', 'registered', 'refused']),
  ...of('risk_migrator', 'controls', ['changed']),
};

function of(role: string, area: string, names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`${area}.${name}`, role]));
}

let harness: AuditHarness;
/** Event by action. */
const events = new Map<string, number>();

beforeAll(async () => {
  harness = await startAuditHarness();
  await harness.openBucket();
  for (const [action, role] of Object.entries(ACTIONS)) {
    const { rows } = await harness.db.superuser.query(
      `insert into audit.events (actor, action, subject, detail, role)
       values ('ann', $1, 'v1', '{"from": "v0", "to": "v1", "why": "a test"}', $2) returning event_id::int as event_id`,
      [action, role],
    );
    events.set(action, rows[0].event_id);
  }
  await harness.write();
});
afterAll(() => harness?.stop());

/** As an administrator who disables what protects the rows. */
async function tamper(sql: string, values: unknown[] = []): Promise<void> {
  const { superuser } = harness.db;
  await superuser.query("set session_replication_role = 'replica'");
  await superuser.query(sql, values);
  await superuser.query("set session_replication_role = 'origin'");
}

const listFindings = async () =>
  (await harness.verify()).findings.map(({ problem, message }) => `${problem}: ${message}`);

test('the trail records each, and agrees with the database', async () => {
  const result = await harness.verify();
  expect(result.findings).toEqual([]);
  expect(result.records).toBeGreaterThanOrEqual(events.size);
});

test('the list of events has every one that the database writes', () => {
  const written = globSync('sql/{migrations,training,governance}/**/*.sql').flatMap((file) =>
    Array.from(
      readFileSync(file, 'utf8').matchAll(/'((?:policy|request|emergency|gates|role|experiment|controls)\.[a-z_]+)'/g),
      ([, action = '']) => action,
    ),
  );
  // That of releases whose policies were files.
  expect(new Set(written).difference(new Set([...events.keys(), 'policy.changed']))).toEqual(new Set());
});

/** Verification names 20 rows of an entry one by one. */
const NAMED = 20;
const chunks = () => {
  const all = Object.keys(ACTIONS).map((action) => events.get(action) ?? 0);
  return [all.slice(0, NAMED), all.slice(NAMED)];
};
const matchFindings = (problem: string, ids: number[]) =>
  ids.map((id) => expect.stringMatching(new RegExp(`^${problem}: audit event ${id} `)));

test.each([
  ['who acted', "actor = 'ben'"],
  ['to which version', "detail = jsonb_set(detail, '{to}', '\"v2\"')"],
  ['why', 'detail = detail || \'{"why": "x"}\''],
])('an event of each kind in which was changed %s is named', async (_, change) => {
  for (const ids of chunks()) {
    await tamper(
      'create table kept as select event_id, actor, detail from audit.events where event_id = any ($1)'.replace(
        '$1',
        `'{${ids}}'`,
      ),
    );
    await tamper(`update audit.events set ${change} where event_id = any ($1)`, [ids]);
    expect((await listFindings()).sort()).toEqual(matchFindings('changed_row', ids.toSorted()));
    await tamper(
      'update audit.events e set actor = kept.actor, detail = kept.detail from kept where e.event_id = kept.event_id',
    );
    await tamper('drop table kept');
  }
  expect(await listFindings()).toEqual([]);
});

test('an event of each kind that was deleted is named', async () => {
  for (const ids of chunks()) {
    await tamper(`create table kept as select * from audit.events where event_id = any ('{${ids}}')`);
    await tamper('delete from audit.events where event_id = any ($1)', [ids]);
    expect((await listFindings()).sort()).toEqual(matchFindings('missing_row', ids.toSorted()));
    await tamper('insert into audit.events overriding system value select * from kept');
    await tamper('drop table kept');
  }
  expect(await listFindings()).toEqual([]);
});

test('an event of each kind that was inserted among recorded ones is named', async () => {
  for (const ids of chunks()) {
    await tamper(
      `insert into audit.events (event_id, at, actor, action, subject, detail, role, transaction_id)
       overriding system value
       select event_id + 1000, at, 'thief', action, subject, detail, role, transaction_id
       from audit.events where event_id = any ($1)`,
      [ids],
    );
    const forged = ids.map((id) => id + 1000);
    const found = (await listFindings()).filter((line) => line.includes('not in the entry of its transaction'));
    expect(found.sort()).toEqual(matchFindings('unrecorded_row', forged));
    await tamper('delete from audit.events where event_id > 1000');
  }
});

test('a role writes no event of another duty, and nobody changes one', async () => {
  const { superuser } = harness.db;
  for (const [action, role] of [
    ['policy.approved', 'risk_training'],
    ['request.approved', 'risk_api_read'],
    ['role.granted', 'risk_training'],
    ['emergency.reviewed', 'risk_etl'],
    ['controls.changed', 'risk_governance'],
  ]) {
    const forged = 'insert into audit.events (actor, action, subject, role) values ($1, $2, $3, $4)';
    await expect(superuser.query(forged, ['x', action, 'v1', role])).rejects.toThrow('events_role_check');
  }
  await expect(superuser.query("update audit.events set actor = 'x'")).rejects.toThrow('never changed');
});
