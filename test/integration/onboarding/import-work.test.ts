/** A lender's own file from the calls of the API to its delivery, with the real work on the real database and S3. */

import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ImportWork } from '../../../lambdas/onboarding/contract/import-state.ts';
import type { ImportWorkTools } from '../../../lambdas/onboarding/imports/run-import-work.ts';
import { runImportWork } from '../../../lambdas/onboarding/imports/run-import-work.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { createObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { DEFAULT_DELIVERY_LIMITS } from '../../../lambdas/shared/landing/delivery-limits.ts';
import { buildPersonClaims, callApi } from '../../../testing/api/gateway-event.ts';
import { readEveryRole } from '../../../testing/api/person-roles.ts';
import { formatLoans, makeLoans } from '../../../testing/onboarding/loans-export.ts';
import {
  type LambdaHarness,
  MODEL_BUCKET,
  REPORT_BUCKET,
  startLambdaHarness,
  WORK_BUCKET,
} from '../../../testing/workflows/lambda-harness.ts';

const LANDING = 'risk-test-landing';
const FILE = formatLoans([...makeLoans(80, '2024-05-30'), ...makeLoans(80, '2024-05-31', 'L')]);

let harness: LambdaHarness;
let api: ApiHandler;
let tools: ImportWorkTools;
let startedFor: ImportWork[];
let fault: Error | undefined;
/** Fails the start of the daily workflow. */
let startFault: Error | undefined;
const faults: unknown[] = [];

beforeAll(async () => {
  harness = await startLambdaHarness();
  harness.useRole('risk_import');
  const { client } = harness.ministack;
  const { CreateBucketCommand, DeleteObjectCommand } = await import('@aws-sdk/client-s3');
  await client.send(new CreateBucketCommand({ Bucket: LANDING }));
  const store = createObjectStore(client);
  const { getDatabase } = await import('../../../lambdas/shared/aws/database.ts');
  tools = {
    ...{ store, landingBucket: LANDING, mappingBucket: MODEL_BUCKET, reportBucket: REPORT_BUCKET },
    ...{ workBucket: WORK_BUCKET, limits: DEFAULT_DELIVERY_LIMITS, maxRawBytes: 2 ** 30, today: '2024-06-03' },
    checkTime: () => {},
    database: getDatabase(),
    startDailyRun: async (work) => {
      if (startFault) throw startFault;
      startedFor.push(work);
    },
    deleteObject: async (Bucket, Key) => void (await client.send(new DeleteObjectCommand({ Bucket, Key }))),
  };
  const { importsHandler } = await import('../../../lambdas/prediction-api/imports.lambda.ts');
  api = importsHandler(readEveryRole, async (work) => {
    const failing = { ...tools, store: { ...store, putJson: () => Promise.reject(fault) } };
    await runImportWork(work, fault ? failing : tools).catch((error: unknown) => void faults.push(error));
  });
});
afterAll(() => harness?.stop());
beforeEach(() => {
  startedFor = [];
  fault = undefined;
  startFault = undefined;
});

let claims = buildPersonClaims('jo', 'risk/import');
const step = (import_id: string, name: string, body?: object) =>
  callApi(api, { method: 'POST', resource: `/v1/imports/{import_id}/${name}`, path: { import_id }, body, claims });

/** Uploads a file and has it read. */
async function bring(name: string, text: string) {
  const body = { name, files: [{ name: 'Kredite.csv', size_bytes: Buffer.byteLength(text) }] };
  const { body: made } = await callApi(api, { method: 'POST', resource: '/v1/imports', body, claims });
  await fetch(made.uploads[0].parts[0].url, { method: 'PUT', body: text });
  return (await step(made.import_id, 'complete')).body;
}

/** Answers each open question with its first choice. */
async function answerAll(proposed: Awaited<ReturnType<typeof bring>>) {
  const open = proposed.preview.questions.map(({ id, choices, proposed: answer }: never) => [
    id,
    answer ?? (choices as { answer: string }[])[0]?.answer,
  ]);
  return (await step(proposed.import_id, 'answers', { answers: Object.fromEntries(open) })).body;
}

