/** Roles of people, from the proposal to the user pool, on the real database: every refusal, the takeover and the drift. */
import { randomUUID } from 'node:crypto';
import { applyApprovedRoles, type RoleDependencies } from '../../../lambdas/governance/roles/apply-roles.ts';
import { takeOverRoles } from '../../../lambdas/governance/roles/take-over-roles.ts';
import { watchRoles } from '../../../lambdas/governance/roles/watch-roles.ts';
import { roleRules } from '../../../lambdas/prediction-api/governance/requests/role-requests.ts';
import { json, uuid } from '../../../lambdas/shared/aws/database.ts';
import { ROLE_NAMES } from '../../../lambdas/shared/people/roles.ts';
import type { UserPool } from '../../../lambdas/shared/people/user-pool.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import { createTestPool } from '../../../testing/governance/user-pool.ts';

let db: MigratedDatabase;
/** The groups of the user pool, by person. */
let groups: Record<string, string[]>;

const pool = createTestPool(() => groups);
let dependencies: RoleDependencies;

beforeAll(async () => {
  db = await startMigratedDatabase();
  dependencies = { database: db.connect('risk_governance'), pool };
});
afterAll(() => db?.stop());
beforeEach(async () => {
  groups = { ann: ['administrator'], ben: ['approver'], cid: [] };
  await db.superuser.query(`set session_replication_role = replica;
    delete from governance.role_changes; delete from governance.role_drifts; delete from governance.requests;
    delete from audit.events where action like 'role.%' or action like 'request.%';
    set session_replication_role = origin`);
});

const takeOver = () => takeOverRoles(dependencies, { by: 'operator', why: 'the first administrators' });
async function propose(person: string, roles: unknown, by = 'ann'): Promise<string> {
  const id = randomUUID();
  await dependencies.database.query(
    'select (governance.propose(:id, :kind, :person, cast(:content as jsonb), :why, :by, 14)).state',
    { id: uuid(id), kind: 'role', person, content: json({ roles }), why: 'is new', by },
  );
  return id;
}
const decide = (id: string, by: string, decision = 'approve') =>
  dependencies.database.query('select (governance.decide(:id, :decision, :by, :why)).state', {
    ...{ id: uuid(id), decision, by, why: 'agreed' },
  });
const readRequest = async (id: string) =>
  (await db.superuser.query('select state, failure from governance.requests where request_id = $1', [id])).rows[0];
const readStored = async () =>
  (await db.superuser.query("select person || ' ' || role as role from governance.person_roles order by 1")).rows.map(
    ({ role }) => role,
  );
const readEvents = async () =>
  (
    await db.superuser.query(
      "select actor, action, subject, detail->>'role' as role from audit.events where action like 'role.%' order by event_id",
    )
  ).rows.map((event) => Object.values(event).join(' ').trim());

test('the roles of the database are those of the code', async () => {
  const { rows } = await db.superuser.query('select governance.list_role_names() as names');
  expect(rows[0].names).toEqual(ROLE_NAMES);
});

describe('the first roles', () => {
  test('are those of the user pool, taken over once; members of the former groups move', async () => {
    groups.cid = ['reviewers', 'importers'];
    expect(await takeOver()).toBe('taken_over');
    expect(await readStored()).toEqual(['ann administrator', 'ben approver', 'cid analyst', 'cid underwriter']);
    expect(groups.cid).toEqual(['analyst', 'underwriter']);
    expect(await readEvents()).toEqual([
      'operator role.taken_over people',
      ...['ann administrator', 'ben approver', 'cid analyst', 'cid underwriter'].map((stored) => {
        const [person, role] = stored.split(' ');
        return `operator role.granted ${person} ${role}`;
      }),
    ]);
    groups.cid.push('administrator');
    expect(await takeOver()).toBe('stored_already');
    expect(await readStored()).toHaveLength(4);
  });

  test('are not taken over where no two people could change roles afterwards', async () => {
    const pools: Record<string, string[]>[] = [
      {},
      { ann: ['administrator', 'approver'] },
      { ann: ['approver'], ben: ['approver'] },
    ];
    for (const alone of pools) {
      groups = alone;
      expect(await takeOver()).toBe('no_two_people');
    }
    expect(await readStored()).toEqual([]);
    expect(await readEvents()).toEqual([]);
  });

  test('of two takeovers at once one stores', async () => {
    const outcomes = await Promise.all([takeOver(), takeOver()]);
    expect(outcomes.toSorted()).toEqual(['stored_already', 'taken_over']);
    expect(await readStored()).toHaveLength(2);
  });
});

