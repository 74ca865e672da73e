/**
 * Checks the logs of the whole journey: lines have correlation ids and no personal values. journey.test.ts runs it last,
 * on its cloud.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, test } from '@jest/globals';
import { listLogGroups, readFunctionLines } from '../../cli/logs/function-lines.ts';
import type { TestCloud } from '../../testing/aws/test-cloud.ts';
import { KNOWN_PERSON_COUNT, PERSONAL_VALUE } from '../../testing/lenders/known-persons.ts';

export function describeLogs(lender: () => TestCloud): void {
  const lines = async (ids: string[] = []) => {
    const client = new CloudWatchLogsClient({});
    const groups = await listLogGroups(client, 'local');
    return readFunctionLines(client, groups, { from: 0, to: Date.now() + 60_000 }, ids);
  };

  describe('the logs of everything above', () => {
    test('the deliveries contained personal data, and the database has it sealed', async () => {
      const { rows } = await lender().database.query(
        `select count(*) filter (where personal_data is not null)::int as sealed,
           count(*) filter (where personal_data::text ~* 'zzyzx')::int as readable
         from staging.customers`,
      );
      // One of them was erased by a request (privacy.ts).
      expect(rows[0]).toEqual({ sealed: KNOWN_PERSON_COUNT - 1, readable: 0 });
    });

    test('no function, workflow or program has logged a personal value', async () => {
      const logged = await lines();
      expect(logged.length).toBeGreaterThan(100);
      expect(logged.map((line) => JSON.stringify(line)).filter((line) => PERSONAL_VALUE.test(line))).toEqual([]);
      const folder = join(lender().stateDirectory, 'logs');
      const files = readdirSync(folder);
      expect(files).toEqual(expect.arrayContaining(['ministack.log', 'postgres.log']));
      for (const file of files) expect([file, linesWith(join(folder, file))]).toEqual([file, []]);
    }, 60_000);

    test('no artefact of MLflow and no file of a training job contains one', () => {
      for (const name of ['mlflow', 'jobs']) {
        const folder = join(lender().stateDirectory, name);
        const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
        expect([name, files.length > 5]).toEqual([name, true]);
        for (const { parentPath, name: file } of files) {
          const text = readFileSync(join(parentPath, file), 'latin1');
          expect([file, PERSONAL_VALUE.test(text)]).toEqual([file, false]);
        }
      }
    });

    test('no input, output or error of a workflow contains one, so that its log may keep them', async () => {
      const client = new SFNClient({});
      const histories: string[] = [];
      for (const name of ['daily-etl', 'scoring', 'training', 'monitoring']) {
        const stateMachineArn = lender().parameter(`workflow/${name}-arn`);
        const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
        for (const { executionArn } of executions) {
          const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
          histories.push(JSON.stringify(events));
        }
      }
      expect(histories.length).toBeGreaterThan(4);
      expect(histories.filter((history) => PERSONAL_VALUE.test(history))).toEqual([]);
    }, 60_000);

    test('lines of the ETL have their run id', async () => {
      const { rows } = await lender().database.query('select run_id from analytics.runs order by opened_at limit 1');
      const sources = new Set((await lines([rows[0].run_id])).map(({ source }) => source));
      for (const source of [
        'ingest/prepare-file',
        'ingest/import-part',
        'quality/check-quality',
        'ingest/publish-run',
      ]) {
        expect([source, sources.has(source)]).toEqual([source, true]);
      }
    });
  });
}

const linesWith = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => PERSONAL_VALUE.test(line));
