/** Tests that what the dashboard repeats of the API equals the API's own facts. */
import { SECURITY_HEADERS as API_HEADERS } from '../../../lambdas/prediction-api/contract/response-headers.ts';
import { DASHBOARD_SCOPES } from '../../../lambdas/prediction-api/contract/route.ts';
import { TABLE_CONTRACTS } from '../../../lambdas/shared/landing/table-contract.ts';
import { DEFAULT_SCORE_SCALE } from '../../../lambdas/shared/model/score-scale.ts';
import * as dashboard from '../../../web/api-facts.ts';
import { SECURITY_HEADERS } from '../../../web/hosting-rules.ts';

test('the dashboard requests the scopes that its client may have', () => {
  expect(dashboard.API_SCOPES).toEqual(DASHBOARD_SCOPES);
});

test('the dashboard draws the scale of the first models', () => {
  const { min, max } = DEFAULT_SCORE_SCALE;
  expect(dashboard.SCORE_SCALE).toEqual({ min, max });
});

test('the dashboard offers the columns of the contract', () => {
  const columns = Object.entries(TABLE_CONTRACTS).map(([table, contract]) => [
    table,
    contract.columns.map(({ name }) => name),
  ]);
  expect(dashboard.CONTRACT_COLUMNS).toEqual(Object.fromEntries(columns));
});

test('the dashboard and the API send the same security headers, but for the content policy and the cache', () => {
  const { 'cache-control': cache, ...others } = API_HEADERS;
  expect(cache).toBe('no-store');
  expect(SECURITY_HEADERS).toEqual(others);
});
