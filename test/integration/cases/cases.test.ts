/** Cases on the real database: what opens and ends them, what people do with them, and what is refused. */

import type { Role } from '../../../lambdas/prediction-api/contract/roles.ts';
import type { CaseList, Case as CaseResponse } from '../../../lambdas/prediction-api/contract/schemas/cases.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { callAsDocumented as callApi } from '../../../testing/api/call-as-documented.ts';
import { type ApiCall, buildPersonClaims } from '../../../testing/api/gateway-event.ts';
import { readRolesOf } from '../../../testing/api/person-roles.ts';
import { storeModel, storeScores } from '../../../testing/cases/stored-scores.ts';
import { createTestPool } from '../../../testing/governance/user-pool.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

const PEOPLE: Readonly<Record<string, Role[]>> = {
  ...{ jo: ['underwriter'], kim: ['underwriter'], al: ['analyst'] },
  ...{ ada: ['approver'], ann: ['approver', 'underwriter'], otto: ['auditor'] },
};
const UNKNOWN = '01900000-0000-7000-8000-00000000dead';
/** Above second_person_from of a database that no deployment has set. */
const LARGE = 60_000;

let harness: LambdaHarness;
let cases: ApiHandler;
let read: ApiHandler;

beforeAll(async () => {
  harness = await startLambdaHarness();
  await storeModel(harness.db.superuser);
  harness.useRole('risk_cases');
  const readGroups = readRolesOf(PEOPLE);
  const pool = () => createTestPool(() => ({ ...PEOPLE }));
  cases = (await import('../../../lambdas/prediction-api/cases.lambda.ts')).casesHandler(
    readGroups,
    async (name) => name.toUpperCase(),
    pool,
  );
  read = (await import('../../../lambdas/prediction-api/read.lambda.ts')).readHandler(readGroups, async () => null);
});
afterAll(() => harness?.stop());

const claimsOf = (name: string) => buildPersonClaims(name, 'risk/read risk/review');
const get = (resource: string, name = 'jo', more: Partial<ApiCall> = {}) =>
  callApi(cases, { resource, claims: claimsOf(name), ...more });
const readCase = async (case_id: string, name = 'jo'): Promise<CaseResponse> =>
  (await get('/v1/cases/{case_id}', name, { path: { case_id } })).body;
const act = (case_id: string, step: string, name = 'jo', body: object = {}) =>
  callApi(cases, {
    ...{ method: 'POST', resource: `/v1/cases/{case_id}/${step}`, path: { case_id }, body, claims: claimsOf(name) },
  });
/** Status, and the kind of a problem. */
const outcome = ({ status, body }: { status: number; body: { type?: string } }) =>
  status === 200 ? 200 : `${status} ${body.type?.split(/[#/:]/).at(-1)}`;

let count = 0;
const nextApplication = () => {
  count += 1;
  return `app-${count}`;
};

/** Stores a score; returns the application with its unfinished case of the kind. */
async function open(more: Partial<Parameters<typeof storeScores>[1][number]> = {}, kind = 'referral') {
  const application = more.application_id ?? nextApplication();
  const score = { application_id: application, customer_id: `customer-of-${application}`, decision: 'refer' as const };
  const [prediction_id = ''] = await storeScores(harness.db.superuser, [{ ...score, ...more }]);
  const { rows } = await harness.db.superuser.query(
    'select case_id from cases.cases where application = $1 and kind = $2 order by opened_at desc limit 1',
    [application, kind],
  );
  return { application, prediction_id, case_id: rows[0]?.case_id as string };
}

const approval = (prediction_id: string, more = {}) => ({
  ...{ decision: 'approve', reason_codes: ['income_verified'], prediction_id },
  ...more,
});

async function claimed(more: Parameters<typeof open>[0] = {}, name = 'jo') {
  const opened = await open(more);
  expect(outcome(await act(opened.case_id, 'claim', name))).toBe(200);
  return opened;
}

const readEvents = async (case_id: string): Promise<string[]> =>
  (
    await harness.db.superuser.query('select action from audit.events where subject = $1 order by event_id', [case_id])
  ).rows.map(({ action }) => action);
const findOverride = async (application: string) =>
  (await harness.db.superuser.query('select * from predictions.held_overrides where application = $1', [application]))
    .rows[0];

