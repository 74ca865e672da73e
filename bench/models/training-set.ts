/**
 * `node bench/models/training-set.ts NAME DIR` prints the folder of a sample's training set: its deliveries imported by
 * the real daily workflow and exported as for a training job. Cached in .cache/ until the data or the code changes.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { findDeliveries, landDelivery } from '../../cli/journey/delivery-folders.ts';
import { downloadFolder } from '../../cli/local/jobs/s3-folder.ts';
import { getExportLocation } from '../../lambdas/shared/aws/export-location.ts';
import { createObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { trainingPrefix } from '../../lambdas/shared/object-keys.ts';
import { readDefaultPolicy } from '../../lambdas/shared/serving/read-serving.ts';
import { trainingConfiguration } from '../../lambdas/training/contract/configuration.ts';
import { exportTrainingSet } from '../../lambdas/training/training-set/export-training-set.ts';
import { LANDING_BUCKET, startDailyHarness } from '../../testing/workflows/daily-harness.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Files that determine the rows and features. */
const SOURCES = ['sql', 'lambdas/training', 'config/training.json', 'config/gates.json'];
const JOB = 'bench-models';

/** Builds the folder with features.json and data/ from a folder of deliveries. Call it once per process. */
async function buildTrainingSet(name: string, data: string): Promise<string> {
  const folder = join(ROOT, '.cache/training-sets', `${name}-${computeFingerprint([data, ...SOURCES])}`);
  if (existsSync(folder)) return folder;
  console.error(`building the features of ${name}`);
  const harness = await startDailyHarness();
  try {
    const store = createObjectStore(harness.lambdas.ministack.client);
    for (const delivery of await findDeliveries(data)) {
      await landDelivery(store, LANDING_BUCKET, delivery);
      await harness.run({ up_to: delivery.asOf });
    }
    const database = harness.lambdas.db.connect('risk_training');
    const policy = await readDefaultPolicy(database);
    const dependencies = {
      database,
      store,
      exportLocation: getExportLocation(),
      policy,
      configuration: trainingConfiguration,
    };
    const { outcome, rows } = await exportTrainingSet(dependencies, JOB);
    if (outcome !== 'exported') throw new Error(`${data}: ${outcome} (${rows} known outcomes)`);
    const part = `${folder}.part`;
    rmSync(part, { recursive: true, force: true });
    await downloadFolder(store, `s3://${getExportLocation().bucket}/${trainingPrefix(JOB)}`, part);
    renameSync(part, folder);
    return folder;
  } finally {
    await harness.stop();
  }
}

/** Hashes names and bytes, so that another folder with the same deliveries has the same fingerprint. */
function computeFingerprint(paths: string[]): string {
  const hash = createHash('sha256');
  for (const path of paths.map((path) => resolve(ROOT, path)).flatMap(listFiles))
    hash.update(basename(path)).update(readFileSync(path));
  return hash.digest('hex').slice(0, 12);
}

function listFiles(path: string): string[] {
  if (path.endsWith('.json')) return [path];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const [name = '', data = ''] = process.argv.slice(2);
console.log(await buildTrainingSet(name, resolve(data)));
process.exit(0);