describe('a request of roles', () => {
  beforeEach(() => takeOver());

  test('is applied to the user pool after its approval, and then stored', async () => {
    const id = await propose('cid', ['underwriter', 'analyst']);
    expect(await applyApprovedRoles(dependencies)).toEqual({ applied: 0, failed: 0 });
    await decide(id, 'ben');
    expect(await readRequest(id)).toEqual({ state: 'approved', failure: null });
    expect(await readStored()).toEqual(['ann administrator', 'ben approver']);
    expect(await applyApprovedRoles(dependencies)).toEqual({ applied: 1, failed: 0 });
    expect(await readRequest(id)).toEqual({ state: 'applied', failure: null });
    expect(groups.cid).toEqual(['underwriter', 'analyst']);
    expect(await readStored()).toEqual(['ann administrator', 'ben approver', 'cid analyst', 'cid underwriter']);
    const second = await propose('cid', ['underwriter']);
    await decide(second, 'ben');
    await applyApprovedRoles(dependencies);
    expect(await readStored()).not.toContain('cid analyst');
    expect((await readEvents()).slice(-3)).toEqual([
      'ben role.granted cid underwriter',
      'ben role.granted cid analyst',
      'ben role.removed cid analyst',
    ]);
  });

  test('that the user pool did not take is applied by the next run', async () => {
    const id = await propose('cid', ['auditor']);
    await decide(id, 'ben');
    const silent: UserPool = { ...pool, setRoles: async () => Promise.reject(new Error('no answer')) };
    await expect(applyApprovedRoles({ ...dependencies, pool: silent })).rejects.toThrow('no answer');
    expect(await readRequest(id)).toEqual({ state: 'approved', failure: null });
    expect(await applyApprovedRoles(dependencies)).toEqual({ applied: 1, failed: 0 });
  });

  test('of a person who was deleted fails with a reason, and their removal is applied', async () => {
    groups.dan = ['auditor'];
    const grant = await propose('eve', ['auditor']);
    await decide(grant, 'ben');
    expect(await applyApprovedRoles(dependencies)).toEqual({ applied: 0, failed: 1 });
    expect(await readRequest(grant)).toEqual({ state: 'failed', failure: 'The user pool has no such person.' });
    const first = await propose('dan', ['auditor', 'analyst']);
    await decide(first, 'ben');
    await applyApprovedRoles(dependencies);
    delete groups.dan;
    const removal = await propose('dan', []);
    await decide(removal, 'ben');
    expect(await applyApprovedRoles(dependencies)).toEqual({ applied: 1, failed: 0 });
    expect((await readStored()).filter((stored) => stored.startsWith('dan'))).toEqual([]);
  });

  test('is decided by neither its proposer nor the person whom it is about', async () => {
    const id = await propose('ben', ['approver', 'administrator']);
    for (const by of ['ann', 'ben']) await expect(decide(id, by)).rejects.toMatchObject({ sqlState: 'GV004' });
    expect(await readRequest(id)).toMatchObject({ state: 'open' });
  });

  test.each([
    ['as the session of an IAM role', 'ben', 'arn:aws:sts::1:assumed-role/Risk/ben@bank.example'],
    ['where the request says the user name otherwise', 'BEN', 'ben'],
  ])('is not decided by the person whom it is about %s', async (_, subject, by) => {
    const handler = {
      database: () => dependencies.database,
      pool: () => pool,
      readEmail: async () => 'ben@bank.example',
    };
    const attempt = async () => {
      const proposal = { subject, content: { roles: ['administrator', 'approver'] } };
      await roleRules.prepare(handler as never, proposal as never);
      await decide(await propose(subject, ['administrator', 'approver']), by);
    };
    const refusal = subject === 'ben' ? { sqlState: 'GV004' } : { kind: 'unknown-person' };
    await expect(attempt()).rejects.toMatchObject(refusal);
  });

  test.each([
    ['a role that does not exist', 'GV032', () => propose('cid', ['owner'])],
    ['no list of roles', 'GV032', () => propose('cid', 'analyst')],
    ['the roles that the person has', 'GV033', () => propose('ben', ['approver'])],
    ['no role for a person without one', 'GV033', () => propose('cid', [])],
    ['the end of the only administrator', 'GV034', () => propose('ann', ['auditor'], 'ben')],
    ['the end of the only other approver', 'GV034', () => propose('ben', [])],
  ])('is refused for %s (%s), and nothing is stored', async (_, sqlState, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ sqlState });
    const { rows } = await db.superuser.query('select count(*)::int as n from governance.requests');
    expect(rows).toEqual([{ n: 0 }]);
  });

  test('that would lock everybody out by the time it is applied fails, and changes no group', async () => {
    groups.dan = ['administrator'];
    const more = await propose('dan', ['administrator']);
    await decide(more, 'ben');
    await applyApprovedRoles(dependencies);
    const [first, second] = [await propose('dan', [], 'ann'), await propose('ann', [], 'dan')];
    await decide(first, 'ben');
    await decide(second, 'ben');
    expect(await applyApprovedRoles(dependencies)).toEqual({ applied: 1, failed: 1 });
    expect((await readRequest(second)).failure).toBe('Nobody could propose and approve roles afterwards.');
    expect(groups.ann).toEqual(['administrator']);
  });

  test('cannot be stored before its approval, and stored changes stay as they are', async () => {
    const id = await propose('cid', ['auditor']);
    await expect(
      dependencies.database.query('select (governance.store_roles(:id)).state', { id: uuid(id) }),
    ).rejects.toMatchObject({ sqlState: 'GV007' });
    for (const change of [
      "update governance.role_changes set role = 'auditor'",
      'delete from governance.role_changes',
    ]) {
      await expect(db.superuser.query(change)).rejects.toThrow(/is refused/);
      await expect(dependencies.database.query(change)).rejects.toThrow(/permission denied/);
    }
  });
});

