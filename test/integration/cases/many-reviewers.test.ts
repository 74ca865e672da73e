/**
 * Many reviewers at once, who disappear in the middle of their work: two people never hold one case, no case is decided
 * twice, and none is lost.
 */
import fc from 'fast-check';
import pg from 'pg';
import { storeModel, storeScores } from '../../../testing/cases/stored-scores.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';

const REVIEWERS = ['ann', 'ben', 'cid', 'dora', 'eve', 'finn'];
const CASES = 12;
const STEPS_OF_REVIEWER = 14;
const STEPS = [
  ...['claim-next', 'claim', 'claim', 'release', 'decide', 'decide', 'confirm', 'confirm', 'return', 'assign'],
  ...['documents', 'lapse', 'rescore', 'vanish'],
] as const;
type Step = (typeof STEPS)[number];

/** What reviewers may be refused; anything else is a fault. */
const REFUSALS = /^CS0\d\d$/;

let db: MigratedDatabase;
beforeAll(async () => {
  db = await startMigratedDatabase();
  await storeModel(db.superuser);
});
afterAll(() => db?.stop());

interface Plan {
  person: string;
  steps: { step: Step; of: number }[];
}

const plans: fc.Arbitrary<Plan[]> = fc
  .array(
    fc.array(fc.record({ step: fc.constantFrom(...STEPS), of: fc.nat(CASES - 1) }, { noNullPrototype: true }), {
      minLength: STEPS_OF_REVIEWER,
      maxLength: STEPS_OF_REVIEWER,
    }),
    {
      ...{ minLength: REVIEWERS.length, maxLength: REVIEWERS.length },
    },
  )
  .map((lists) => lists.map((steps, i) => ({ person: REVIEWERS[i] ?? '', steps })));

const ids = 'cases.create_id()';

/** The statement of a step. `vanish` claims in a transaction whose connection is cut before it ends. */
function describeStep({ step }: Plan['steps'][0], person: string, case_id: string): [text: string, values: unknown[]] {
  const other = REVIEWERS.find((name) => name !== person) ?? '';
  const statements: Record<Exclude<Step, 'vanish' | 'rescore'>, [string, unknown[]]> = {
    'claim-next': [`select cases.claim_next(${ids}, $1, null, true)`, [person]],
    claim: [`select cases.claim($1, ${ids}, $2)`, [case_id, person]],
    release: [`select cases.release($1, ${ids}, $2, null)`, [case_id, person]],
    decide: [
      `select cases.decide(case_id, ${ids}, ${ids}, 'approve', '{affordable}', 'It is so.', null, prediction_id, $2, 'client')
       from cases.cases where case_id = $1`,
      [case_id, person],
    ],
    confirm: [`select cases.confirm($1, ${ids}, ${ids}, null, $2)`, [case_id, person]],
    return: [`select cases.return($1, ${ids}, 'Look again.', $2)`, [case_id, person]],
    assign: [`select cases.assign($1, ${ids}, $2, $3, null, false)`, [case_id, other, person]],
    documents: [`select cases.request_documents($1, ${ids}, $2, 'Pay slips.')`, [case_id, person]],
    lapse: ['update cases.cases set held_until = now() where case_id = $1 and holder is not null', [case_id]],
  };
  return statements[step as keyof typeof statements];
}

async function work(plan: Plan, caseIds: readonly string[], applications: readonly string[]): Promise<void> {
  let client = await connect();
  try {
    for (const planned of plan.steps) {
      const case_id = caseIds[planned.of] ?? '';
      if (planned.step === 'rescore') {
        const application_id = applications[planned.of] ?? '';
        await storeScores(client, [
          { application_id, customer_id: 'c', decision: 'refer', ead: readExposure(planned.of) },
        ]);
      } else if (planned.step === 'vanish') {
        await client.query('begin');
        await tryStep(client, `select cases.claim($1, ${ids}, $2)`, [case_id, plan.person]);
        await cut(client);
        client = await connect();
      } else {
        await tryStep(client, ...describeStep(planned, plan.person, case_id));
      }
    }
  } finally {
    await client.end();
  }
}

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: db.url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Ends the connection as the end of a process does: its transaction is neither committed nor rolled back by it. */
async function cut(client: pg.Client): Promise<void> {
  const { rows } = await client.query('select pg_backend_pid() as pid').catch(() => ({ rows: [] }));
  const other = await connect();
  if (rows[0]) await other.query('select pg_terminate_backend($1, 5000)', [rows[0].pid]);
  await other.end();
  await client.end().catch(() => {});
}

async function tryStep(client: pg.Client, text: string, values: unknown[]): Promise<void> {
  try {
    await client.query(text, values);
  } catch (error) {
    const { code } = error as { code?: string };
    if (!REFUSALS.test(code ?? '') && code !== '25P02') throw error;
  }
}

/** Every third case needs two people. */
const readExposure = (i: number): number => (i % 3 === 0 ? 60_000 : 1_000);

/** Reads the steps of a case and says what is wrong with them: who held it when another claimed, decided twice, … */
function findFault(
  steps: readonly { action: string; actor: string | null; assigned_to: string | null }[],
): string | null {
  let holder: string | null = null;
  let decider: string | null = null;
  let isOver = false;
  for (const { action, actor, assigned_to } of steps) {
    if (isOver && action !== 'noted') return `${action} after the end`;
    if (action === 'claimed') {
      if (holder !== null && holder !== actor) return `${actor} claimed what ${holder} held`;
      holder = actor;
    } else if (action === 'assigned') holder = assigned_to;
    else if (action === 'released') holder = null;
    else if (action === 'decided') {
      if (holder !== actor) return `${actor} decided what ${holder} held`;
      decider = actor;
      holder = null;
    } else if (action === 'confirmed' || action === 'returned') {
      if (decider === null || decider === actor) return `${actor} ${action} what ${decider} decided`;
      holder = null;
      if (action === 'returned') decider = null;
      else isOver = true;
    }
  }
  return null;
}

