/** `npm run report`: makes the portfolio risk report and downloads it. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pc from 'picocolors';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { PORTFOLIO_REPORTS_ROOT } from '../../lambdas/shared/object-keys.ts';
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { makePortfolioReport, NoReport, type ReportKeys } from '../reporting/make-portfolio-report.ts';
import { defineCommand, runCommand } from '../terminal/command.ts';
import { openInBrowser } from '../terminal/open-in-browser.ts';

export const reportCommand = defineCommand({
  name: 'report',
  summary: 'makes the portfolio risk report and downloads it',
  description:
    'Makes the portfolio risk report now, as every week, downloads its HTML page and its figures (CSV), and prints their paths. docs/reporting.md explains the figures.',
  options: {
    newest: { description: 'download the newest report instead of making one' },
    announce: { description: 'also announce it to the subscribers, as the weekly report is' },
    open: { description: 'open the page in the browser' },
    to: {
      value: 'DIR',
      path: 'folder to write',
      description: 'folder for the files (default: reports in the state folder; on AWS the current folder)',
    },
    ...environmentOptions,
  },
  examples: {
    'npm run report -- --open': 'a report of the local cloud, opened in the browser',
    'npm run report -- --env prod --newest': "production's newest report",
  },
  exitCodes: LOCAL_EXIT_CODES,
  async run({ newest, announce, open, to, ...chosen }) {
    await withEnvironment(chosen, async (operator) => {
      const { stateDirectory } = operator;
      const bucket = operator.parameter('reporting/bucket');
      const keys = newest ? await findNewestReport(bucket) : await makeReport(operator, announce);
      const folder = resolve(to ?? (stateDirectory ? join(stateDirectory, 'reports') : '.'));
      const page = await downloadTo(folder, bucket, keys.html);
      const figures = await downloadTo(folder, bucket, keys.csv);
      console.log(`\n${pc.bold('Portfolio risk report')}`);
      console.log(`  Report   ${page}`);
      console.log(`  Figures  ${figures}`);
      console.log(`  ${pc.dim(`s3://${bucket}/${keys.html}`)}`);
      if (open) openInBrowser(page);
    });
  },
});

async function makeReport(operator: OperatorEnvironment, announces: boolean): Promise<ReportKeys> {
  operator.progress.start('Make the report');
  const keys = await makePortfolioReport(operator, announces);
  operator.progress.finish();
  return keys;
}

/** Folders are named after the time, so the newest sorts last. */
async function findNewestReport(bucket: string): Promise<ReportKeys> {
  const pages: string[] = [];
  for await (const { key } of getObjectStore().list(bucket, PORTFOLIO_REPORTS_ROOT)) {
    if (key.endsWith('.html')) pages.push(key);
  }
  const html = pages.sort().at(-1);
  if (!html) throw new NoReport('no report was made yet: npm run report makes one');
  return { html, csv: html.replace(/html$/, 'csv') };
}

/** Downloads an object under a name that begins with the time of the report; returns the path. */
async function downloadTo(folder: string, bucket: string, key: string): Promise<string> {
  const [, madeAt = '', name = 'report'] = key.split('/');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${madeAt}-${name}`);
  await pipeline(await getObjectStore().getStream(bucket, key), createWriteStream(path));
  return path;
}

if (import.meta.main) await runCommand(reportCommand);
