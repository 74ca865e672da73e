/** Notices against the real database and bucket: who is owed one, issuing, files, takeover, refusals, and the worker. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { extractText, getDocumentProxy } from 'unpdf';
import { v7 } from 'uuid';
import {
  NoticeAnswer,
  NoticeFiles,
  NoticeList,
  OwedNotices,
} from '../../../lambdas/prediction-api/contract/schemas/notices.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { createLoadKey } from '../../../lambdas/shared/aws/load-keys.ts';
import { openPersonKeyTable } from '../../../lambdas/shared/aws/person-keys.ts';
import { erasePerson } from '../../../lambdas/shared/personal-data/person.ts';
import { seal } from '../../../lambdas/shared/personal-data/sealing.ts';
import { callAsDocumented as callApi } from '../../../testing/api/call-as-documented.ts';
import { type ApiCall, buildPersonClaims, buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { readRolesOf } from '../../../testing/api/person-roles.ts';
import { buildRunId, buildSourceColumns, insertRows, type Row } from '../../../testing/database/rows.ts';
import { buildTinyModel } from '../../../testing/models/tiny-model.ts';
import { CASE_BUCKET, type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

const REASONS = [
  { rank: 1, feature: 'amount', label: 'Amount', text: 'The amount is high', value: 9, contribution: 1.2 },
  {
    rank: 2,
    feature: 'purpose',
    label: 'Purpose',
    text: 'Purpose (café, “quoted”) — riskier',
    value: 'x',
    contribution: 0.4,
  },
];

let harness: LambdaHarness;
let s3: S3Client;
let cases: ApiHandler;
let scoreRow: Row;

beforeAll(async () => {
  harness = await startLambdaHarness();
  s3 = harness.ministack.client;
  Object.assign(process.env, {
    ...{
      CASE_BUCKET,
      NOTICE_CHANNEL: 'event',
      CONTEST_LINK_DAYS: '90',
      CONTEST_LINK_SECRET: 'risk/test/contest-links',
    },
    ...{ USER_POOL_ID: 'eu-west-1_test' },
  });
  const secrets = new SecretsManagerClient({});
  await secrets.send(new CreateSecretCommand({ Name: 'risk/test/contest-links', SecretString: 'x'.repeat(64) }));
  const Name = `${process.env.PARAMETER_PREFIX}/dashboard/url`;
  await new SSMClient({}).send(new PutParameterCommand({ Name, Value: 'https://risk.lender.example', Type: 'String' }));
  const model = await buildTinyModel({ num: { amount: { median: 0, weight: 0.0001 } }, cat: {}, intercept: -3 });
  await harness.promote(model);
  scoreRow = {
    ...{ as_of: '2026-11-01', features_as_of: '2026-11-01', features: {}, lineage: {}, source: 'batch' },
    ...{ model_version: model.reference.version, model_sha256: model.reference.sha256, policy_version: '2026-11-23' },
    ...{ pd: 0.5, raw: 0, score: 411, band: 'E', decision: 'decline', decided_by: 'score', lgd: 0.4, ead: 100 },
    ...{ expected_loss: 20, reasons: REASONS, explanation: { scale: 'log_odds', base: -1, margin: 0 } },
    ...{ requested_by: 'risk' },
  };
  harness.useRole('risk_cases');
  const { casesHandler } = await import('../../../lambdas/prediction-api/cases.lambda.ts');
  const people = { jo: ['underwriter'], al: ['analyst'], pat: ['privacy-officer'] } as const;
  cases = casesHandler(readRolesOf(people), async (name) => (name === 'jo' ? 'Jo Marsh' : null));
});
afterAll(() => harness?.stop());

/** Stores a score of an application and returns its id. */
async function store(application_id: string | null, changes: Row = {}): Promise<string> {
  const prediction_id = v7();
  const customer_id = application_id && `customer-${application_id}`;
  await insertRows(harness.db.superuser, 'predictions.risk_scores', [
    { ...scoreRow, prediction_id, application_id, customer_id, scored_at: new Date().toISOString(), ...changes },
  ]);
  return prediction_id;
}

