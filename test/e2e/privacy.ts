/** What a person requests, from its entry to the package and the erasure. journey.test.ts runs the tests on its cloud. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createRiskClient } from '../../clients/typescript/client.ts';
import { createPersonToken } from '../../testing/api/person-token.ts';
import type { TestCloud } from '../../testing/aws/test-cloud.ts';
import { runOperatorCommand } from '../../testing/operator-steps.ts';

const WHY = 'By letter, passport seen.';

/** Defines the tests. `lender` is called when they run. */
export function describePrivacy(lender: () => TestCloud): void {
  const signIn = async () => {
    const token = await createPersonToken(lender().parameter('api/user-pool-id'), 'pat@example.com', [
      'privacy-officer',
    ]);
    return createRiskClient({ baseUrl: lender().parameter('api/url'), token: async () => token });
  };
  const findCustomer = async (condition: string): Promise<string> => {
    const { rows } = await lender().database.query(
      `select customer_id from staging.customers where ${condition} order by customer_id limit 1`,
    );
    return rows[0]?.customer_id ?? '';
  };

  test('a privacy officer gets everything that is stored of a person, opened, and erases it', async () => {
    const customer_id = await findCustomer('personal_data is not null');
    const officer = await signIn();
    const handle = async (kind: 'access' | 'erasure') => {
      const { data: entered } = await officer.POST('/v1/privacy-requests', { body: { kind, customer_id, why: WHY } });
      const params = { path: { request_id: entered?.request_id ?? '' } };
      await officer.POST('/v1/privacy-requests/{request_id}/start', { params });
      for (;;) {
        const { data: request } = await officer.GET('/v1/privacy-requests/{request_id}', { params });
        // An erasure completes the requests of the person before its own result is stored.
        if (request?.result || request?.failure) return { request, params };
        await sleep(250);
      }
    };
    const { request, params } = await handle('access');
    expect(request).toMatchObject({ state: 'completed', failure: null });
    const { data: signed } = await officer.GET('/v1/privacy-requests/{request_id}/package', { params });
    const pack = await (await fetch(signed?.files.find(({ name }) => name === 'package.json')?.url ?? '')).json();
    expect(pack).toMatchObject({
      customer_id,
      personal_data: [expect.objectContaining({ full_name: expect.any(String) })],
    });
    const { request: erased } = await handle('erasure');
    expect(erased).toMatchObject({ state: 'completed', customer_id: null, result: { keys: 1 } });
    const { rows } = await lender().database.query(
      'select count(*)::int as n from staging.customers where customer_id = $1',
      [customer_id],
    );
    expect(rows).toEqual([{ n: 0 }]);
  }, 120_000);

  test('npm run privacy saves the package of a customer, and lists what waits', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'risk-package-'));
    const customer_id = await findCustomer('personal_data is not null');
    const args = ['access', customer_id, '--why', WHY, '--out', folder, '--state', lender().stateDirectory];
    expect(await runOperatorCommand('privacy', args)).toMatchObject({
      code: 0,
      output: expect.stringContaining('package.html'),
    });
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toMatchObject({ customer_id });
    expect(existsSync(join(folder, 'package.html'))).toBe(true);
    rmSync(folder, { recursive: true, force: true });
    const listed = await runOperatorCommand('privacy', ['requests', '--state', lender().stateDirectory]);
    expect(listed).toMatchObject({ code: 0, output: expect.stringContaining('No request waits') });
  }, 120_000);
}
