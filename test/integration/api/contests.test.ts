/** Tests of contests from the link to the case: what an applicant sees, sends and cannot reach, and what a person gets. */
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { hashContestToken, signContestToken } from '../../../lambdas/shared/contests/contest-token.ts';
import { CASE_UPLOADS_ROOT } from '../../../lambdas/shared/object-keys.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';
import { callAsDocumented } from '../../../testing/api/call-as-documented.ts';
import { buildPersonClaims } from '../../../testing/api/gateway-event.ts';
import { readEveryRole } from '../../../testing/api/person-roles.ts';
import { CONTEST_SECRET, createContest, type SampleContest } from '../../../testing/contests/sample-contest.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import { createTestPool } from '../../../testing/governance/user-pool.ts';
import { buildTinyModel } from '../../../testing/models/tiny-model.ts';
import {
  CASE_BUCKET,
  type LambdaHarness,
  publishApplications,
  startLambdaHarness,
} from '../../../testing/workflows/lambda-harness.ts';

const MODEL = { num: { utilisation: { median: 0.2, weight: 8 } }, cat: {}, intercept: 2 };
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n');
const SCRIPTED = Buffer.from('%PDF-1.7\n1 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n%%EOF\n');
const file = (bytes: Buffer, name = 'Gehalt Mai.pdf') => ({ name, media_type: 'application/pdf', bytes: bytes.length });

let harness: LambdaHarness;
let applicant: ApiHandler;
let cases: ApiHandler;
let check: (key: string) => Promise<{ outcome: string }>;
let predictionIds: Record<string, string>;

beforeAll(async () => {
  harness = await startLambdaHarness();
  await harness.promote(await buildTinyModel(MODEL));
  const applications = ['a1', 'a2', 'a3', 'a4', 'a5'].map((id) => ({ id, features: { utilisation: 0.9 } }));
  await publishApplications(harness.db, { run_id: buildRunId(1), as_of: '2005-10-01' }, applications);
  const { predictHandler } = await import('../../../lambdas/prediction-api/predict.lambda.ts');
  applicant = (await import('../../../lambdas/prediction-api/applicant.lambda.ts')).applicantHandler(
    async () => CONTEST_SECRET,
  );
  cases = (await import('../../../lambdas/prediction-api/cases.lambda.ts')).casesHandler(
    readEveryRole,
    async () => null,
    () => createTestPool(() => ({})),
  );
  const { handler } = await import('../../../lambdas/cases/check-attachment.lambda.ts');
  check = (key) => {
    harness.useRole('risk_attachments');
    return handler({ object: { key } }, { awsRequestId: 'r' } as never) as Promise<{ outcome: string }>;
  };
  harness.useRole('risk_api_score');
  const predict = predictHandler(readEveryRole);
  const scored = await Promise.all(
    applications.map(async ({ id }) => {
      const call = {
        method: 'POST' as const,
        resource: '/v1/predict',
        body: { application_id: id },
        claims: buildPersonClaims('system', 'risk/score'),
      };
      return [id, (await callAsDocumented(predict, call)).body.prediction_id] as const;
    }),
  );
  predictionIds = Object.fromEntries(scored);
});
afterAll(() => harness?.stop());

const contestOf = (application: string, more: { reasons?: string[]; issuedAt?: Date } = {}) =>
  createContest(harness.db, {
    ...{ application, customer_id: `customer-of-${application}`, prediction_id: predictionIds[application] ?? '' },
    ...more,
  });

function call(step: 'open' | 'attachments' | 'submit', body: object) {
  harness.useRole('risk_applicant');
  return callAsDocumented(applicant, { method: 'POST', resource: `/v1/contests/${step}`, body });
}
function callCases(method: 'GET' | 'POST', resource: string, path: Record<string, string>, body?: object) {
  harness.useRole('risk_cases');
  return callAsDocumented(cases, { method, resource, path, body, claims: buildPersonClaims('kim', 'risk/review') });
}
const readCase = (case_id: string) => callCases('GET', '/v1/cases/{case_id}', { case_id });
const kind = ({ status, body }: { status: number; body: { type?: string } }) => [
  status,
  body.type?.replace('urn:risk:problem:', ''),
];

/** Announces a file and sends it, as the page does. */
async function send({ token }: SampleContest, bytes: Buffer, announced = file(bytes)) {
  const { status, body } = await call('attachments', { token, ...announced });
  if (status !== 200) return { status, body, put: 0, id: '' };
  const { status: put } = await fetch(body.upload.url, {
    method: 'PUT',
    body: new Uint8Array(bytes),
    headers: body.upload.headers,
  });
  return { status, body, put, id: body.attachment_id as string };
}