describe('a difference between approved roles and the user pool', () => {
  const settle = () =>
    db.superuser.query(`set session_replication_role = replica;
      update governance.role_changes set changed_at = changed_at - interval '1 hour';
      set session_replication_role = origin`);
  const watch = async () => (await watchRoles(dependencies)).drift;

  test('is found in both directions, recorded once, and ended when it is gone', async () => {
    await takeOver();
    await settle();
    expect(await watch()).toEqual([]);
    groups.cid = ['reviewers'];
    groups.ben = [];
    const drift = [
      { person: 'ben', role: 'approver', difference: 'not_in_pool' },
      { person: 'cid', role: 'underwriter', difference: 'not_approved' },
    ];
    expect(await watch()).toEqual(drift);
    expect(await watch()).toEqual(drift);
    expect((await readEvents()).slice(-2)).toEqual([
      'apply-roles role.drifted ben approver',
      'apply-roles role.drifted cid underwriter',
    ]);
    groups = { ann: ['administrator'], ben: ['approver'], cid: [] };
    expect(await watch()).toEqual([]);
    const { rows } = await db.superuser.query(
      'select count(*)::int as n from governance.role_drifts where ended_at is null',
    );
    expect(rows).toEqual([{ n: 0 }]);
    groups.cid = ['underwriter'];
    expect(await watch()).toHaveLength(1);
    expect(await readEvents()).toHaveLength(6);
  });

  test('is every role while none was taken over', async () => {
    expect((await watch()).map(({ person, difference }) => `${person} ${difference}`)).toEqual([
      'ann not_approved',
      'ben not_approved',
    ]);
  });

  test('is not looked for at a person whose approved roles are being applied', async () => {
    await takeOver();
    await settle();
    const id = await propose('cid', ['auditor']);
    await decide(id, 'ben');
    groups.cid = ['auditor'];
    expect(await watch()).toEqual([]);
    await applyApprovedRoles(dependencies);
    groups.cid = [];
    expect(await watch()).toEqual([]);
    await settle();
    expect(await watch()).toEqual([{ person: 'cid', role: 'auditor', difference: 'not_in_pool' }]);
  });
});
