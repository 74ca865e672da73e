/**
 * `npm run report`: makes the portfolio risk report now, brings its HTML and CSV here, and says where they are.
 *
 *   --newest     brings the newest that was made instead of making one
 *   --announce   tells the subscribers too, as the weekly one does
 *   --open       opens it in the browser
 *   --to DIR     where to (default `reports` in the state folder; the current folder on AWS)
 *   --env NAME   the environment (default local); --state DIR: the local cloud's folder (default .local)
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import pc from 'picocolors';
import { z } from 'zod';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { PORTFOLIO_REPORTS_ROOT } from '../../lambdas/shared/object-keys.ts';
import { environmentOptions, type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { command } from '../terminal/command.ts';
import { CommandError } from '../terminal/command-error.ts';

/** The function failed, or there is no report yet. */
export class NoReport extends CommandError {}

const Made = z.object({ keys: z.object({ html: z.string(), csv: z.string() }) });

await command(async () => {
  const { values } = parseArgs({
    options: {
      ...environmentOptions,
      newest: { type: 'boolean', default: false },
      announce: { type: 'boolean', default: false },
      open: { type: 'boolean', default: false },
      to: { type: 'string' },
    },
  });
  await withEnvironment(values, async (operator) => {
    const bucket = operator.parameter('reporting/bucket');
    const keys = values.newest ? await newestKeys(bucket) : await makeReport(operator, values.announce);
    const { stateDirectory } = operator;
    const folder = resolve(values.to ?? (stateDirectory ? join(stateDirectory, 'reports') : '.'));
    const page = await bring(bucket, keys.html, folder);
    const figures = await bring(bucket, keys.csv, folder);
    console.log(`\n${pc.bold('Portfolio risk report')}`);
    console.log(`  Report   ${page}`);
    console.log(`  Figures  ${figures}`);
    console.log(`  ${pc.dim(`s3://${bucket}/${keys.html}`)}`);
    if (values.open) openInBrowser(page);
  });
});

async function makeReport(
  { parameter, progress }: OperatorEnvironment,
  announces: boolean,
): Promise<{ html: string; csv: string }> {
  progress.start('Make the report');
  const { FunctionError, Payload } = await new LambdaClient({}).send(
    new InvokeCommand({
      FunctionName: parameter('reporting/portfolio-report-function'),
      Payload: JSON.stringify({ announces }),
    }),
  );
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null');
  const made = Made.safeParse(answer);
  if (FunctionError || !made.success) {
    const { errorMessage } = (answer ?? {}) as { errorMessage?: string };
    throw new NoReport(`the report could not be made: ${errorMessage ?? 'npm run logs -- --since 10m shows why'}`);
  }
  progress.done();
  return made.data.keys;
}

/** Folders are named by the time, so that the newest is the last. */
async function newestKeys(bucket: string): Promise<{ html: string; csv: string }> {
  const pages: string[] = [];
  for await (const { key } of getObjectStore().list(bucket, PORTFOLIO_REPORTS_ROOT))
    if (key.endsWith('.html')) pages.push(key);
  const html = pages.sort().at(-1);
  if (!html) throw new NoReport('no report was made yet: npm run report makes one');
  return { html, csv: html.replace(/html$/, 'csv') };
}

/** Copies an object into a folder, under a name with the time it was made. */
async function bring(bucket: string, key: string, folder: string): Promise<string> {
  const [, madeAt = '', name = 'report'] = key.split('/');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${madeAt}-${name}`);
  await pipeline(await getObjectStore().getStream(bucket, key), createWriteStream(path));
  return path;
}

function openInBrowser(path: string): void {
  const opener = process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer' : 'xdg-open';
  const child = spawn(opener, [path], { detached: true, stdio: 'ignore' });
  child.on('error', () => console.log(`  ${pc.dim(`${opener} is not there: open the file yourself`)}`));
  child.unref();
}