async function listKeys(Bucket: string, Prefix: string): Promise<string[]> {
  const { Contents = [] } = await harness.ministack.client.send(new ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.map(({ Key = '' }) => Key);
}

test('a file becomes a delivery, a mapping and a report; its raw bytes are deleted, and the day runs', async () => {
  const proposed = await bring('kredite', FILE);
  expect([proposed.state, proposed.problem]).toEqual(['proposed', null]);
  const { import_id } = await answerAll(proposed);
  const { body: checked } = await step(import_id, 'check');
  expect([checked.state, checked.check.rows_in, checked.check.refused_rows]).toEqual(['checked', 160, 0]);
  expect(await listKeys(LANDING, '')).toEqual([]);
  const { body: delivered } = await step(import_id, 'deliver');
  expect([delivered.state, delivered.deliveries]).toEqual(['delivered', checked.check.deliveries]);
  expect(startedFor).toEqual([expect.objectContaining({ action: 'deliver', import_id })]);
  const days = delivered.deliveries.map(({ as_of }: { as_of: string }) => `landing/as_of=${as_of}/manifest.json`);
  expect(await listKeys(LANDING, 'landing/')).toEqual(expect.arrayContaining(days));
  expect(await listKeys(WORK_BUCKET, `imports/${import_id}/files/`)).toEqual([]);
  expect(await listKeys(MODEL_BUCKET, 'mappings/')).toEqual(['mappings/kredite.yaml']);
  expect(await (await fetch(delivered.report.html)).text()).toContain('Kredite.csv');
});

test('a mapping that exists under the name stays as it is', async () => {
  await harness.put(MODEL_BUCKET, 'mappings/taken.yaml', 'of others');
  const { import_id } = await answerAll(await bring('taken', FILE.replaceAll('2024', '2023')));
  await step(import_id, 'check');
  expect((await step(import_id, 'deliver')).body.state).toBe('delivered');
  const { Body } = await harness.ministack.client.send(
    new GetObjectCommand({ Bucket: MODEL_BUCKET, Key: 'mappings/taken.yaml' }),
  );
  expect(await Body?.transformToString()).toBe('of others');
});

test('files that nobody can read are refused in one line', async () => {
  const { state, problem, import_id } = await bring('picture', `\u0089PNG\r\n\u001a\n${'\u0000'.repeat(100)}`);
  expect([state, problem.detail]).toEqual(['refused', expect.stringMatching(/^[^\n]*Kredite\.csv[^\n]*$/)]);
  expect(await listKeys(WORK_BUCKET, `imports/${import_id}/files/`)).toEqual([]);
});

test('a fault of ours is told at once: a new file is needed, or the step can be asked for again', async () => {
  fault = new Error('the disk is full');
  const first = await bring('fault', FILE);
  expect([first.state, first.problem.name]).toEqual(['failed', 'failed']);
  fault = undefined;
  const { import_id } = await answerAll(await bring('fault', FILE));
  fault = new Error('the disk is full');
  const { body } = await step(import_id, 'check');
  expect([body.state, body.problem.name]).toEqual(['proposed', 'failed']);
  expect(JSON.stringify(body)).not.toContain('the disk is full');
  fault = undefined;
  expect((await step(import_id, 'check')).body.state).toBe('checked');
  expect(faults).toHaveLength(2);
});

/** Brings the file of a day up to its delivery. */
async function deliver(name: string, text: string) {
  const { import_id } = await answerAll(await bring(name, text));
  await step(import_id, 'check');
  return (await step(import_id, 'deliver')).body;
}

test('what was delivered is not called failed when the daily workflow cannot be started', async () => {
  startFault = new Error('Step Functions are away');
  const { state, problem, import_id } = await deliver('started', FILE.replaceAll('2024', '2022'));
  expect([state, problem]).toEqual(['delivered', null]);
  expect(await listKeys(WORK_BUCKET, `imports/${import_id}/files/`)).toEqual([]);
  expect(faults.at(-1)).toBe(startFault); // the function fails, so its alarm rings
});

test('a person replaces what the same person delivered, and not what another one did', async () => {
  const day = FILE.replaceAll('2024', '2021');
  const listFiles = async () => {
    const manifest = await tools.store.getJson(LANDING, 'landing/as_of=2021-05-31/manifest.json');
    return (manifest as { tables: { customers: { files: unknown[] } } }).tables.customers.files;
  };
  await deliver('shared', day);
  const [first] = await listFiles();
  await deliver('shared', day.replace('1.000,00', '1.001,00'));
  const [second, ...none] = await listFiles();
  expect([second, none]).toEqual([expect.not.objectContaining({ name: (first as { name: string }).name }), []]);
  claims = buildPersonClaims('kim', 'risk/import');
  await deliver('shared', day);
  claims = buildPersonClaims('jo', 'risk/import');
  expect(await listFiles()).toEqual([second, expect.anything()]);
});
