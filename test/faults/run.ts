/**
 * `npm run faults`: the daily workflow under faults that a seed decides, on a real database.
 *
 *   --seed N              one seed, with the story of what befell it
 *   --from N --seeds M    M seeds from N on (default 1 and 20)
 *   --controls            that each deliberate defect is found, see testing/faults/deliberate-defects.ts
 *   --coverage FILE       writes how often each boundary and task was disturbed, as JSON
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Coverage } from '../../testing/faults/coverage.ts';
import { SABOTAGES, type Sabotage, sabotaged } from '../../testing/faults/deliberate-defects.ts';
import { type FaultWorld, startFaultWorld } from '../../testing/faults/fault-harness.ts';
import { type Reference, referenceOf, runSeed } from '../../testing/faults/run-seed.ts';

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
  const world = await startFaultWorld();
  try {
    const reference = await referenceOf(world);
    return options.controls ? await controls(world, reference) : await seeds(world, reference);
  } finally {
    await world.stop();
  }
}

async function seeds(world: FaultWorld, reference: Reference): Promise<number> {
  const first = Number(options.seed ?? options.from);
  const count = options.seed === undefined ? Number(options.seeds) : 1;
  const coverage = new Coverage();
  let failures = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const { story, violations } = await runSeed(world, reference, seed, coverage);
    if (violations.length > 0 || options.seed !== undefined) console.log(`seed ${seed}\n  ${story.join('\n  ')}`);
    if (seed % 25 === 0) console.log(`  seed ${seed} after ${seconds()} s`);
    if (violations.length === 0) continue;
    failures += 1;
    console.log(`${violations.join('\n')}\nAlone: npm run faults -- --seed ${seed}\n`);
  }
  if (options.coverage) await writeFile(options.coverage, JSON.stringify(coverage.times));
  else if (options.seed === undefined) console.log(coverage.table());
  console.log(`${count - failures} of ${count} seeds from ${first} on ended well in ${seconds()} s`);
  return failures > 0 ? 1 : 0;
}

/** 1 when what a defect lets in does harm without the defect too. */
async function harm(world: FaultWorld, reference: Reference, { lateTask }: Sabotage): Promise<number> {
  const mend = sabotaged(world, { lateTask, defect: '', found: /./, seeds: 1 } as Sabotage);
  const { violations } = await runSeed(world, reference, 1);
  mend();
  if (violations.length > 0) console.log(`  HARM by a late ${lateTask}: ${violations.join(', ')}`);
  return Math.min(violations.length, 1);
}

async function controls(world: FaultWorld, reference: Reference): Promise<number> {
  let missed = 0;
  for (const sabotage of SABOTAGES) {
    if (sabotage.lateTask) missed += await harm(world, reference, sabotage);
    const mend = sabotaged(world, sabotage);
    let found: string | undefined;
    let seed = 0;
    while (!found && seed < sabotage.seeds) {
      seed += 1;
      const { violations } = await runSeed(world, reference, seed);
      found = violations.find((what) => sabotage.found.test(what));
    }
    mend();
    if (!found) missed += 1;
    const [what = ''] = (found ?? '').split('\n');
    console.log(found ? `  found by seed ${seed}: ${sabotage.defect} (${what})` : `  NOT FOUND: ${sabotage.defect}`);
  }
  console.log(`${SABOTAGES.length - missed} of ${SABOTAGES.length} defects were found in ${seconds()} s`);
  return missed > 0 ? 1 : 0;
}

process.exitCode = await main();
