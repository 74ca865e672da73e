/**
 * An upgrade from the release before: its state folder and database are taken over, its functions serve on the migrated
 * database until they are replaced, and all evidence replays as it was. The fixture is made by `npm run release:state`.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readStackParameters } from '../../cli/aws/stack-parameters.ts';
import { findDeliveries, landDelivery } from '../../cli/journey/delivery-folders.ts';
import { deployStacks } from '../../cli/local/deploy/deploy.ts';
import { runWorkflow } from '../../cli/workflows/run-workflow.ts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import type { ApiCall } from '../../testing/api/gateway-event.ts';
import { startStoppedCloud, type TestCloud } from '../../testing/aws/test-cloud.ts';
import { writeSmallDelivery } from '../../testing/lenders/small-lender.ts';
import { waitForResult } from '../../testing/operator-steps.ts';
import { callDeployedApi, readTableContents, replayAll } from '../../testing/release/deployed-release.ts';
import { migrateRelease } from '../../testing/release/migrate-release.ts';
import { unpackRelease } from '../../testing/release/unpack-release.ts';
import { uploadFile } from '../../testing/workflows/batch-harness.ts';

const CUSTOMERS = 1500;
/** The delivery that follows the fixture's. */
const DAY = '2005-11-01';
/** Applications to score; the sample's of that day are all decided. */
const OPEN = [
  'new-1,1,2005-10-31T00:00:00Z,50000,credit_card,received,,',
  'new-2,2,2005-10-31T00:00:00Z,9000,credit_card,received,,',
];

/** The release before refuses the keys of a manifest that it does not know. */
function removeNewKeys(manifestPath: string): void {
  const { target: _, ...manifest } = JSON.parse(readFileSync(manifestPath, 'utf8'));
  writeFileSync(manifestPath, JSON.stringify(manifest));
}

let cloud: TestCloud;
let data: string;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'risk-upgrade-'));
  writeSmallDelivery(data, DAY, CUSTOMERS, { loan_applications: OPEN });
  removeNewKeys(join(data, `as_of=${DAY}`, 'manifest.json'));
  cloud = await startStoppedCloud(unpackRelease());
}, 120_000);
afterAll(async () => {
  await cloud?.stop();
  rmSync(data, { recursive: true, force: true });
}, 60_000);

/** Calls the API in the ways that read and write evidence, and scores an uploaded file. */
async function usesTheApi(): Promise<void> {
  const made = await callDeployedApi('predict', {
    method: 'POST',
    resource: '/v1/predict',
    body: { application_id: '3' },
  });
  expect(made).toMatchObject({ application_id: '3', decision: expect.any(String) });
  const listed = await callDeployedApi('predict', {
    method: 'POST',
    resource: '/v1/predict/batch',
    body: { items: [{ application_id: '7' }, { customer_id: '5', amount: 5000, term_months: 12 }] },
  });
  expect(listed).toMatchObject({ results: [{ status: 200 }, { status: 200 }] });
  const evidence = await callDeployedApi('read', {
    resource: '/v1/predictions/{prediction_id}',
    path: { prediction_id: made.prediction_id },
  });
  expect(evidence).toMatchObject({ prediction_id: made.prediction_id, source: 'api' });
  await scoreUploadedFile();
}

async function scoreUploadedFile(): Promise<void> {
  const file = 'application_id\n3\nnobody\n';
  const call = (more: ApiCall) => callDeployedApi('batches', more);
  const body = { size_bytes: Buffer.byteLength(file) };
  const batch = await call({ method: 'POST', resource: '/v1/batches', body });
  await uploadFile(batch, file);
  const path = { batch_id: batch.batch_id };
  await call({ method: 'POST', resource: '/v1/batches/{batch_id}/start', path });
  const done = await waitForResult(async () => {
    const { state, progress } = await call({ resource: '/v1/batches/{batch_id}', path });
    return /^(created|running)$/.test(state) ? undefined : { state, progress };
  });
  expect(done).toMatchObject({ state: 'done', progress: { rows_scored: 1, rows_failed: 1 } });
}

const runDay = (input: object = {}) =>
  runWorkflow<{ outcome: string }>(
    new SFNClient({}),
    cloud.parameter('workflow/daily-etl-arn'),
    { up_to: DAY, ...input },
    () => {},
  );

describe('the migrations of this release', () => {
  test('change no stored row', async () => {
    const before = await readTableContents(cloud.database);
    expect(before['predictions.risk_scores']?.rows).toBeGreaterThan(100);
    await migrateRelease(cloud.parameter('database/cluster-arn'));
    expect(await readTableContents(cloud.database, before)).toEqual(before);
  }, 120_000);
});

describe('the functions of the release before, on the migrated database', () => {
  test('answer the API', usesTheApi, 60_000);

  test('replay all evidence without a difference', async () => {
    expect(await replayAll(cloud.database)).toEqual([]);
  }, 120_000);

  test('run the next delivery to its scores', async () => {
    const [delivery] = await findDeliveries(data);
    if (!delivery) throw new Error('no delivery was written');
    await landDelivery(getObjectStore(), cloud.parameter('landing/bucket'), delivery);
    expect((await runDay()).output).toMatchObject({ outcome: 'published', scoring: 'scored' });
  }, 120_000);
});

describe('the functions of this release', () => {
  test('are deployed over those before', async () => {
    await deployStacks(cloud.settings);
    cloud.parameter = await readStackParameters('local');
  }, 300_000);

  test('answer the API', usesTheApi, 60_000);

  test('replay all evidence without a difference, that of the functions before too', async () => {
    expect(await replayAll(cloud.database)).toEqual([]);
  }, 120_000);

  test('run a day again that the release before had run', async () => {
    expect((await runDay({ from: DAY, again: true })).output).toMatchObject({ outcome: 'published' });
  }, 120_000);
});
