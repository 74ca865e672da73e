/**
 * `npm run bench:audit [-- --rows 1000000] [-- --json]`: measures how fast the audit trail is written and verified, and
 * the memory that it takes, on a scratch PostgreSQL with generated scores and a local S3.
 */
import { parseArgs } from 'node:util';
import { startAuditHarness } from '../testing/audit/audit-harness.ts';
import { insertGeneratedScores } from '../testing/lenders/generated-scores.ts';
import { createTable, describeMachine, readLoadAverage } from './results.ts';

/** As the parts of the daily scoring. */
const TRANSACTION_ROWS = 50_000;
const MEBIBYTE = 1024 * 1024;

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, json: { type: 'boolean', default: false } },
});
const rows = Number(options.rows);

/** Memory of this process in MiB, sampled while `work` runs. @returns what it was at most */
async function measure<Result>(work: () => Promise<Result>) {
  let peak = 0;
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage().rss / MEBIBYTE);
  };
  const timer = setInterval(sample, 50);
  const startedAt = performance.now();
  const result = await work();
  clearInterval(timer);
  sample();
  return { result, seconds: (performance.now() - startedAt) / 1000, mebibytes: peak };
}

const harness = await startAuditHarness();
try {
  for (let from = 0; from < rows; from += TRANSACTION_ROWS) {
    const applications = Math.min(TRANSACTION_ROWS, rows - from);
    await insertGeneratedScores(harness.db.superuser, {
      applications,
      from: '2026-01-01',
      days: 28,
      prefix: `p${from}-`,
    });
  }
  const loadBefore = readLoadAverage();
  const written = await measure(() => harness.write({ deadline: Date.now() + 3_600_000 }));
  const again = await measure(() => harness.write());
  const verified = await measure(() => harness.verify());
  let bytes = 0;
  for await (const { sizeBytes } of harness.location.store.list(harness.location.bucket, 'records/'))
    bytes += sizeBytes;
  const { result } = written;
  const measured = {
    ...{
      rows: result.rows,
      entries: result.entries,
      stored_mebibytes: bytes / MEBIBYTE,
      findings: verified.result.findings,
    },
    write: { seconds: written.seconds, mebibytes: written.mebibytes },
    write_nothing: { seconds: again.seconds },
    verify: { seconds: verified.seconds, mebibytes: verified.mebibytes },
  };
  if (options.json) console.log(JSON.stringify({ machine: describeMachine(), load_before: loadBefore, ...measured }));
  else {
    const table = createTable(['step', 'seconds', 'MiB at most']);
    table.push(['write', written.seconds.toFixed(1), written.mebibytes.toFixed(0)]);
    table.push(['write when nothing is new', again.seconds.toFixed(1), again.mebibytes.toFixed(0)]);
    table.push(['verify', verified.seconds.toFixed(1), verified.mebibytes.toFixed(0)]);
    console.log(table.toString());
    console.log(`${result.rows} rows, ${result.entries} entries, ${measured.stored_mebibytes.toFixed(1)} MiB stored`);
  }
} finally {
  await harness.stop();
}