async function findCase(contest: SampleContest): Promise<string> {
  const { rows } = await harness.db.superuser.query('select case_id from contests.contests where contest_id = $1', [
    contest.contest_id,
  ]);
  return rows[0].case_id;
}

describe('a link', () => {
  test('shows date, decision and reasons of the notice, and nothing else of anybody', async () => {
    const contest = await contestOf('a1', { reasons: ['Einkommen zu niedrig', 'Zu viele Anfragen'] });
    const { status, body } = await call('open', { token: contest.token });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ state: 'open', decision: 'decline', language: 'de', submitted_at: null, attachments: [] },
      ...{ reasons: ['Einkommen zu niedrig', 'Zu viele Anfragen'], may_attach: 4, max_bytes: 1_000_000 },
      ...{ decided_at: expect.any(String), expires_at: expect.any(String), media_types: expect.any(Array) },
    });
    for (const secret of ['customer-of-a1', predictionIds.a1, contest.contest_id, 'a1"']) {
      expect(JSON.stringify(body)).not.toContain(secret);
    }
  });

  test('that is altered, made up, of another secret, of another person or unknown opens nothing, always in the same words', async () => {
    const [own, other] = [await contestOf('a1'), await contestOf('a2')];
    const unknown = { contest_id: randomUUID(), expires_at: new Date('2099-01-01') };
    const tokens = [
      `${own.token.slice(0, -1)}${own.token.endsWith('A') ? 'Q' : 'A'}`,
      `${own.token.slice(0, 27)}${other.token.slice(27)}`,
      signContestToken('guessed', { contest_id: other.contest_id, expires_at: unknown.expires_at }),
      signContestToken(CONTEST_SECRET, unknown),
      // A later end of a contest that exists: signed well, and not what was stored.
      signContestToken(CONTEST_SECRET, { contest_id: own.contest_id, expires_at: unknown.expires_at }),
      ...['x', "' or true --", '../../admin', `${own.token} `, hashContestToken(own.token)],
    ];
    const answers = new Set<string>();
    for (const token of tokens) {
      for (const [step, more] of [
        ['open', {}],
        ['attachments', file(PDF)],
        ['submit', { wants_human: true }],
      ] as const) {
        const answer = await call(step, { token, ...more });
        expect([token, ...kind(answer)]).toEqual([token, 404, 'contest-link-invalid']);
        answers.add(JSON.stringify(answer.body));
      }
    }
    expect(answers.size).toBe(1);
    expect((await call('open', { token: own.token })).body.state).toBe('open');
  });

  test('that has expired is refused by its name, whatever is called', async () => {
    const { token } = await contestOf('a1', { issuedAt: new Date(Date.now() - 91 * 86_400_000) });
    for (const [step, more] of [
      ['open', {}],
      ['attachments', file(PDF)],
      ['submit', { wants_human: true }],
    ] as const) {
      expect(kind(await call(step, { token, ...more }))).toEqual([409, 'contest-link-expired']);
    }
  });
});