const jo = buildPersonClaims('jo', 'risk/review risk/read');
const machine = buildServiceClaims('risk/read');
const issue = (prediction_id: string, body: object = { kind: 'us' }, claims: ApiCall['claims'] = jo) =>
  callApi(cases, {
    ...{ method: 'POST', resource: '/v1/predictions/{prediction_id}/notice', path: { prediction_id }, body, claims },
  });
const read = (notice_id: string, claims: ApiCall['claims'] = jo) =>
  callApi(cases, { resource: '/v1/notices/{notice_id}', path: { notice_id }, claims });
const deliver = (notice_id: string, body: object) =>
  callApi(cases, {
    method: 'POST',
    resource: '/v1/notices/{notice_id}/delivery',
    path: { notice_id },
    body,
    claims: jo,
  });
const list = (prediction_id: string) =>
  callApi(cases, { resource: '/v1/predictions/{prediction_id}/notices', path: { prediction_id }, claims: jo });
const listOwed = () => callApi(cases, { resource: '/v1/owed-notices', claims: jo });
const readFile = async (notice_id: string, file: string): Promise<Buffer> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: CASE_BUCKET, Key: `notices/${notice_id}/${file}` }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};
const query = async (text: string, values: unknown[] = []): Promise<Row[]> =>
  (await harness.db.superuser.query(text, values)).rows;
const override = (prediction_id: string, decision: string | null, more: Row = {}) =>
  insertRows(harness.db.superuser, 'predictions.overrides', [
    {
      ...{ override_id: v7(), prediction_id, decision, overruled: 'decline', reason: 'Payslips did not match.' },
      ...{ decided_by: 'jo', client_id: 'web', request_sha256: 'x', ...more },
    },
  ]);

test('a declined application is owed a notice; issued, it is evidence, and owed until it is sent', async () => {
  const prediction = await store('a1');
  expect(OwedNotices.parse((await listOwed()).body).owed).toMatchObject([
    { application: 'a1', prediction_id: prediction },
  ]);
  const { notice } = NoticeAnswer.parse((await issue(prediction)).body);
  expect(notice).toMatchObject({
    ...{ application: 'a1', kind: 'us', language: 'en', decision: 'decline', state: 'issued', channel: 'event' },
    issued_by: { id: 'jo', name: 'Jo Marsh' },
  });
  const notice_id = notice?.notice_id ?? '';
  const [html, pdf] = await Promise.all([readFile(notice_id, 'notice.html'), readFile(notice_id, 'notice.pdf')]);
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  expect([hash(html), hash(pdf)]).toEqual([notice?.html_sha256, notice?.pdf_sha256]);
  // The stored reasons, byte for byte, in HTML, PDF and row.
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true });
  const [row] = await query('select content, contest_id from notices.notices where notice_id = $1', [notice_id]);
  for (const reason of REASONS) {
    expect(html.toString()).toContain(reason.text);
    expect(text).toContain(reason.text);
    expect(JSON.stringify(row?.content)).toContain(reason.text);
  }
  // The link is in the files and nowhere in the database; no file names the customer.
  const [, token = ''] = /contest#([\w.-]+)/.exec(html.toString()) ?? [];
  expect(token).not.toBe('');
  expect(JSON.stringify(await query('select * from notices.notices'))).not.toContain(token);
  expect(html.toString() + text).not.toContain('customer-a1');
  const { duty } = NoticeList.parse((await list(prediction)).body);
  expect(duty).toMatchObject({ is_owed: true, is_overdue: false });
  expect(Date.parse(duty?.due_at ?? '') - Date.parse(duty?.declined_at ?? '')).toBe(30 * 86_400_000);
  // A person who reads does not take it over; the lender's system does, once.
  expect(NoticeFiles.parse((await read(notice_id)).body).state).toBe('issued');
  const taken = NoticeFiles.parse((await read(notice_id, machine)).body);
  expect(taken).toMatchObject({ state: 'sent', issued_by: { name: null } });
  expect((await fetch(taken.pdf.url)).headers.get('content-disposition')).toContain('attachment');
  await read(notice_id, machine);
  expect(NoticeList.parse((await list(prediction)).body).duty?.is_owed).toBe(false);
  const events = await query('select action, detail from audit.events where subject = $1 order by event_id', [
    notice_id,
  ]);
  expect(events.map(({ action }) => action)).toEqual(['notice.issued', 'notice.sent']);
  expect(JSON.stringify(events)).not.toMatch(/a1|customer/);
});

