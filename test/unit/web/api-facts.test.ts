/** Tests that what the dashboard repeats of the API equals the API's own facts. */
import { STRICT_TRANSPORT_SECURITY } from '../../../lambdas/prediction-api/contract/response-headers.ts';
import { DASHBOARD_SCOPES } from '../../../lambdas/prediction-api/contract/route.ts';
import { SCORE_SCALE } from '../../../lambdas/shared/decision/policies.ts';
import * as dashboard from '../../../web/api-facts.ts';
import { SECURITY_HEADERS } from '../../../web/hosting-rules.ts';

test('the dashboard requests the scopes that its client may have', () => {
  expect(dashboard.API_SCOPES).toEqual(DASHBOARD_SCOPES);
});

test('the dashboard names the scale of the policies', () => {
  expect(dashboard.SCORE_SCALE).toEqual(SCORE_SCALE);
});

test('the dashboard and the API require HTTPS for the same time', () => {
  expect(SECURITY_HEADERS['strict-transport-security']).toBe(STRICT_TRANSPORT_SECURITY);
});