describe('a contest', () => {
  test('opens one case with words and checked files, once, however often and at once it is submitted', async () => {
    const contest = await contestOf('a3');
    const good = await send(contest, PDF, file(PDF, '../Gehalt \u202eMai.pdf'));
    const bad = await send(contest, SCRIPTED);
    expect([good.put, bad.put]).toEqual([200, 200]);
    expect(await check(`${CASE_UPLOADS_ROOT}${good.id}`)).toEqual({ outcome: 'accepted' });
    expect(await check(`${CASE_UPLOADS_ROOT}${bad.id}`)).toEqual({ outcome: 'refused' });
    // An event that comes again finds nothing to do.
    expect(await check(`${CASE_UPLOADS_ROOT}${good.id}`)).toEqual({ outcome: 'gone' });

    const said = {
      statement: 'Das Gehalt ist höher.\u202e\r\nSeit Mai.',
      corrections: [{ field: 'Gehalt', value: '2.400' }],
    };
    const submit = () => call('submit', { token: contest.token, ...said, wants_human: true });
    const answers = await Promise.all(Array.from({ length: 6 }, submit));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409, 409]);
    expect(kind(await submit())).toEqual([409, 'contest-submitted']);
    expect(kind(await call('submit', { token: contest.token, wants_human: true }))).toEqual([409, 'contest-submitted']);

    const { body: shown } = await call('open', { token: contest.token });
    expect(shown).toMatchObject({
      ...{ state: 'received', submitted_at: expect.any(String) },
      attachments: [
        { name: 'Gehalt _Mai', state: 'accepted', reason: null },
        { state: 'refused', reason: 'script' },
      ],
    });
    const case_id = await findCase(contest);
    const { status, body } = await readCase(case_id);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ kind: 'contest', state: 'open', application: 'a3' },
      contest: { statement: 'Das Gehalt ist höher. \nSeit Mai.', corrections: said.corrections, wants_human: true },
      attachments: [
        { name: 'Gehalt _Mai', state: 'accepted', by: null },
        { state: 'refused', reason: 'script', by: null },
      ],
    });
    expect(body.actions.map(({ action }: { action: string }) => action)).toEqual(['opened', 'attached']);
    const { rows } = await harness.db.superuser.query(
      `select detail from audit.events where action = 'contest.opened' and subject = $1`,
      [contest.contest_id],
    );
    expect(rows).toMatchObject([{ detail: { case_id, wants_human: true } }]);
    expect(JSON.stringify(rows)).not.toMatch(/Gehalt|customer-of/);
  });

  test('that is being submitted lets another submission wait, and refuses it', async () => {
    const contest = await contestOf('a5');
    const database = harness.db.connect('risk_applicant');
    let second: ReturnType<typeof call> | undefined;
    await database.transaction(async (transaction) => {
      const values = { token_sha256: hashContestToken(contest.token), words_sha256: 'a'.repeat(64), wants_human: true };
      await transaction.query(readSqlFile('api/contests/submit_contest.sql'), values);
      second = call('submit', { token: contest.token, wants_human: true });
      const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and query ~ 'contests\\.'`;
      while ((await harness.db.superuser.query(waiting)).rowCount === 0) await setImmediate();
    });
    expect(kind(await (second as ReturnType<typeof call>))).toEqual([409, 'contest-submitted']);
  });

  test('of a second notice joins the open case, and no word is lost', async () => {
    const [first, second] = [await contestOf('a2'), await contestOf('a2')];
    await call('submit', { token: first.token, statement: 'One.', corrections: [{ field: 'Job', value: 'Teacher' }] });
    await call('submit', { token: second.token, statement: 'Two.', wants_human: true });
    expect(await findCase(second)).toBe(await findCase(first));
    const { body } = await readCase(await findCase(first));
    expect(body.contest).toMatchObject({
      ...{ statement: 'One.\n\nTwo.', corrections: [{ field: 'Job', value: 'Teacher' }], wants_human: true },
    });
  });

  test('changes no decision, and says nothing without words', async () => {
    const contest = await contestOf('a2');
    const empty = { token: contest.token, statement: ' \n ', corrections: [{ field: ' ', value: 'x' }] };
    expect(kind(await call('submit', empty))).toEqual([422, 'contest-empty']);
    expect((await call('submit', { token: contest.token, wants_human: true })).status).toBe(200);
    const { rows } = await harness.db.superuser.query(
      `select decision, override_id from predictions.risk_scores where prediction_id = $1`,
      [predictionIds.a2],
    );
    expect(rows).toMatchObject([{ override_id: null }]);
  });

  test('takes documents until it is answered, and then nothing', async () => {
    const contest = await contestOf('a4');
    await call('submit', { token: contest.token, wants_human: true });
    const case_id = await findCase(contest);
    const late = await send(contest, PDF);
    expect(await check(`${CASE_UPLOADS_ROOT}${late.id}`)).toEqual({ outcome: 'accepted' });
    await callCases('POST', '/v1/cases/{case_id}/claim', { case_id }, {});
    expect((await call('open', { token: contest.token })).body.state).toBe('in_review');
    await callCases(
      'POST',
      '/v1/cases/{case_id}/request-documents',
      { case_id },
      { note: 'The last pay slip, please.' },
    );
    expect((await call('open', { token: contest.token })).body.state).toBe('documents_wanted');
    const asked = await send(contest, PDF);
    await check(`${CASE_UPLOADS_ROOT}${asked.id}`);
    const { body } = await readCase(case_id);
    expect(body.state).toBe('open');
    const decision = {
      decision: 'uphold',
      reason_codes: ['objection_unfounded'],
      prediction_id: body.prediction_id,
      note: 'The pay slips confirm the data.',
    };
    const decided = await callCases('POST', '/v1/cases/{case_id}/decide', { case_id }, decision);
    expect([decided.status, decided.body.detail]).toEqual([200, undefined]);
    expect((await call('open', { token: contest.token })).body).toMatchObject({ state: 'answered', may_attach: 0 });
    expect(kind(await send(contest, PDF))).toEqual([409, 'contest-answered']);
  });
});

describe('a file', () => {
  test('of another type, too large or one too many is refused before it is sent', async () => {
    const contest = await contestOf('a5');
    const announce = (more: object) => call('attachments', { token: contest.token, ...file(PDF), ...more });
    expect((await announce({ media_type: 'text/html' })).status).toBe(422);
    expect((await announce({ media_type: 'image/svg+xml' })).status).toBe(422);
    expect(kind(await announce({ bytes: 1_000_001 }))).toEqual([422, 'attachment-too-large']);
    for (let sent = 0; sent < 4; sent += 1) expect((await announce({})).status).toBe(200);
    expect(kind(await announce({}))).toEqual([409, 'too-many-attachments']);
  });

  test('that is not what was announced is refused, and is taken once', async () => {
    const contest = await contestOf('a1');
    const { body, id } = await send(contest, PDF);
    const again = await fetch(body.upload.url, {
      method: 'PUT',
      body: new Uint8Array(SCRIPTED),
      headers: body.upload.headers,
    });
    expect(again.status).not.toBe(200);
    expect(await check(`${CASE_UPLOADS_ROOT}${id}`)).toEqual({ outcome: 'accepted' });
    const { body: announced } = await call('attachments', { token: contest.token, ...file(PDF) });
    await harness.put(CASE_BUCKET, `${CASE_UPLOADS_ROOT}${announced.attachment_id}`, Buffer.concat([PDF, PDF]));
    expect(await check(`${CASE_UPLOADS_ROOT}${announced.attachment_id}`)).toEqual({ outcome: 'refused' });
    const { body: shown } = await call('open', { token: contest.token });
    expect(shown.attachments.map(({ reason }: { reason: string }) => reason)).toEqual([null, 'wrong-size']);
    await harness.put(CASE_BUCKET, `${CASE_UPLOADS_ROOT}${randomUUID()}`, PDF);
  });

  test('of a person is attached to a case, saved under its name and never shown', async () => {
    const contest = await contestOf('a5');
    await call('submit', { token: contest.token, wants_human: true });
    const case_id = await findCase(contest);
    const path = '/v1/cases/{case_id}/attachments';
    const { body: announced } = await callCases('POST', path, { case_id }, file(PDF, 'Anruf "Müller".pdf'));
    await fetch(announced.upload.url, { method: 'PUT', body: new Uint8Array(PDF), headers: announced.upload.headers });
    const { attachment_id } = announced;
    const read = () => callCases('GET', `${path}/{attachment_id}`, { case_id, attachment_id });
    expect(kind(await read())).toEqual([409, 'attachment-not-accepted']);
    await check(`${CASE_UPLOADS_ROOT}${attachment_id}`);
    const { body: download } = await read();
    const saved = await fetch(download.url);
    expect(Buffer.from(await saved.arrayBuffer())).toEqual(PDF);
    expect(saved.headers.get('content-type')).toBe('application/octet-stream');
    expect(saved.headers.get('content-disposition')).toBe(
      `attachment; filename="Anruf _M_ller_.pdf"; filename*=UTF-8''Anruf%20_M%C3%BCller_.pdf`,
    );
    const elsewhere = await callCases('GET', `${path}/{attachment_id}`, { case_id: randomUUID(), attachment_id });
    expect(kind(elsewhere)).toEqual([404, 'unknown-attachment']);
    expect(kind(await callCases('POST', path, { case_id: randomUUID() }, file(PDF)))).toEqual([404, 'unknown-case']);
  });
});

test('the role of applicants reads no table and calls no function of people', async () => {
  const database = harness.db.connect('risk_applicant');
  for (const statement of [
    'select * from contests.contests',
    'select * from cases.cases',
    'select * from cases.attachments',
    'select * from predictions.risk_scores',
    `select cases.accept_attachment('${randomUUID()}', 'x')`,
    `select cases.open_case('contest', 'a1', 'c', '${randomUUID()}', 'x')`,
    `select contests.create_contest(null, null, null, null, null, null, null, null, null, null, null)`,
  ]) {
    await expect(database.query(statement)).rejects.toThrow(/permission denied/);
  }
});