test('the same decision, kind and language is one notice, also asked for ten times at once', async () => {
  const prediction = await store('a2');
  const answers = await Promise.all(Array.from({ length: 10 }, () => issue(prediction)));
  expect(new Set(answers.map(({ body }) => body.notice.notice_id)).size).toBe(1);
  const german = NoticeAnswer.parse((await issue(prediction, { kind: 'us', language: 'de' })).body);
  expect(NoticeList.parse((await list(prediction)).body).notices).toHaveLength(2);
  expect(german.notice?.language).toBe('de');
});

test('a preview stores nothing', async () => {
  const prediction = await store('a3');
  const before = (await s3.send(new ListObjectsV2Command({ Bucket: CASE_BUCKET }))).KeyCount;
  const { notice, preview } = NoticeAnswer.parse(
    (await issue(prediction, { kind: 'eu', language: 'fr', preview: true })).body,
  );
  expect(notice).toBeNull();
  expect(JSON.stringify(preview)).toContain('Nous avons refusé votre demande');
  expect(preview?.blocks.find(({ block }) => block === 'link')).toMatchObject({ url: null });
  expect(await query("select from notices.notices where application = 'a3'")).toEqual([]);
  expect((await s3.send(new ListObjectsV2Command({ Bucket: CASE_BUCKET }))).KeyCount).toBe(before);
});

test('refused: what-ifs, approvals, older scores, missing reasons, letters that the font lacks, unknown ids', async () => {
  const kindOf = async (prediction: string, body?: object) => {
    const { status, body: answer } = await issue(prediction, body);
    return [status, answer.type];
  };
  const problem = (status: number, kind: string) => [status, `urn:risk:problem:${kind}`];
  const whatIf = await store(null, { source: 'api', client_id: 'web', request_sha256: 'x' });
  expect(await kindOf(whatIf)).toEqual(problem(409, 'what-if-decision'));
  const approved = await store('b1', { decision: 'approve' });
  expect(await kindOf(approved)).toEqual(problem(409, 'no-adverse-action'));
  expect((await issue(approved, { kind: 'eu' })).status).toBe(200);
  const older = await store('b2');
  await store('b2', { policy_version: '2026-11-01' });
  expect(await kindOf(older)).toEqual(problem(409, 'scored-again'));
  expect(await kindOf(await store('b3', { reasons: [], explanation: null }))).toEqual(problem(409, 'reasons-missing'));
  const chinese = [{ text: '汽车' }];
  expect(await kindOf(await store('b4', { reasons: chinese }))).toEqual(problem(422, 'notice-unprintable'));
  expect(await kindOf(v7())).toEqual(problem(404, 'unknown-prediction'));
  expect((await read(v7())).body.type).toBe('urn:risk:problem:unknown-notice');
  expect((await issue(approved, { kind: 'eu' }, buildPersonClaims('al', 'risk/review'))).status).toBe(403);
});

test('a template that was changed under its version is refused, and nothing is stored', async () => {
  const prediction = await store('b5');
  await query('alter table notices.templates disable trigger refuse_change');
  await query("update notices.templates set sha256 = repeat('0', 64) where template = 'us-adverse-action'");
  const { status, body } = await issue(prediction);
  expect([status, body.type]).toEqual([409, 'urn:risk:problem:template-changed']);
  expect(await query("select from notices.notices where application = 'b5'")).toEqual([]);
  await query("delete from notices.templates where template = 'us-adverse-action'");
  await query('alter table notices.templates enable trigger refuse_change');
  expect((await issue(prediction)).status).toBe(200);
});

