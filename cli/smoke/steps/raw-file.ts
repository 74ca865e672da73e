/** Step that drops a raw file into the inbox and waits until it is a delivery. */
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { getObjectStore, ObjectMissing } from '../../../lambdas/shared/aws/object-store.ts';
import { type Manifest, parseManifest } from '../../../lambdas/shared/landing/manifest.ts';
import { inboxPrefix, manifestKey, mappingKey } from '../../../lambdas/shared/object-keys.ts';
import { objectsRemoval } from '../removals/remove-objects.ts';
import { RAW_FILE } from '../sample.ts';
import { check, type SmokeContext, type SmokeStep } from '../smoke-step.ts';

/** A cold start and the way from S3 through EventBridge take seconds. */
const WAIT_SECONDS = 180;
const POLL_MILLISECONDS = 1000;

export const rawFileStep: SmokeStep = {
  name: 'raw file',
  removals: [objectsRemoval],
  async run(context) {
    const { parameter, report } = context;
    const { name, mapping, text, day, rows } = RAW_FILE;
    const store = getObjectStore();
    report('installs a mapping');
    await store.putStream(parameter('model/bucket'), mappingKey(name), Readable.from([Buffer.from(mapping)]));
    report('waits for the delivery');
    await store.putStream(
      parameter('landing/bucket'),
      `${inboxPrefix(name)}loans.csv`,
      Readable.from([Buffer.from(text)]),
    );
    const manifest = await waitForManifest(context, day);
    const delivered = manifest?.tables.loan_applications?.files[0]?.rows;
    check(
      delivered === rows,
      `the raw file became no delivery of ${rows} applications (${delivered ?? 'no manifest'})`,
    );
    return `${rows} rows of a raw file are a delivery of ${day}`;
  },
};

async function waitForManifest({ parameter, signal }: SmokeContext, day: string): Promise<Manifest | undefined> {
  const deadline = Date.now() + 1000 * WAIT_SECONDS;
  while (Date.now() < deadline && !signal.aborted) {
    try {
      return parseManifest(await getObjectStore().getJson(parameter('landing/bucket'), manifestKey(day)), day);
    } catch (error) {
      if (!(error instanceof ObjectMissing)) throw error;
    }
    await sleep(POLL_MILLISECONDS);
  }
  return undefined;
}
