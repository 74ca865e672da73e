/** Tests that gateway and functions verify tokens on every documented call. journey.test.ts runs them on its cloud. */
import {
  AdminRemoveUserFromGroupCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, test } from '@jest/globals';
import { fetchToken } from '../../cli/environment/access-token.ts';
import { type ApiRoute, SCOPES } from '../../lambdas/prediction-api/contract/route.ts';
import { routes } from '../../lambdas/prediction-api/contract/routes.ts';
import { createPersonToken } from '../../testing/api/person-token.ts';
import { buildSampleCall } from '../../testing/api/sample-calls.ts';
import { fetchShortToken } from '../../testing/api/short-token.ts';
import type { TestCloud } from '../../testing/aws/test-cloud.ts';
import { waitForResult } from '../../testing/operator-steps.ts';

const CALLS_AT_ONCE = 8;

const secured = routes.filter(({ scope }) => scope !== null);

/** Defines the tests. `lender` is called when they run. */
export function describeTokens(lender: () => Pick<TestCloud, 'parameter'>): void {
  const callRoute = async (route: ApiRoute, token?: string) => {
    const { method = 'GET', resource, path = {}, body } = buildSampleCall(route);
    const address = resource.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name] ?? ''));
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
    const response = await fetch(`${lender().parameter('api/url')}${address}`, init);
    return { status: response.status, text: await response.text() };
  };
  /** Reads the status of each call, some at a time: the local gateway starts a process for each that runs. */
  const readStatuses = async (calledRoutes: readonly ApiRoute[], token?: string) => {
    const statuses: Record<string, number> = {};
    const waiting = [...calledRoutes];
    const callWaiting = async () => {
      for (let route = waiting.shift(); route; route = waiting.shift()) {
        statuses[route.operationId] = (await callRoute(route, token)).status;
      }
    };
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, callWaiting));
    return statuses;
  };
  const expectStatus = (calledRoutes: readonly ApiRoute[], status: number) =>
    Object.fromEntries(calledRoutes.map(({ operationId }) => [operationId, status]));

  describe('every call that needs a token', () => {
    test('is 401 without one', async () => {
      expect(await readStatuses(secured)).toEqual(expectStatus(secured, 401));
    });

    test('is 401 with an expired token', async () => {
      const token = await fetchShortToken(lender().parameter);
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
      await waitForResult(async () => Date.now() / 1000 > claims.exp + 1 || undefined);
      expect(await readStatuses(secured, token)).toEqual(expectStatus(secured, 401));
    });

    test('is 401 with a wrong signature or none', async () => {
      const [head = '', claims = '', signature = ''] = (await fetchToken()).split('.');
      const header = JSON.parse(Buffer.from(head, 'base64url').toString());
      const unsigned = Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url');
      const others = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
      for (const forged of [
        [head, claims, others],
        [unsigned, claims, ''],
        [head, claims],
      ]) {
        expect(await readStatuses(secured, forged.join('.'))).toEqual(expectStatus(secured, 401));
      }
    });

    test.each(['risk/score', 'risk/read'] as const)(
      'is 403 with %s alone where it needs another scope',
      async (scope) => {
        const token = await fetchToken({ client: 'service', scopes: [scope] });
        const refused = secured.filter((route) => route.scope !== scope);
        expect(await readStatuses(refused, token)).toEqual(expectStatus(refused, 403));
      },
    );

    test('is 403 for a person without a role, with every scope there is', async () => {
      const token = await createPersonToken(lender().parameter('api/user-pool-id'), 'no-role@example.com');
      const forRoles = secured.filter(({ roles }) => roles !== null);
      expect(forRoles.length).toBeGreaterThan(0);
      expect(Object.keys(SCOPES)).toContain('risk/review');
      expect(await readStatuses(forRoles, token)).toEqual(expectStatus(forRoles, 403));
    });

    test('is 403 for an underwriter who was removed, with the token from before', async () => {
      const UserPoolId = lender().parameter('api/user-pool-id');
      const Username = 'removed-underwriter@example.com';
      const token = await createPersonToken(UserPoolId, Username, ['underwriter']);
      // A call that only reads may use roles that are a minute old.
      const forReviewers = secured.filter(({ scope, method }) => scope === 'risk/review' && method === 'POST');
      const before = Object.values(await readStatuses(forReviewers, token));
      expect(before.filter((status) => status === 403)).toEqual([]);
      const cognito = new CognitoIdentityProviderClient({});
      const membership = { UserPoolId, Username, GroupName: 'underwriter' };
      await cognito.send(new AdminRemoveUserFromGroupCommand(membership));
      cognito.destroy();
      expect(await readStatuses(forReviewers, token)).toEqual(expectStatus(forReviewers, 403));
    });
  });
}