async function findFaults(caseIds: readonly string[]): Promise<string[]> {
  const { rows } = await db.superuser.query(
    `select c.case_id, c.state, c.override_id, (select count(*)::int from predictions.overrides o
         where o.application = c.application) as overrides,
       (select count(*)::int from audit.events e where e.subject = c.case_id::text) as events,
       (select json_agg(json_build_object('action', action, 'actor', actor, 'assigned_to', assigned_to) order by at, action_id)
         from cases.actions a where a.case_id = c.case_id) as steps
     from cases.cases c where c.case_id = any ($1)`,
    [caseIds],
  );
  const faults = rows.flatMap(({ case_id, state, overrides, events, steps }) => {
    const found = [findFault(steps)];
    if (overrides !== (state === 'decided' ? 1 : 0)) found.push(`${state} with ${overrides} overrides`);
    if (events !== steps.length) found.push(`${steps.length} steps and ${events} events`);
    return found.filter((fault) => fault !== null).map((fault) => `${case_id}: ${fault}`);
  });
  return rows.length === caseIds.length ? faults : [...faults, `${rows.length} of ${caseIds.length} cases`];
}

/** Whoever is left works until no case waits, after every claim is over. */
async function finishAll(caseIds: readonly string[]): Promise<number> {
  await db.superuser.query("update cases.cases set held_until = now() - interval '1 hour' where holder is not null");
  for (const case_id of caseIds) {
    for (const person of ['gil', 'hana']) {
      await tryStep(db.superuser, `select cases.claim($1, ${ids}, $2)`, [case_id, person]);
      await tryStep(db.superuser, ...describeStep({ step: 'decide', of: 0 }, person, case_id));
      await tryStep(db.superuser, ...describeStep({ step: 'confirm', of: 0 }, person, case_id));
    }
  }
  const { rows } = await db.superuser.query(
    "select count(*)::int as left from cases.cases where case_id = any ($1) and state <> 'decided'",
    [caseIds],
  );
  return rows[0].left;
}

test('two people never hold one case, and none is lost or decided twice', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(plans, async (reviewers) => {
      run += 1;
      const applications = Array.from({ length: CASES }, (_, i) => `run-${run}-${i}`);
      await storeScores(
        db.superuser,
        applications.map((application_id, i) => ({
          ...{ application_id, customer_id: 'c', decision: 'refer' as const, ead: readExposure(i) },
        })),
      );
      const { rows } = await db.superuser.query(
        'select case_id from cases.cases where application = any ($1) order by application',
        [applications],
      );
      const caseIds = rows.map(({ case_id }) => case_id as string);
      await Promise.all(reviewers.map((plan) => work(plan, caseIds, applications)));
      expect(await findFaults(caseIds)).toEqual([]);
      expect(await finishAll(caseIds)).toBe(0);
      expect(await findFaults(caseIds)).toEqual([]);
    }),
    { numRuns: 8, endOnFailure: true },
  );
});

test('reviewers who ask for the next case at the same time get different ones', async () => {
  const applications = Array.from({ length: 20 }, (_, i) => `next-${i}`);
  await storeScores(
    db.superuser,
    applications.map((application_id) => ({ application_id, customer_id: 'n', decision: 'refer' as const })),
  );
  const { rows } = await db.superuser.query(
    'select count(*)::int as free from cases.cases where closed_at is null and (held_until is null or held_until <= now())',
  );
  const people = Array.from({ length: 10 }, (_, i) => `person-${i}`);
  const claims = await Promise.all(
    people.map(async (person) => {
      const client = await connect();
      const claimed = [];
      for (let i = 0; i < 3; i += 1) {
        const { rows } = await client.query(`select (cases.claim_next(${ids}, $1, null, true)).case_id`, [person]);
        if (rows[0].case_id !== null) claimed.push(rows[0].case_id);
      }
      await client.end();
      return claimed;
    }),
  );
  expect(new Set(claims.flat()).size).toBe(claims.flat().length);
  expect(claims.flat().length).toBe(Math.min(rows[0].free, 30));
});

test('a decision and a score of an application with two cases do not wait for each other', async () => {
  const application_id = 'with-two-cases';
  const [prediction] = await storeScores(db.superuser, [{ application_id, customer_id: 'c', decision: 'refer' }]);
  const open = "select cases.open_case('contest', $1, 'c', $2, 'The applicant contests the decision.') as contest";
  const { rows } = await db.superuser.query(open, [application_id, prediction]);
  const contest = rows[0].contest;
  await tryStep(db.superuser, `select cases.claim($1, ${ids}, 'ann')`, [contest]);
  const [scoring, deciding] = [await connect(), await connect()];
  try {
    // As cases.follow_scores does: the older case first.
    const lock = 'select from cases.cases where application = $1 and kind = $2 for update';
    await scoring.query('begin');
    await scoring.query(lock, [application_id, 'referral']);
    const decided = deciding.query(...describeStep({ step: 'decide', of: 0 }, 'ann', contest)).then(
      () => 'decided',
      (error) => error.message,
    );
    const isWaiting = "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock'";
    while ((await db.superuser.query(isWaiting)).rows[0].n === 0) await new Promise((next) => setTimeout(next, 10));
    await scoring.query(lock, [application_id, 'contest']);
    await scoring.query('commit');
    expect(await decided).toBe('decided');
  } finally {
    await Promise.all([scoring.end(), deciding.end()]);
  }
});
