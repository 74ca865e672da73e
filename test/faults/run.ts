/**
 * `npm run faults`: the daily workflow under faults that a seed decides, on a real database.
 *
 *   --seed N              one seed, with the story of what befell it
 *   --from N --seeds M    M seeds from N on (default 1 and 20)
 */
import { parseArgs } from 'node:util';
import { referenceOf, runSeed } from '../support/faults/scenario.ts';
import { startFaultWorld } from '../support/faults/world.ts';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '20' },
  },
});

async function main(): Promise<number> {
  const first = Number(options.seed ?? options.from);
  const count = options.seed === undefined ? Number(options.seeds) : 1;
  const started = performance.now();
  const world = await startFaultWorld();
  let failures = 0;
  try {
    const reference = await referenceOf(world);
    for (let seed = first; seed < first + count; seed += 1) {
      const { story, violations } = await runSeed(world, reference, seed);
      if (violations.length > 0 || options.seed !== undefined) console.log(`seed ${seed}\n  ${story.join('\n  ')}`);
      if (seed % 25 === 0) console.log(`  seed ${seed} after ${((performance.now() - started) / 1000).toFixed(0)} s`);
      if (violations.length === 0) continue;
      failures += 1;
      console.log(`${violations.join('\n')}\nAlone: npm run faults -- --seed ${seed}\n`);
    }
  } finally {
    await world.stop();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${count - failures} of ${count} seeds from ${first} on ended well in ${seconds} s`);
  return failures > 0 ? 1 : 0;
}

process.exitCode = await main();