/** Stores the application as a delivery that is still open. */
const deliver = (application: string) =>
  harness.db.superuser.query(
    `insert into staging.loan_applications (application_id, customer_id, applied_at, amount, valid_from, status,
       attributes, run_id, source_file, source_line, loaded_at)
     values ($1, $2, '2026-10-01', 1, '2026-10-01', 'received', '{}', '00000000-0000-7000-8000-00000000ca5e', 'f', 1, now())`,
    [application, `customer-of-${application}`],
  );

describe('scores', () => {
  test('a referred score opens a case; an approved one and a what-if do not', async () => {
    const { case_id, prediction_id, application } = await open({ ead: LARGE });
    expect(await readCase(case_id)).toMatchObject({
      ...{ case_id, kind: 'referral', state: 'open', application, prediction_id, needs_second: true, exposure: LARGE },
      ...{
        why: 'The score is between the cut-offs.',
        holder: null,
        decision: null,
        can: ['claim', 'assign', 'note', 'attach'],
      },
      actions: [{ action: 'opened', actor: null }],
    });
    expect(await readEvents(case_id)).toEqual(['case.opened']);
    expect((await open({ decision: 'approve' })).case_id).toBeUndefined();
    await storeScores(harness.db.superuser, [{ application_id: null, customer_id: null, decision: 'refer' }]);
    const { rows } = await harness.db.superuser.query("select from cases.cases where application like '01%'");
    expect(rows).toEqual([]);
  });

  test('audit events of cases name no application, no customer and no words', async () => {
    const { case_id, application, prediction_id } = await claimed();
    await act(case_id, 'decide', 'jo', approval(prediction_id, { note: 'The pay slips are real.' }));
    const { rows } = await harness.db.superuser.query('select * from audit.events where subject = $1', [case_id]);
    expect(rows.length).toBe(3);
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${application}|pay slips`));
  });

  test('a later score moves a case on, and withdraws a referral that nobody holds', async () => {
    const first = await open();
    const again = await open({ application_id: first.application, pd: 0.25 });
    expect(again.case_id).toBe(first.case_id);
    expect(await readCase(first.case_id)).toMatchObject({
      prediction_id: again.prediction_id,
      pd: 0.25,
      state: 'open',
    });
    await open({ application_id: first.application, decision: 'approve' });
    expect(await readCase(first.case_id)).toMatchObject({
      ...{ state: 'withdrawn', withdrawn_why: 'A later score is not referred.', can: ['note'] },
    });
    for (const [step, body] of [
      ['claim', {}],
      ['decide', approval(again.prediction_id)],
      ['request-documents', { note: 'The last pay slips.' }],
    ] as const)
      expect(outcome(await act(first.case_id, step, 'jo', body))).toBe('409 case-withdrawn');
    expect(await readEvents(first.case_id)).toEqual(['case.opened', 'case.withdrawn']);
    expect((await open({ application_id: first.application })).case_id).not.toBe(first.case_id);
  });

  test('a referral that somebody holds stays, with the new score, which the person has to have seen', async () => {
    const { case_id, application, prediction_id } = await claimed();
    const newer = await open({ application_id: application, decision: 'decline' });
    expect(await readCase(case_id)).toMatchObject({ state: 'open', prediction_id: newer.prediction_id });
    expect(outcome(await act(case_id, 'decide', 'jo', approval(prediction_id)))).toBe('409 scored-again');
    expect(outcome(await act(case_id, 'decide', 'jo', approval(newer.prediction_id)))).toBe(200);
    expect(await findOverride(application)).toMatchObject({ decision: 'approve', prediction_id: newer.prediction_id });
  });

  test('many scores of one statement open a case each, of the newest score of an application', async () => {
    const scores = Array.from({ length: 50 }, (_, i) => ({
      ...({
        application_id: `many-${i % 40}`,
        customer_id: 'many',
        decision: i % 2 === 0 ? 'refer' : 'approve',
      } as const),
      scored_at: new Date(Date.now() + i).toISOString(),
    }));
    await storeScores(harness.db.superuser, scores);
    const { rows } = await harness.db.superuser.query("select application from cases.cases where customer_id = 'many'");
    expect(rows.length).toBe(20);
  });

  test('a rule that suspects fraud opens a case of its own and ends the referral', async () => {
    const document = JSON.stringify({
      ...{ format: 2, version: 'fraud', cut_offs: [{ approve_below_pd: 0.1, decline_from_pd: 0.4 }] },
      rules: [{ name: 'false_papers', suspects_fraud: true }, { name: 'other' }],
    });
    await harness.db.superuser.query(
      `insert into policies.versions (version, document, sha256, state, authors, created_by, changed_by)
       values ('fraud', $1, audit.hash_text($1), 'draft', '{jo}', 'jo', 'jo')`,
      [document],
    );
    const referral = await open({ policy_version: 'fraud', decided_by: 'rule:other' });
    const suspected = {
      application_id: referral.application,
      policy_version: 'fraud',
      decided_by: 'rule:false_papers',
    };
    const fraud = await open({ ...suspected, decision: 'decline' }, 'suspected_fraud');
    expect(await readCase(fraud.case_id)).toMatchObject({ kind: 'suspected_fraud', state: 'open' });
    expect(await readCase(referral.case_id)).toMatchObject({ state: 'withdrawn' });
    await open(suspected, 'suspected_fraud');
    const { rows } = await harness.db.superuser.query('select from cases.cases where application = $1', [
      referral.application,
    ]);
    expect(rows.length).toBe(2);
    await act(fraud.case_id, 'claim');
    const { prediction_id } = await readCase(fraud.case_id);
    const decision = { decision: 'decline', reason_codes: ['fraud_confirmed'], prediction_id };
    expect(outcome(await act(fraud.case_id, 'decide', 'jo', decision))).toBe('422 note-missing');
    const noted = { ...decision, note: 'The employer does not exist.' };
    expect(outcome(await act(fraud.case_id, 'decide', 'jo', noted))).toBe(200);
    const { override_id } = await findOverride(referral.application);
    expect((await open({ ...suspected, override_id }, 'suspected_fraud')).case_id).toBe(fraud.case_id);
  });
});

describe('people', () => {
  test('two people never hold one case: the second is refused until the first releases it', async () => {
    const { case_id, prediction_id } = await claimed();
    expect(await readCase(case_id)).toMatchObject({
      ...{
        holder: { id: 'jo', name: 'JO' },
        can: ['claim', 'release', 'assign', 'decide', 'request-documents', 'note', 'attach'],
      },
    });
    expect(await readCase(case_id, 'kim')).toMatchObject({ can: ['note', 'attach'] });
    for (const [step, body] of [
      ['claim', {}],
      ['decide', approval(prediction_id)],
      ['assign', { to: 'kim' }],
      ['request-documents', { note: 'The last pay slips.' }],
    ] as const)
      expect(outcome(await act(case_id, step, 'kim', body))).toBe('409 case-held');
    expect(outcome(await act(case_id, 'release', 'kim'))).toBe('409 case-not-held');
    expect(outcome(await act(case_id, 'claim'))).toBe(200);
    expect(outcome(await act(case_id, 'release'))).toBe(200);
    expect(outcome(await act(case_id, 'claim', 'kim'))).toBe(200);
  });

  test('a claim of a person who disappeared ends by itself', async () => {
    const { case_id, prediction_id } = await claimed();
    await harness.db.superuser.query(
      "update cases.cases set held_until = now() - interval '1 second' where case_id = $1",
      [case_id],
    );
    expect(outcome(await act(case_id, 'decide', 'jo', approval(prediction_id)))).toBe('409 case-not-held');
    expect(outcome(await act(case_id, 'claim', 'kim'))).toBe(200);
    const { actions } = await readCase(case_id);
    expect(actions.map(({ action, actor }) => `${action} ${actor?.id ?? '-'}`)).toEqual([
      ...['opened -', 'claimed jo', 'released -', 'claimed kim'],
    ]);
  });

  test('a decision is the override of its application, with the words of its codes', async () => {
    const { case_id, application, prediction_id } = await claimed();
    const body = approval(prediction_id, {
      reason_codes: ['affordable', 'other', 'other'],
      note: 'Lives with her parents.',
    });
    const { body: decided } = await act(case_id, 'decide', 'jo', body);
    expect(decided).toMatchObject({ state: 'decided', decision: 'approve', decided_by: { id: 'jo' }, holder: null });
    const { rows } = await harness.db.superuser.query('select * from predictions.overrides where application = $1', [
      application,
    ]);
    expect(rows).toMatchObject([
      {
        ...{ decision: 'approve', overruled: 'refer', decided_by: 'jo', prediction_id },
        reason: 'The instalments are affordable after known expenses. Another reason. Lives with her parents.',
      },
    ]);
    expect(await readEvents(prediction_id)).toEqual(['prediction.overridden']);
    expect(outcome(await act(case_id, 'decide', 'jo', body))).toBe('409 case-decided');
    expect(outcome(await act(case_id, 'claim', 'kim'))).toBe('409 case-decided');
    expect(outcome(await act(case_id, 'notes', 'kim', { note: 'The applicant called.' }))).toBe(200);
  });

  test.each([
    ['a code of another decision', { reason_codes: ['unaffordable'] }, '422 reason-code-unfit'],
    ['a code that does not exist', { reason_codes: ['toString'] }, '422 reason-code-unfit'],
    ['a code of another kind', { reason_codes: ['circumstances_unchanged'] }, '422 reason-code-unfit'],
    ['no words where a code needs them', { reason_codes: ['data_corrected'] }, '422 note-missing'],
    [
      'uphold, of no contest',
      { decision: 'uphold', reason_codes: ['other'], note: 'It stays as it is.' },
      '422 not-a-contest',
    ],
  ])('%s is refused, and nothing is changed', async (_, more, problem) => {
    const { case_id, prediction_id } = await claimed();
    const before = await readCase(case_id);
    expect(outcome(await act(case_id, 'decide', 'jo', approval(prediction_id, more)))).toBe(problem);
    expect(await readCase(case_id)).toEqual(before);
  });

  test('nobody claims, gets or decides a case of their own request', async () => {
    const { case_id } = await open({ requested_by: 'jo' });
    expect(outcome(await act(case_id, 'claim'))).toBe('403 own-request');
    expect(outcome(await act(case_id, 'assign', 'ada', { to: 'jo' }))).toBe('403 own-request');
    expect((await readCase(case_id)).can).not.toContain('claim');
  });

  test('an approver assigns a case that somebody holds, to an underwriter only', async () => {
    const { case_id } = await claimed();
    expect(outcome(await act(case_id, 'assign', 'ada', { to: 'al' }))).toBe('422 not-a-reviewer');
    expect(outcome(await act(case_id, 'assign', 'ada', { to: 'ada' }))).toBe('422 not-a-reviewer');
    expect(outcome(await act(case_id, 'assign', 'ada', { to: 'kim' }))).toBe(200);
    expect(await readCase(case_id)).toMatchObject({ holder: { id: 'kim' } });
    expect(outcome(await act(case_id, 'claim', 'ada'))).toBe('403 missing-role');
  });

  test('documents are asked for; the case waits and stays due', async () => {
    const { case_id } = await claimed();
    await act(case_id, 'request-documents', 'jo', { note: 'The last three pay slips.' });
    expect(await readCase(case_id)).toMatchObject({ state: 'waiting_for_documents', holder: { id: 'jo' } });
    await harness.db.superuser.query('select cases.record_attachment($1, $2, null)', [case_id, UNKNOWN]);
    expect(await readCase(case_id)).toMatchObject({ state: 'open' });
  });

  test('nobody decides about an application of which another person holds a case; a decision ends the others', async () => {
    const referral = await claimed({}, 'kim');
    const open_case = 'select cases.open_case($1, $2, $3, $4, $5) as case_id';
    const ids = [referral.application, `customer-of-${referral.application}`, referral.prediction_id];
    const { rows } = await harness.db.superuser.query(open_case, ['contest', ...ids, 'The applicant objects.']);
    const { case_id } = rows[0];
    expect((await harness.db.superuser.query(open_case, ['contest', ...ids, 'Again.'])).rows[0].case_id).toBe(case_id);
    await act(case_id, 'claim');
    const decision = approval(referral.prediction_id, { reason_codes: ['income_verified'] });
    expect(outcome(await act(case_id, 'decide', 'jo', decision))).toBe('409 case-held');
    await act(referral.case_id, 'release', 'kim');
    expect(outcome(await act(case_id, 'decide', 'jo', decision))).toBe(200);
    expect(await readCase(referral.case_id)).toMatchObject({
      state: 'decided',
      decision: 'approve',
      decided_by: { id: 'jo' },
    });
  });

  test('a contest may be upheld: nothing changes for the application', async () => {
    const { application, prediction_id } = await open({ decision: 'decline' });
    const { rows } = await harness.db.superuser.query('select cases.open_case($1, $2, $3, $4, $5) as case_id', [
      ...['contest', application, `customer-of-${application}`, prediction_id, 'The applicant objects.'],
    ]);
    const { case_id } = rows[0];
    await act(case_id, 'claim');
    const body = {
      decision: 'uphold',
      reason_codes: ['objection_unfounded'],
      note: 'All data are right.',
      prediction_id,
    };
    expect((await act(case_id, 'decide', 'jo', body)).body).toMatchObject({ state: 'decided', decision: 'uphold' });
    expect(await findOverride(application)).toBeUndefined();
  });

  test('an auditor and an analyst read and change nothing', async () => {
    const { case_id } = await open();
    for (const name of ['otto', 'al']) {
      expect((await readCase(case_id, name)).can).toEqual([]);
      for (const step of ['claim', 'release', 'confirm'])
        expect(outcome(await act(case_id, step, name))).toBe('403 missing-role');
    }
    expect(outcome(await get('/v1/cases/{case_id}', 'jo', { path: { case_id: UNKNOWN } }))).toBe('404 unknown-case');
    expect(outcome(await act(UNKNOWN, 'claim'))).toBe('404 unknown-case');
    expect(outcome(await act(UNKNOWN, 'notes', 'jo', { note: 'Nothing is here.' }))).toBe('404 unknown-case');
  });
});

describe('two people', () => {
  test('a large exposure waits for another person, who confirms', async () => {
    const { case_id, application, prediction_id } = await claimed({ ead: LARGE }, 'ann');
    await act(case_id, 'decide', 'ann', approval(prediction_id));
    expect(await readCase(case_id, 'ann')).toMatchObject({
      state: 'waiting_for_second',
      holder: null,
      can: ['assign', 'note', 'attach'],
    });
    expect(await findOverride(application)).toBeUndefined();
    expect(outcome(await act(case_id, 'confirm', 'ann'))).toBe('403 own-decision');
    expect(outcome(await act(case_id, 'claim', 'ann'))).toBe('403 own-decision');
    expect(outcome(await act(case_id, 'decide', 'jo', approval(prediction_id)))).toBe('409 waits-for-second');
    await open({ application_id: application, decision: 'decline' });
    expect(outcome(await act(case_id, 'claim', 'ada'))).toBe(200);
    expect(outcome(await act(case_id, 'confirm', 'kim'))).toBe('409 case-held');
    expect(await act(case_id, 'confirm', 'ada')).toMatchObject({
      body: { state: 'decided', decided_by: { id: 'ann' }, second_by: { id: 'ada' } },
    });
    expect(await findOverride(application)).toMatchObject({ decision: 'approve', prediction_id });
    expect(outcome(await act(case_id, 'confirm', 'kim'))).toBe('409 case-decided');
    harness.useRole('risk_api_read');
    const ended = await callApi(read, {
      ...{ method: 'POST', resource: '/v1/overrides/{override_id}/end', claims: claimsOf('kim') },
      path: { override_id: (await findOverride(application))?.override_id ?? '' },
      body: { reason: 'One person wants to undo it.' },
    });
    harness.useRole('risk_cases');
    expect(outcome(ended)).toBe('409 needs-second-person');
    expect(await findOverride(application)).toMatchObject({ decision: 'approve' });
  });

  test('or returns it: the case is open again', async () => {
    const { case_id, application, prediction_id } = await claimed({ ead: LARGE });
    expect(outcome(await act(case_id, 'confirm', 'ada'))).toBe('409 nothing-to-confirm');
    await act(case_id, 'decide', 'jo', approval(prediction_id));
    expect(outcome(await act(case_id, 'return', 'jo', { note: 'I was wrong about it.' }))).toBe('403 own-decision');
    const returned = await act(case_id, 'return', 'ada', { note: 'The pay slip is of another year.' });
    expect(returned.body).toMatchObject({ state: 'open', decision: null, decided_by: null });
    expect(returned.body.actions.at(-1)).toMatchObject({ action: 'returned', decision: 'approve' });
    expect(await findOverride(application)).toBeUndefined();
  });

  test('an override past the case is refused where two have to decide, or somebody holds it', async () => {
    const override = async (prediction_id: string, name: string, decision = 'decline') => {
      harness.useRole('risk_api_read');
      const call = {
        method: 'POST',
        resource: '/v1/predictions/{prediction_id}/override',
        path: { prediction_id },
      } as const;
      const body = { decision, reason: 'The employer does not exist.' };
      const answer = await callApi(read, { ...call, body, claims: claimsOf(name) });
      harness.useRole('risk_cases');
      return outcome(answer);
    };
    const large = await open({ ead: LARGE, decision: 'approve' });
    expect(await override(large.prediction_id, 'jo')).toBe('409 needs-second-person');
    expect(await override(large.prediction_id, 'jo', 'refer')).toBe(200);
    const { body: list } = await get('/v1/cases', 'jo', { query: { application: large.application } });
    expect(list.cases).toMatchObject([{ kind: 'referral', state: 'open' }]);
    const small = await open({ decision: 'approve' });
    await open({ application_id: small.application, decision: 'approve', ead: LARGE });
    expect(await override(small.prediction_id, 'jo')).toBe('409 needs-second-person');
    const held = await claimed();
    expect(await override(held.prediction_id, 'kim')).toBe('409 case-held');
    expect(await override(held.prediction_id, 'jo')).toBe(200);
    expect(await readCase(held.case_id)).toMatchObject({
      state: 'decided',
      decision: 'decline',
      decided_by: { id: 'jo' },
    });
  });
});

describe('lists', () => {
  test('the queue is in order of due times, in pages, by filters', async () => {
    const opened = [];
    for (let i = 0; i < 5; i += 1) opened.push(await open({ customer_id: 'pages' }));
    await act(opened[1]?.case_id ?? '', 'claim', 'kim');
    const list = async (query: Record<string, string>, name = 'jo'): Promise<CaseList> =>
      (await get('/v1/cases', name, { query })).body;
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: CaseList = await list({ limit: '3', state: 'all', ...(after && { after }) });
      seen.push(...page.cases.map(({ case_id }) => case_id));
      after = page.next_after;
    } while (after);
    const { rows } = await harness.db.superuser.query('select case_id from cases.cases order by due_at, case_id');
    expect(seen).toEqual(rows.map(({ case_id }) => case_id));
    const mine = await list({ holder: 'me' }, 'kim');
    expect(mine.cases.map(({ holder }) => holder?.id)).toEqual(mine.cases.map(() => 'kim'));
    expect(mine.cases.map(({ case_id }) => case_id)).toContain(opened[1]?.case_id);
    const free = await list({ holder: 'none', limit: '100' });
    expect(free.cases.filter(({ holder }) => holder !== null)).toEqual([]);
    expect((await list({ overdue: 'true' })).cases).toEqual([]);
    const contests = await list({ state: 'decided', kind: 'contest' });
    expect(contests.cases.map(({ kind, state }) => `${state} ${kind}`)).toEqual(['decided contest', 'decided contest']);
    expect((await readCase(opened[0]?.case_id ?? '')).other_cases.length).toBe(4);
    expect((await get('/v1/cases', 'jo', { query: { after: 'x_y' } })).status).toBe(400);
  });

  test('figures count time, changed decisions and agreement, by reviewer, kind and code', async () => {
    await harness.db.superuser.query("update cases.settings set value = 1e9 where name = 'second_person_from'");
    const { body: before } = await get('/v1/case-figures');
    const agreed = await claimed({ pd: 0.16 }, 'kim');
    await act(agreed.case_id, 'decide', 'kim', approval(agreed.prediction_id));
    const { body: after } = await get('/v1/case-figures');
    expect(after.all.decided).toBe(before.all.decided + 1);
    expect(after.all.agreed).toBe(before.all.agreed + 1);
    const kim = after.by_reviewer.find(({ reviewer }: { reviewer: { id: string } }) => reviewer.id === 'kim');
    expect(kim).toMatchObject({ reviewer: { id: 'kim', name: 'KIM' }, median_hours: expect.any(Number) });
    expect(after.by_kind.map(({ kind }: { kind: string }) => kind)).toContain('suspected_fraud');
    expect(after.by_reason).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'income_verified', text: expect.stringContaining('Income') }),
      ]),
    );
    await harness.db.superuser.query("update cases.settings set value = 50000 where name = 'second_person_from'");
  });

  test('reviewers and reason codes are listed', async () => {
    const { body } = await get('/v1/reviewers');
    expect(body.reviewers.map(({ id }: { id: string }) => id)).toEqual(['ada', 'ann', 'jo', 'kim']);
    expect((await get('/v1/reason-codes')).body.reason_codes.length).toBeGreaterThan(10);
  });

  test('similar applications are those of the band that are nearest, with an outcome', async () => {
    const reasons = (...features: string[]) => features.map((feature) => ({ feature }));
    const near = async (application_id: string, pd: number, defaulted: boolean | null, of: string[]) => {
      const { prediction_id } = await open({ application_id, decision: 'approve', pd, reasons: reasons(...of) });
      await harness.db.superuser.query(
        `insert into analytics.counted_scores (application_id, as_of, prediction_id, scored_at, is_newest, model_version,
           pd, score, band, decision, day_decision, high_risk, exposure, expected_loss, defaulted, segments)
         values ($1, '2026-11-01', $2, now(), true, 'm', $3, 600, 'C', 'approve', 'approve', false, 1, 1, $4, '{}')`,
        [application_id, prediction_id, pd, defaulted],
      );
    };
    await near('near-same', 0.21, true, ['a', 'b', 'c']);
    await near('near-other', 0.2, false, ['x', 'y', 'z']);
    await near('near-unknown', 0.2, null, ['a', 'b', 'c']);
    await near('far', 0.6, false, ['a', 'b', 'c']);
    const { case_id } = await open({ pd: 0.2, reasons: reasons('a', 'b', 'c') });
    const { similar } = await readCase(case_id);
    expect(similar.map(({ application_id, shared_reasons }) => [application_id, shared_reasons])).toEqual([
      ...[
        ['near-same', 3],
        ['near-other', 0],
        ['far', 3],
      ],
    ]);
    expect(similar[0]).toMatchObject({ defaulted: true, is_overridden: false, decision: 'approve' });
  });
});

test('applications that were referred before there were cases get one, once', async () => {
  await harness.db.superuser.query('alter table predictions.risk_scores disable trigger follow_scores');
  const { application } = await open();
  await harness.db.superuser.query('alter table predictions.risk_scores enable trigger follow_scores');
  await deliver(application);
  const openEarlier = async () =>
    (await harness.db.superuser.query('select cases.open_earlier_referrals() as opened')).rows[0].opened;
  expect([await openEarlier(), await openEarlier()]).toEqual([1, 0]);
  const { body } = await get('/v1/cases', 'jo', { query: { application } });
  expect(body.cases).toMatchObject([{ kind: 'referral', state: 'open' }]);
});

describe('old approvals', () => {
  test('a person’s approval that nothing came of is looked at again, once', async () => {
    const { watchDeadlines } = await import('../../../lambdas/cases/deadlines/watch-deadlines.ts');
    const { case_id, application, prediction_id } = await claimed();
    await act(case_id, 'decide', 'jo', approval(prediction_id));
    const watch = () => watchDeadlines(harness.db.connect('risk_deadlines'));
    await harness.db.superuser.query("update cases.settings set value = 0 where name = 'approval_days'");
    expect((await watch()).opened).toBe(0); // no such application was delivered
    await deliver(application);
    expect((await watch()).opened).toBe(1);
    expect((await watch()).opened).toBe(0);
    const { body } = await get('/v1/cases', 'jo', { query: { kind: 'expired_approval' } });
    expect(body.cases).toMatchObject([{ application, state: 'open', prediction_id }]);
    await harness.db.superuser.query('update cases.cases set due_at = due_at where case_id = $1', [
      body.cases[0].case_id,
    ]);
    expect((await watch()).overdue.cases).toBe(0);
    await harness.db.superuser.query("update cases.settings set value = 90 where name = 'approval_days'");
  });
});
