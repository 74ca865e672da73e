/** Imports over the API on the real database and S3: from the upload in parts to the delivery, step by step. */
import { AbortMultipartUploadCommand, GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { v7 } from 'uuid';
import type { ImportReport } from '../../../lambdas/onboarding/contract/import-report.ts';
import {
  type ImportWork,
  importAnswersKey,
  importCheckKey,
  importFileKey,
  importProposalKey,
  UPLOAD_PART_BYTES,
} from '../../../lambdas/onboarding/contract/import-state.ts';
import type { Proposal } from '../../../lambdas/onboarding/contract/profile.ts';
import { claimWork, endWork, reportProgress } from '../../../lambdas/onboarding/imports/import-record.ts';
import type { Import } from '../../../lambdas/prediction-api/contract/schemas/imports.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { callAsDocumented } from '../../../testing/api/call-as-documented.ts';
import { type ApiCall, buildPersonClaims } from '../../../testing/api/gateway-event.ts';
import { type LambdaHarness, startLambdaHarness, WORK_BUCKET } from '../../../testing/workflows/lambda-harness.ts';

let harness: LambdaHarness;
let api: ApiHandler;
let asked: ImportWork[];
let groups: Set<string>;
let worker: (work: ImportWork) => Promise<void>;

const claims = buildPersonClaims('jo', 'risk/import');
const PROPOSAL: Proposal = {
  mapping: {
    ...{ version: 1, name: 'loans', currency: 'EUR', as_of: { from: 'arrival' }, mode: 'full', constants: {} },
    sources: [
      {
        ...{ name: 'loans', files: ['loans.csv'], join: null },
        format: { kind: 'json_lines', encoding: 'utf-8' },
        columns: [
          {
            ...{ column: 'email', format: { type: 'text' }, missing: [], confidence: 0.9, decided_by: 'proposal' },
            use: { as: 'left_out', because: 'personal' },
          },
        ],
      },
    ],
    ...{ target: null, backtest: null },
  },
  profiles: [
    {
      ...{ file: 'loans.csv', part: null, rows: 7, remarks: ['3 rows before the header are left out'] },
      duplicate_rows: 0,
      columns: [
        {
          ...{ column: 'email', known: 6, missing: 1, distinct: 6, examples: ['jo@example.com'], missing_marks: [] },
          frequent: [{ text: 'jo@example.com', rows: 1 }],
          ...{ format: { type: 'text' }, fits: 1, alternatives: [], lowest: 'jo@example.com', highest: null },
          ...{ longest: 14, unfit_lines: [], mixed_dates: false, whole: false, quantiles: null, words: 1 },
          ...{ personal: 'email', same_as: null },
        },
      ],
    },
  ],
  questions: [{ id: 'currency', text: 'Which currency?', choices: [{ answer: 'EUR', label: 'Euro' }], proposed: null }],
  findings: [{ kind: 'personal_data', blocks: false, column: 'email', text: 'email looks like personal data' }],
};
const REPORT: ImportReport = {
  mapping: 'loans',
  files: [{ name: 'loans.csv', bytes: 4, sha256: 'a'.repeat(64), rows_in: 7 }],
  deliveries: [{ as_of: '2024-05-31', table: 'customers', mode: 'full', rows: 6 }],
  refused: Array.from({ length: 300 }, (_, line) => ({ file: 'loans.csv', line, column: 'id', reason: 'empty' })),
  ...{ refused_rows: 300, unknown_values: [], columns: [] },
  outcomes: { good: 4, bad: 1, open: 1, withheld: 0 },
};

const call = (resource: string, more: Partial<ApiCall> = {}) => callAsDocumented(api, { resource, claims, ...more });
const create = (files: object[] = [{ name: 'loans.csv', size_bytes: 4 }], more: Partial<ApiCall> = {}) =>
  call('/v1/imports', { method: 'POST', body: { name: 'loans', files }, ...more });
const read = (import_id: string, more: Partial<ApiCall> = {}) =>
  call('/v1/imports/{import_id}', { path: { import_id }, ...more });
const step = (import_id: string, name: string, more: Partial<ApiCall> = {}) =>
  call(`/v1/imports/{import_id}/${name}`, { method: 'POST', path: { import_id }, ...more });
const send = (url: string, body: string | Uint8Array<ArrayBuffer>) => fetch(url, { method: 'PUT', body });
const firstUrl = ({ uploads }: Import, index = 0): string => uploads?.[0]?.parts[index]?.url ?? '';
const kind = ({ status, body }: { status: number; body: { type: string } }) => [
  status,
  body.type?.replace('urn:risk:problem:', ''),
];

/** The database as import-raw-file has it. */
async function importDatabase() {
  const { getDatabase } = await import('../../../lambdas/shared/aws/database.ts');
  return getDatabase('risk_import');
}
const lastWork = () => asked.at(-1) as ImportWork;
const finish = async (state: 'proposed' | 'checked' | 'delivered' | 'refused', more = {}) =>
  endWork(await importDatabase(), lastWork(), { state, ...more });

async function createUploaded(): Promise<string> {
  const { body } = await create();
  await send(firstUrl(body), '1234');
  await step(body.import_id, 'complete');
  return body.import_id;
}
async function createProposed(): Promise<string> {
  const id = await createUploaded();
  await harness.put(WORK_BUCKET, importProposalKey(id), JSON.stringify(PROPOSAL));
  await finish('proposed');
  return id;
}

beforeAll(async () => {
  harness = await startLambdaHarness();
  harness.useRole('risk_import');
  const { importsHandler } = await import('../../../lambdas/prediction-api/imports.lambda.ts');
  api = importsHandler(
    async () => groups,
    async (work) => worker(work),
  );
});
afterAll(() => harness?.stop());
beforeEach(() => {
  asked = [];
  groups = new Set(['analyst']);
  worker = async (work) => void asked.push(work);
});

test('a file is uploaded in parts, in any order, and only the missing parts are asked for again', async () => {
  const size_bytes = UPLOAD_PART_BYTES + 5;
  const { status, body: made } = await create([{ name: 'große Liste 😀.csv', size_bytes }]);
  expect([status, made.state, made.uploads[0].parts.length]).toEqual([200, 'uploading', 2]);
  expect((await send(firstUrl(made, 1), 'abcde')).status).toBe(200);
  expect(kind(await step(made.import_id, 'complete'))).toEqual([422, 'not-uploaded']);
  const { body: later } = await read(made.import_id);
  expect(later.uploads[0]).toMatchObject({ uploaded_bytes: 5, parts: [{ part: 1, start: 0 }] });
  expect((await send(firstUrl(later), new Uint8Array(UPLOAD_PART_BYTES))).status).toBe(200);
  const { body: complete } = await step(made.import_id, 'complete');
  expect([complete.state, complete.uploads, asked]).toEqual([
    'profiling',
    null,
    [{ action: 'profile', import_id: made.import_id, work_id: expect.any(String) }],
  ]);
  const { ContentLength } = await harness.ministack.client.send(
    new HeadObjectCommand({ Bucket: WORK_BUCKET, Key: importFileKey(made.import_id, 1) }),
  );
  expect(ContentLength).toBe(size_bytes);
  await step(made.import_id, 'complete');
  expect(asked).toHaveLength(1);
});

test('an address takes bytes of the announced size only, and none after the upload has ended', async () => {
  const { body: made } = await create();
  expect((await send(firstUrl(made), '12345')).status).toBe(403);
  await send(firstUrl(made), '1234');
  await step(made.import_id, 'complete');
  expect((await send(firstUrl(made), '5678')).ok).toBe(false);
});

test('two files of the same name are refused, because reports name files', async () => {
  const file = { name: 'a.csv', size_bytes: 4 };
  expect(kind(await create([file, file]))).toEqual([422, 'invalid-body']);
});

test('a repeated key returns the import that it made, and refuses another body', async () => {
  const headers = { 'idempotency-key': 'once' };
  const first = await create(undefined, { headers });
  expect((await create(undefined, { headers })).body.import_id).toBe(first.body.import_id);
  const other = await create([{ name: 'other.csv', size_bytes: 4 }], { headers });
  expect(kind(other)).toEqual([422, 'idempotency-key-reused']);
});

test('a person corrects, checks and delivers; each step is asked for once', async () => {
  const id = await createProposed();
  const { body: proposed } = await read(id);
  expect(proposed.preview).toMatchObject({
    tables: [{ file: 'loans.csv', rows: 7, remarks: PROPOSAL.profiles[0]?.remarks }],
    columns: [{ column: 'email', source: 'loans', examples: ['xx@xxxxxxx.xxx'], known: 6, rows: 7 }],
    findings: PROPOSAL.findings,
    questions: PROPOSAL.questions,
  });
  expect(JSON.stringify(proposed)).not.toContain('jo@example.com');
  expect(kind(await step(id, 'deliver'))).toEqual([409, 'import-not-ready']);

  const body = { answers: { currency: 'EUR' }, columns: [PROPOSAL.mapping.sources[0]?.columns[0]] };
  expect((await step(id, 'answers', { body })).body.state).toBe('profiling');
  expect(kind(await step(id, 'answers', { body }))).toEqual([409, 'import-not-ready']);
  const { Body } = await harness.ministack.client.send(
    new GetObjectCommand({ Bucket: WORK_BUCKET, Key: importAnswersKey(id) }),
  );
  expect(JSON.parse((await Body?.transformToString()) ?? '')).toEqual(body);
  await reportProgress(await importDatabase(), lastWork(), { done_bytes: 1, total_bytes: 4, rows: 2 });
  expect((await read(id)).body.progress).toEqual({ done_bytes: 1, total_bytes: 4, rows: 2 });
  await finish('proposed');
  expect((await read(id)).body.preview.answers).toEqual(body);

  await step(id, 'check');
  await step(id, 'check');
  await harness.put(WORK_BUCKET, importCheckKey(id), JSON.stringify(REPORT));
  await finish('checked');
  const { body: checked } = await read(id);
  expect(checked.check).toMatchObject({ rows_in: 7, refused_rows: 300, outcomes: REPORT.outcomes });
  expect(checked.check.refused).toHaveLength(200);

  await step(id, 'deliver');
  expect(kind(await step(id, 'cancel'))).toEqual([409, 'import-not-ready']);
  await finish('delivered', { deliveries: REPORT.deliveries });
  const { body: delivered } = await step(id, 'deliver');
  expect([delivered.state, delivered.deliveries]).toEqual(['delivered', REPORT.deliveries]);
  expect(delivered.report.html).toContain(`imports/${id}/report.html`);
  expect(asked.map(({ action }) => action)).toEqual(['profile', 'profile', 'check', 'deliver']);
  expect((await call('/v1/imports')).body.imports[0]).toMatchObject({ import_id: id, state: 'delivered' });
});

test('a refused check goes back to the person; files that nobody can read are the end', async () => {
  const id = await createProposed();
  await step(id, 'check');
  const problem = { name: 'KeyNotUnique', detail: 'id 7 is in lines 3 and 9\u0000 of loans.csv' };
  await finish('proposed', { problem });
  const { body } = await read(id);
  expect([body.state, body.problem.name]).toEqual(['proposed', 'KeyNotUnique']);
  expect((await step(id, 'check')).body.problem).toBeNull();

  const unreadable = await createUploaded();
  await finish('refused', { problem: { name: 'NotATable', detail: 'loans.csv is a picture' } });
  expect((await read(unreadable)).body).toMatchObject({ state: 'refused', problem: { name: 'NotATable' } });
  expect(kind(await step(unreadable, 'check'))).toEqual([409, 'import-not-ready']);
});

test('work that a person has cancelled or asked for anew ends without a trace', async () => {
  const id = await createUploaded();
  const database = await importDatabase();
  expect(await claimWork(database, lastWork())).toMatchObject({ import_id: id, mapping_name: 'loans' });
  expect(await claimWork(database, { ...lastWork(), work_id: v7() })).toBeUndefined();
  expect((await step(id, 'cancel')).body.state).toBe('cancelled');
  expect((await step(id, 'cancel')).status).toBe(200);
  expect(await claimWork(database, lastWork())).toBeUndefined();
  expect(await reportProgress(database, lastWork(), { done_bytes: 1, total_bytes: 1, rows: 1 })).toBe(false);
  expect(await finish('proposed')).toBe(false);
  const head = new HeadObjectCommand({ Bucket: WORK_BUCKET, Key: importFileKey(id, 1) });
  await expect(harness.ministack.client.send(head)).rejects.toThrow();
});

test('an import whose work cannot be asked for stays where it was', async () => {
  const { body: made } = await create();
  await send(firstUrl(made), '1234');
  worker = async () => {
    throw new Error('Lambda is away');
  };
  expect((await step(made.import_id, 'complete')).status).toBe(503);
  expect((await read(made.import_id)).body.state).toBe('uploading');
  worker = async (work) => void asked.push(work);
  expect((await step(made.import_id, 'complete')).body.state).toBe('profiling');
});

test('work that died is a failure, and an old import has expired', async () => {
  const id = await createUploaded();
  const age = (column: string, interval: string) =>
    harness.db.superuser.query(
      `update onboarding.imports set ${column} = now() - interval '${interval}' where import_id = $1`,
      [id],
    );
  await age('changed_at', '36 minutes');
  expect((await read(id)).body).toMatchObject({ state: 'failed', problem: { name: 'timed-out' } });
  await age('created_at', '8 days');
  expect((await read(id)).body.state).toBe('expired');
});

test('a delivery that died can be cancelled, and then counts as open no more', async () => {
  const id = await createProposed();
  await step(id, 'check');
  await harness.put(WORK_BUCKET, importCheckKey(id), JSON.stringify(REPORT));
  await finish('checked');
  await step(id, 'deliver');
  expect(kind(await step(id, 'cancel'))).toEqual([409, 'import-not-ready']);
  await harness.db.superuser.query(
    "update onboarding.imports set changed_at = now() - interval '36 minutes' where import_id = $1",
    [id],
  );
  expect((await read(id)).body).toMatchObject({ state: 'failed', ended_at: null });
  expect((await step(id, 'cancel')).body.state).toBe('cancelled');
});

test('an upload that S3 no longer knows has no part, as after the restore of an older database', async () => {
  const { body: made } = await create();
  const UploadId = new URL(firstUrl(made)).searchParams.get('uploadId') ?? '';
  const upload = { Bucket: WORK_BUCKET, Key: importFileKey(made.import_id, 1), UploadId };
  await harness.ministack.client.send(new AbortMultipartUploadCommand(upload));
  expect((await read(made.import_id)).body.uploads).toMatchObject([{ uploaded_bytes: 0 }]);
  expect(kind(await step(made.import_id, 'complete'))).toEqual([422, 'not-uploaded']);
  expect((await step(made.import_id, 'cancel')).body.state).toBe('cancelled');
});

test('only a person with the role now, and the scope, may call; the import of another is unknown', async () => {
  const { body: made } = await create();
  const other = { claims: buildPersonClaims('kim', 'risk/import') };
  expect(kind(await read(made.import_id, other))).toEqual([404, 'unknown-import']);
  groups = new Set(['underwriter']);
  expect(kind(await read(made.import_id))).toEqual([403, 'missing-role']);
  expect(kind(await create(undefined, { claims: buildPersonClaims('jo', 'risk/import', 'analyst') }))).toEqual([
    403,
    'missing-role',
  ]);
  groups = new Set(['analyst']);
  expect(kind(await create(undefined, { claims: buildPersonClaims('jo', 'risk/read') }))).toEqual([
    403,
    'missing-scope',
  ]);
});

describe('limits', () => {
  const setLimits = (limits: object) => {
    process.env.IMPORT_LIMITS = JSON.stringify({
      ...{ bytes: 2 ** 31, open_of_caller: 1000, bytes_of_caller_per_day: 1e15 },
      ...{ running_of_caller: 1000, running: 1000, ...limits },
    });
  };
  afterEach(() => setLimits({}));
  const of = (name: string) => ({ claims: buildPersonClaims(name, 'risk/import') });

  test('a person has some open imports, also when many are created at once', async () => {
    setLimits({ open_of_caller: 2 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => create(undefined, of('open'))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    const refused = answers.find(({ status }) => status !== 200);
    expect(kind(refused as never)).toEqual([429, 'too-many-open-imports']);
    const made = answers.find(({ status }) => status === 200)?.body as Import;
    await step(made.import_id, 'cancel', of('open'));
    expect((await create(undefined, of('open'))).status).toBe(200);
  });

  test('files that the reader has no time for are refused before they are sent', async () => {
    const files = Array.from({ length: 2 }, (_, index) => ({ name: `${index}.csv`, size_bytes: 2 ** 30 + 1 }));
    expect(kind(await create(files, of('large')))).toEqual([413, 'files-too-large']);
  });

  test('a person imports some bytes a day, and cancelling gives none back', async () => {
    setLimits({ bytes_of_caller_per_day: 10 });
    const files = [{ name: 'a', size_bytes: 6 }];
    const { body } = await create(files, of('bytes'));
    await step(body.import_id, 'cancel', of('bytes'));
    const refused = await create(files, of('bytes'));
    expect(kind(refused)).toEqual([429, 'too-many-bytes-a-day']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(86_000);
    expect((await create([{ name: 'a', size_bytes: 4 }], of('bytes'))).status).toBe(200);
  });

  test('a person has some imports read at once', async () => {
    setLimits({ running_of_caller: 1 });
    const made = await Promise.all([create(undefined, of('busy')), create(undefined, of('busy'))]);
    for (const { body } of made) await send(firstUrl(body), '1234');
    const [first, second] = made.map(({ body }) => body.import_id) as [string, string];
    expect((await step(first, 'complete', of('busy'))).status).toBe(200);
    expect(kind(await step(second, 'complete', of('busy')))).toEqual([429, 'too-many-running-imports']);
    await finish('proposed');
    expect((await step(second, 'complete', of('busy'))).status).toBe(200);
  });
});
