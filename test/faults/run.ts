/**
 * `npm run faults`: runs the daily workflow on a real database with faults that a seed decides.
 *
 *   --seed N              one seed, with the list of its faults
 *   --from N --seeds M    M seeds from N on (default 1 and 20)
 *   --controls            checks that each deliberate defect is found (testing/faults/deliberate-defects.ts)
 *   --coverage FILE       writes how often each boundary and task was disturbed, as JSON
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Coverage } from '../../testing/faults/coverage.ts';
import { applyDefect, DELIBERATE_DEFECTS, type DeliberateDefect } from '../../testing/faults/deliberate-defects.ts';
import { type FaultHarness, startFaultHarness } from '../../testing/faults/fault-harness.ts';
import { createReference, type Reference } from '../../testing/faults/reference.ts';
import { runSeed } from '../../testing/faults/run-seed.ts';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '20' },
    controls: { type: 'boolean', default: false },
    coverage: { type: 'string' },
  },
});

const started = performance.now();
const seconds = () => ((performance.now() - started) / 1000).toFixed(1);

async function main(): Promise<number> {
  const harness = await startFaultHarness();
  try {
    const reference = await createReference(harness);
    return options.controls ? await runControls(harness, reference) : await runSeeds(harness, reference);
  } finally {
    await harness.stop();
  }
}

async function runSeeds(harness: FaultHarness, reference: Reference): Promise<number> {
  const first = Number(options.seed ?? options.from);
  const count = options.seed === undefined ? Number(options.seeds) : 1;
  const coverage = new Coverage();
  let failures = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const { story, violations } = await runSeed(harness, reference, seed, coverage);
    if (violations.length > 0 || options.seed !== undefined) console.log(`seed ${seed}\n  ${story.join('\n  ')}`);
    if (seed % 25 === 0) console.log(`  seed ${seed} after ${seconds()} s`);
    if (violations.length === 0) continue;
    failures += 1;
    console.log(`${violations.join('\n')}\nAlone: npm run faults -- --seed ${seed}\n`);
  }
  if (options.coverage) await writeFile(options.coverage, JSON.stringify(coverage.counts));
  else if (options.seed === undefined) console.log(coverage.formatTable());
  console.log(`${count - failures} of ${count} seeds from ${first} on ended well in ${seconds()} s`);
  return failures > 0 ? 1 : 0;
}

/** Returns 1 when a late task does harm without the defect too, which would make the control meaningless. */
async function countHarm(harness: FaultHarness, reference: Reference, { lateTask }: DeliberateDefect): Promise<number> {
  const removeDefect = applyDefect(harness, {
    lateTask,
    description: '',
    expectedViolation: /./,
    maxSeeds: 1,
  } as DeliberateDefect);
  const { violations } = await runSeed(harness, reference, 1);
  removeDefect();
  if (violations.length > 0) console.log(`  HARM by a late ${lateTask}: ${violations.join(', ')}`);
  return Math.min(violations.length, 1);
}

async function runControls(harness: FaultHarness, reference: Reference): Promise<number> {
  let missed = 0;
  for (const defect of DELIBERATE_DEFECTS) {
    if (defect.lateTask) missed += await countHarm(harness, reference, defect);
    const removeDefect = applyDefect(harness, defect);
    let found: string | undefined;
    let seed = 0;
    while (!found && seed < defect.maxSeeds) {
      seed += 1;
      const { violations } = await runSeed(harness, reference, seed);
      found = violations.find((what) => defect.expectedViolation.test(what));
    }
    removeDefect();
    if (!found) missed += 1;
    const [what = ''] = (found ?? '').split('\n');
    console.log(
      found ? `  found by seed ${seed}: ${defect.description} (${what})` : `  NOT FOUND: ${defect.description}`,
    );
  }
  console.log(
    `${DELIBERATE_DEFECTS.length - missed} of ${DELIBERATE_DEFECTS.length} defects were found in ${seconds()} s`,
  );
  return missed > 0 ? 1 : 0;
}

process.exitCode = await main();
