/**
 * Makes the fixture of the upgrade test from the release that is checked out: `npm run release:state` deploys it on a
 * local cloud, leads a small lender through it, and packs the state folder into test/upgrade/release.tar.xz.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fetchToken } from '../cli/environment/access-token.ts';
import { findDeliveries } from '../cli/journey/delivery-folders.ts';
import { runJourney } from '../cli/journey/run-journey.ts';
import { requestPrediction } from '../cli/predictions/request-prediction.ts';
import { scoreFile } from '../cli/predictions/score-file.ts';
import { createRiskClient } from '../clients/typescript/client.ts';
import { createPersonToken } from '../testing/api/person-token.ts';
import { startTestCloud, type TestCloud } from '../testing/aws/test-cloud.ts';
import { writeSmallDelivery } from '../testing/lenders/small-lender.ts';

const ROOT = resolve(import.meta.dirname, '..');
const FIXTURE = join(ROOT, 'test/upgrade/release.tar.xz');
/** Few, and enough outcomes for a training. */
const CUSTOMERS = 1500;
/** The upgrade test delivers the next day. */
const DAY = '2005-10-01';

const data = mkdtempSync(join(tmpdir(), 'risk-release-'));
writeSmallDelivery(data, DAY, CUSTOMERS, {}, { persons: true });
const lender = await startTestCloud();
try {
  const [result] = await runJourney(await findDeliveries(data), lender, { budgetSeconds: 0 });
  if (result?.training?.outcome !== 'champion') throw new Error(`no champion: ${JSON.stringify(result?.training)}`);
  await predictInEveryWay(lender);
  await lender.database.end();
  await lender.cloud.stop();
  const pack = [join(ROOT, 'testing/release/release_state.py'), 'pack', lender.stateDirectory, FIXTURE];
  execFileSync(join(ROOT, '.venv/bin/python'), pack, { stdio: 'inherit' });
  console.log(`Wrote ${FIXTURE}: commit it, so that the next release is tested against this one.`);
} finally {
  await lender.stop();
  rmSync(data, { recursive: true, force: true });
}

/** Leaves evidence of every kind: single, what-if, list, file, replaced by an override. */
async function predictInEveryWay({ parameter }: TestCloud): Promise<void> {
  const baseUrl = parameter('api/url');
  const client = createRiskClient({ baseUrl, token: fetchToken });
  const { prediction_id } = await requestPrediction(baseUrl, { application_id: '3' });
  await requestPrediction(baseUrl, { customer_id: '5', amount: 5000, term_months: 12 });
  await client.POST('/v1/predict/batch', {
    params: { header: { 'idempotency-key': 'release-list' } },
    body: { items: [{ application_id: '7' }, { application_id: '8' }] },
  });
  const path = join(data, 'applications.csv');
  writeFileSync(path, 'application_id\n3\nnobody\n4\n');
  await scoreFile(client, { path });
  const reviewer = await createPersonToken(parameter('api/user-pool-id'), 'jo@example.com', ['underwriter']);
  await createRiskClient({ baseUrl, token: async () => reviewer }).POST('/v1/predictions/{prediction_id}/override', {
    params: { path: { prediction_id } },
    body: { decision: 'decline', reason: 'The employer does not exist.' },
  });
}
