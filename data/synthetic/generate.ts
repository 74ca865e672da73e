/**
 * `npm run data:synthetic -- --out DIR`: writes deliveries of a synthetic lender of any size.
 * README.md in this folder describes the options and the output.
 */
import { existsSync, readdirSync } from 'node:fs';
import { relative } from 'node:path';
import { explainFileError, PathNotUsable, requireUsablePath } from '../../cli/terminal/usable-paths.ts';
import { DRIFTS, InvalidArguments, readOptions, type SyntheticOptions } from './options.ts';
import { type GenerationProgress, writePopulation } from './population.ts';

const formatCount = (value: number) => value.toLocaleString('en-GB');

function formatUsage(): string {
  const drifts = Object.entries(DRIFTS).map(([name, effect]) => `      ${name.padEnd(13)} ${effect}`);
  return `npm run data:synthetic -- --out DIR
  --customers 10000       customers
  --transactions 500000   of the first delivery; each later one has an eighth of them
  --days 2                deliveries, a month apart
  --drift NAME=AMOUNT     shifts the later deliveries; again for another, where NAME is
${drifts.join('\n')}
  --dirty 0.02            dirty rows of every kind, as a share of the good ones
  --seed 7                the same arguments give the same bytes
  --as-of 2026-01-01      day of the first delivery
  --file-rows 250000      rows a file`;
}

/** Creates a function that writes the progress: every second on a terminal, every ten seconds in a log. */
function createProgressWriter({ customers }: SyntheticOptions): (progress: GenerationProgress) => void {
  const isTerminal = process.stderr.isTTY === true;
  let lastWrite = performance.now();
  return (progress) => {
    if (performance.now() - lastWrite < (isTerminal ? 1000 : 10_000)) return;
    lastWrite = performance.now();
    const line = `${formatCount(progress.customers)} of ${formatCount(customers)} customers, ${formatCount(progress.rows)} rows`;
    process.stderr.write(isTerminal ? `\r${line}   ` : `${line}\n`);
  };
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return console.log(formatUsage());
  const options = readOptions(process.argv.slice(2));
  requireUsablePath('--out', options.out, 'folder to write');
  if (existsSync(options.out) && readdirSync(options.out).length > 0) {
    throw new InvalidArguments(`--out: ${options.out} is not empty`);
  }
  const started = performance.now();
  const { deliveries, applications, defaults, truth, dirt } = await writePopulation(
    options,
    createProgressWriter(options),
  );
  const seconds = (performance.now() - started) / 1000;
  const rows = deliveries.reduce((sum, delivery) => sum + delivery.rows, 0);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const peakMib = process.resourceUsage().maxRSS / 1024;
  console.error(
    `${formatCount(rows)} rows in ${seconds.toFixed(1)} s, ${formatCount(Math.round(rows / seconds))} rows a second, ` +
      `at most ${peakMib.toFixed(0)} MiB of memory`,
  );
  for (const { asOf, rows } of deliveries) console.error(`  as_of=${asOf}   ${formatCount(rows)} rows`);
  console.error(
    `  ${relative('', truth)}   the true PD of ${formatCount(applications)} applications, ${formatCount(defaults)} default`,
  );
  if (dirt) console.error(`  ${relative('', dirt)}   every dirty row and what should become of it`);
  console.error(`Next: npm start -- --data ${options.out} --state .local-synthetic`);
}

try {
  await main();
} catch (error) {
  const pathError = error instanceof PathNotUsable ? error : explainFileError(error);
  if (!pathError && !(error instanceof InvalidArguments)) throw error;
  console.error(pathError ? pathError.message : `${(error as Error).message}\n\n${formatUsage()}`);
  process.exitCode = 1;
}
