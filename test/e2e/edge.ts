/** The champion without a network: its bundle decides, and the API takes and replays what it decided. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { fetchToken } from '../../cli/environment/access-token.ts';
import { createRiskClient } from '../../clients/typescript/client.ts';
import type { EdgeUpload } from '../../lambdas/shared/edge/edge-decision.ts';
import type { TestCloud } from '../../testing/aws/test-cloud.ts';
import { runOperatorCommand } from '../../testing/operator-steps.ts';

/** Applicants that a device decides on. */
const APPLICANTS = 5;

/** Defines the tests. `getLender` is called when they run. */
export function describeEdge(getLender: () => TestCloud): void {
  test('a bundle of the champion decides offline as the night did, and its decisions replay', async () => {
    const lender = getLender();
    const folder = mkdtempSync(join(tmpdir(), 'risk-e2e-edge-'));
    const [bundle, applicants, keep, upload] = ['bundle', 'applicants.json', 'kept.jsonl', 'upload.json'].map((name) =>
      join(folder, name),
    ) as [string, string, string, string];
    const { rows } = await lender.database.query(
      `select s.features, s.pd from predictions.risk_scores s join reporting.champion c on c.version = s.model_version
       where s.source = 'batch' order by s.application_id limit ${APPLICANTS}`,
    );
    writeFileSync(applicants, JSON.stringify(rows.map(({ features }) => features)));

    const written = await runOperatorCommand('model', ['bundle', '--out', bundle, '--state', lender.stateDirectory]);
    expect(written).toMatchObject({ code: 0, output: expect.stringContaining('signed with the key') });
    const score = async (...args: string[]) =>
      (await promisify(execFile)(process.execPath, [join(bundle, 'score.mjs'), ...args], { cwd: folder })).stdout;
    const decided = (await score('--features', applicants, '--keep', keep)).trim().split('\n');
    const difference = decided.map((line, i) => Math.abs(JSON.parse(line).pd - Number(rows[i].pd)));
    expect(difference).toHaveLength(APPLICANTS);
    expect(Math.max(...difference)).toBeLessThan(1e-5);
    expect(JSON.parse(await score('--check'))).toMatchObject({ passed: true });

    await score('--export', upload, '--keep', keep);
    const body: EdgeUpload = JSON.parse(readFileSync(upload, 'utf8'));
    const client = createRiskClient({ baseUrl: lender.parameter('api/url'), token: fetchToken });
    const { data: answer } = await client.POST('/v1/edge-decisions', { body });
    expect(answer).toMatchObject({ stored: APPLICANTS, refused: 0 });
    for (const { decision_id } of body.decisions) {
      const at = { params: { path: { prediction_id: decision_id } } };
      const { data: replay } = await client.POST('/v1/predictions/{prediction_id}/replay', at);
      expect(replay).toMatchObject({ reproduced: true, differences: [] });
    }
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);
}
