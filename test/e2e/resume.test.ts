/** A start that is killed in the middle and repeated ends in the same tables as an undisturbed one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { getDataDirectory } from '../../cli/local/clusters/cluster-record.ts';
import { startPostgres } from '../../cli/local/postgres/postgres.ts';
import { resetLocalCloud } from '../../cli/local/reset.ts';
import { type LocalSettings, readLocalSettings } from '../../cli/local/settings/local-settings.ts';
import { provideDeployedState } from '../../testing/aws/deployed-state.ts';
import { chooseFreePorts } from '../../testing/aws/test-settings.ts';
import { writeSmallDelivery } from '../../testing/lenders/small-lender.ts';
import { QUICK_TRAINING_OPTIONS } from '../../testing/models/quick-training.ts';

const CUSTOMERS = 400;
let folder: string;
let data: string;
const lenders: Lender[] = [];

/** A state folder with its ports, which stay the same for every start. */
interface Lender {
  settings: LocalSettings;
  environment: NodeJS.ProcessEnv;
}

async function newLender(name: string): Promise<Lender> {
  const environment = { ...process.env, ...(await chooseFreePorts()) };
  const lender = { environment, settings: readLocalSettings({ stateDirectory: join(folder, name), environment }) };
  lenders.push(lender);
  return lender;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'risk-e2e-resume-'));
  data = join(folder, 'data');
  writeSmallDelivery(data, '2005-10-01', CUSTOMERS, {
    credit_history: ['1,2005-02-30,20000,10,0,0', '999999,2005-09-30,20000,10,0,0', '3,2005-09-30,90000,10,0,0'],
  });
  writeSmallDelivery(data, '2005-11-01', CUSTOMERS);
});

afterAll(async () => {
  for (const { settings } of lenders) await resetLocalCloud(settings);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** Runs `npm start -- --exit`. `onLine` is called with every line of output; the error of a failed start has them all. */
async function start(
  { settings, environment }: Lender,
  onLine: (line: string, child: ChildProcess) => void = () => {},
) {
  const training = ['--budget-seconds', '0', ...QUICK_TRAINING_OPTIONS];
  const options = ['--exit', ...training, '--data', data, '--state', settings.stateDirectory];
  const child = spawn(process.execPath, ['cli/commands/start.ts', ...options], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      onLine(line, child);
    });
  }
  const [code, signal] = await once(child, 'close');
  return { code, signal, output: lines.join('\n') };
}

/** Reads staging, what readers see, and the scored applications by as-of date, without run ids, times and the model. */
async function tablesOf({ settings }: Lender): Promise<Record<string, string>> {
  const dataDirectory = getDataDirectory(settings);
  const postgres = await startPostgres({ dataDirectory, port: settings.ports.postgres });
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const aside = "'{run_id,loaded_at,built_at,declared_at,replaced_by_run,replaced_at}'::text[]";
  const contents: Record<string, string> = {};
  try {
    for (const relation of [
      'staging.customers',
      'staging.credit_history',
      'staging.transactions',
      'staging.loan_applications',
      'staging.attributes',
      "(select row - array['run_id', 'loaded_at'] as row from staging.superseded_rows)",
      '(select table_name, file, line, reason from staging.rejected_rows join analytics.publications using (run_id))',
      'analytics.current_features',
      'analytics.current_customer_features',
      "(select application_id, as_of, policy_version from predictions.risk_scores where source = 'batch')",
      '(select as_of, rows from analytics.publications)',
    ]) {
      const { rows } = await client.query<{ lines: string }>(
        `select coalesce(string_agg(line, e'\\n' order by line), '') as lines
         from (select (to_jsonb(row) - ${aside})::text as line from ${relation} row) lines`,
      );
      contents[relation] = rows[0]?.lines ?? '';
    }
  } finally {
    await client.end();
    await postgres.stop();
  }
  return contents;
}

const lengths = (tables: Record<string, string>) =>
  Object.fromEntries(Object.entries(tables).map(([name, lines]) => [name, lines.split('\n').length]));

test('Killing the run in the middle and starting again ends in the same tables as an undisturbed run', async () => {
  const [killed, undisturbed] = [await newLender('killed'), await newLender('undisturbed')];
  const quiet = start(undisturbed);
  await provideDeployedState(killed.settings); // the other one deploys
  const first = await start(killed, (line, child) => {
    if (line.includes('Import customers')) child.kill('SIGKILL');
  });
  expect(first).toMatchObject({ signal: 'SIGKILL', output: expect.not.stringContaining('Build features') });
  for (const whole of [await start(killed), await quiet]) {
    if (whole.code !== 0) throw new Error(`ended with ${whole.code}:\n${whole.output}`);
  }

  const [resumed, expected] = [await tablesOf(killed), await tablesOf(undisturbed)];
  expect(lengths(resumed)).toEqual(lengths(expected)); // a difference of thousands of lines is unreadable
  expect(Object.keys(expected).filter((name) => resumed[name] !== expected[name])).toEqual([]);
  expect(lengths(expected)).toMatchObject({ 'staging.credit_history': 6 * CUSTOMERS });
}, 600_000);
