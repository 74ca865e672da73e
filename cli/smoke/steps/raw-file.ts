/** Step that drops a raw file into the inbox and waits until it is a delivery. */
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { getObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { parseManifest } from '../../../lambdas/shared/landing/manifest.ts';
import { inboxPrefix, manifestKey, mappingKey } from '../../../lambdas/shared/object-keys.ts';
import { formatPlural } from '../../terminal/format.ts';
import { listRawFileReports, objectsRemoval } from '../removals/remove-objects.ts';
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
    // The report is written last.
    const isImported = await waitForReport(context);
    check(isImported, `the raw file was not imported within ${WAIT_SECONDS} s`);
    const manifest = parseManifest(await store.getJson(parameter('landing/bucket'), manifestKey(day)), day);
    const delivered = manifest.tables.loan_applications?.files[0]?.rows;
    check(
      delivered === rows,
      `the raw file became a delivery of ${formatPlural(delivered ?? 0, 'application')}, not of ${rows}`,
    );
    return `${formatPlural(rows, 'row')} of a raw file became a delivery of ${day}`;
  },
};

async function waitForReport({ parameter, signal }: SmokeContext): Promise<boolean> {
  const deadline = Date.now() + 1000 * WAIT_SECONDS;
  while (Date.now() < deadline && !signal.aborted) {
    if ((await listRawFileReports(parameter('reporting/bucket'))).length > 0) return true;
    await sleep(POLL_MILLISECONDS);
  }
  return false;
}