test("the clock follows people's decisions, later scores, and notices that come back", async () => {
  const isOwed = async (application: string) =>
    (await query('select ended_at is null as owed from notices.duties where application = $1', [application]))[0]?.owed;
  const prediction = await store('c1');
  await override(prediction, 'approve');
  expect(await isOwed('c1')).toBe(false);
  const [held] = await query('select override_id from predictions.overrides where prediction_id = $1', [prediction]);
  await override(prediction, null, { ends: held?.override_id, overruled: 'approve' });
  expect(await isOwed('c1')).toBe(true);
  await store('c1', { decision: 'approve', policy_version: '2026-11-01' });
  expect(await isOwed('c1')).toBe(false);

  const referred = await store('c2', { decision: 'refer' });
  expect(await isOwed('c2')).toBeUndefined();
  await override(referred, 'decline', { overruled: 'refer' });
  expect(await isOwed('c2')).toBe(true);
  const { notice } = NoticeAnswer.parse((await issue(referred)).body);
  const html = (await readFile(notice?.notice_id ?? '', 'notice.html')).toString();
  expect(html).toContain('Payslips did not match.');
  const notice_id = notice?.notice_id ?? '';
  const why = 'The letter came back from the post.';
  expect((await deliver(notice_id, { state: 'returned', why })).status).toBe(409);
  expect(NoticeFiles.parse((await deliver(notice_id, { state: 'sent' })).body).sent_by).toBe('jo');
  expect(await isOwed('c2')).toBe(false);
  expect(NoticeFiles.parse((await deliver(notice_id, { state: 'returned', why })).body)).toMatchObject({
    ...{ state: 'returned', failure: why },
  });
  expect(await isOwed('c2')).toBe(true);
});

test('overdue after thirty days: the watch counts it', async () => {
  await store('d1', { scored_at: new Date(Date.now() - 31 * 86_400_000).toISOString() });
  harness.useRole('risk_deadlines');
  const { watchDeadlines } = await import('../../../lambdas/cases/deadlines/watch-deadlines.ts');
  const { getDatabase } = await import('../../../lambdas/shared/aws/database.ts');
  expect((await watchDeadlines(getDatabase())).overdue.notices).toBe(1);
  harness.useRole('risk_cases');
  const found = OwedNotices.parse((await listOwed()).body);
  expect([found.overdue, found.owed[0]?.application]).toEqual([1, 'd1']);
});

test('what a notice says cannot be changed', async () => {
  await expect(query("update notices.notices set content = '{}'")).rejects.toThrow('notices are evidence');
  await expect(query("update notices.templates set sha256 = repeat('1', 64)")).rejects.toThrow();
});

interface SentEmail {
  Destination: { ToAddresses: string[] };
  Content: {
    Simple: {
      Subject: { Data: string };
      Body: { Text: { Data: string } };
      Attachments: { FileName: string; RawContent: string }[];
    };
  };
}

/** Takes e-mails as SES does; `refusals` are answered first. */
async function startSes(): Promise<{ sent: SentEmail[]; refusals: string[]; server: Server; url: string }> {
  const [sent, refusals]: [SentEmail[], string[]] = [[], []];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const refusal = refusals.shift();
    response.setHeader('content-type', 'application/json');
    if (refusal) {
      response.statusCode = refusal === 'TooManyRequestsException' ? 429 : 400;
      response.setHeader('x-amzn-errortype', refusal);
      response.end(JSON.stringify({ message: 'refused for maria@applicant.example' }));
      return;
    }
    sent.push(JSON.parse(body));
    response.end(JSON.stringify({ MessageId: `message-${sent.length}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { sent, refusals, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Delivers sealed personal data of a customer, as prepare-file does. */
async function plantPerson(customer_id: string, values: Record<string, string>, run: number): Promise<void> {
  const loadKey = await createLoadKey(new KMSClient({}), harness.ministack.keyArn, v7());
  const { sealed, personKey } = seal(loadKey, customer_id, 2, Object.keys(values), Object.values(values));
  await openPersonKeyTable(new DynamoDBClient({}), 'test-person-keys').put([personKey]);
  await insertRows(harness.db.superuser, 'staging.customers', [
    { customer_id, valid_from: '2026-11-01', personal_data: sealed, ...buildSourceColumns(run) },
  ]);
}

test('the worker issues what is owed, opens name and address for one e-mail, and keeps none of them', async () => {
  await query('delete from notices.duties');
  const ses = await startSes();
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL_SESV2: ses.url, NOTICE_CHANNEL: 'email', NOTICE_SENDER: 'credit@lender.example' },
    ...{ NOTICE_CONFIGURATION_SET: 'risk-test-notices', NOTICE_AUTOMATIC: '{"kind":"us","language":"es"}' },
    ...{ PERSON_KEYS_TABLE: 'test-person-keys', PERSONAL_DATA_KEY: harness.ministack.keyArn },
  });
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      ...{ TableName: 'test-person-keys', BillingMode: 'PAY_PER_REQUEST' },
      AttributeDefinitions: ['customer_id', 'key_id'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'customer_id', KeyType: 'HASH' },
        { AttributeName: 'key_id', KeyType: 'RANGE' },
      ],
    }),
  );
  const run_id = buildRunId(70);
  await insertRows(harness.db.superuser, 'analytics.runs', [
    { run_id, as_of: '2026-11-01', execution_id: run_id, state: 'published', opened_at: '2026-11-01' },
  ]);
  await insertRows(harness.db.superuser, 'analytics.publications', [
    { run_id, as_of: '2026-11-01', published_at: new Date(), rows: 0 },
  ]);
  const maria = { full_name: 'María\r\nBcc: x Núñez', email: 'maria@applicant.example' };
  for (const name of ['e1', 'e2', 'e3', 'e5']) await plantPerson(`customer-${name}`, maria, 70);
  await plantPerson('customer-e4', { full_name: 'No Address', email: 'nowhere' }, 70);
  await erasePerson(openPersonKeyTable(new DynamoDBClient({}), 'test-person-keys'), 'customer-e3');
  for (const application of ['e1', 'e2', 'e3', 'e4', 'e5']) await store(application);

  harness.useRole('risk_notices');
  const { handler } = await import('../../../lambdas/notices/deliver-notices.lambda.ts');
  const work = (event: object = {}) => handler(event, {} as Parameters<typeof handler>[1]);
  // e1 is refused for ever, e2 for now; e3 was erased, e4 has no address.
  ses.refusals.push(
    'MessageRejected',
    'TooManyRequestsException',
    'TooManyRequestsException',
    'TooManyRequestsException',
  );
  expect(await work()).toEqual({ issued: 5, sent: 1, failed: 3 });
  const states = await query('select application, state, failure from notices.notices where channel = $1 order by 1', [
    'email',
  ]);
  expect(states).toEqual([
    { application: 'e1', state: 'failed', failure: 'MessageRejected' },
    { application: 'e2', state: 'issued', failure: null },
    { application: 'e3', state: 'failed', failure: 'the personal data of the applicant was erased' },
    { application: 'e4', state: 'failed', failure: 'no usable e-mail address of the applicant was delivered' },
    { application: 'e5', state: 'sent', failure: null },
  ]);
  const [email] = ses.sent;
  const { Subject, Body, Attachments } = email?.Content.Simple ?? {};
  expect(email?.Destination.ToAddresses).toEqual([maria.email]);
  expect(Subject?.Data).toBe('Su solicitud de crédito e5');
  expect(Body?.Text.Data).toContain('Hola, María Bcc: x Núñez:');
  const pdf = Buffer.from(Attachments?.[0]?.RawContent ?? '', 'base64');
  const [stored] = await query("select pdf_sha256, message_id from notices.notices where application = 'e5'");
  expect(createHash('sha256').update(pdf).digest('hex')).toBe(stored?.pdf_sha256);

  // What was put off is sent when its time has come, once; nothing is issued twice.
  expect(await work()).toEqual({ issued: 0, sent: 0, failed: 0 });
  await query("update notices.notices set next_attempt_at = now() where application = 'e2'");
  expect(await work()).toEqual({ issued: 0, sent: 1, failed: 0 });
  // It comes back: the applicant is owed one again.
  expect(await work({ returned_message: stored?.message_id })).toEqual({ returned: 1 });
  expect(await work({ returned_message: 'of another system' })).toEqual({ returned: 0 });
  const owed = await query(
    'select application from notices.duties where ended_at is null and failure is null order by 1',
  );
  expect(owed.map(({ application }) => application)).toEqual(['e1', 'e3', 'e4', 'e5']);
  const everything = JSON.stringify([
    await query('select * from notices.notices'),
    await query('select * from audit.events'),
  ]);
  expect(everything).not.toMatch(/maria|María|applicant\.example/);
  await new Promise((resolve) => ses.server.close(resolve));
  harness.useRole('risk_cases');
});
