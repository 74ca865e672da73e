/** A case from its opening to the decision, and the watch of due times. journey.test.ts runs the tests on its cloud. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from '@jest/globals';
import { createRiskClient } from '../../clients/typescript/client.ts';
import { createPersonToken } from '../../testing/api/person-token.ts';
import type { TestCloud } from '../../testing/aws/test-cloud.ts';

/** Defines the tests. `lender` is called when they run. */
export function describeCases(lender: () => Pick<TestCloud, 'parameter'>): void {
  const signIn = async (name: string, groups: string[]) => {
    const token = await createPersonToken(lender().parameter('api/user-pool-id'), `${name}@example.com`, groups);
    return createRiskClient({ baseUrl: lender().parameter('api/url'), token: async () => token });
  };

  test('a referred application of the night is claimed, and decided by two people where it is large', async () => {
    const [first, second] = [await signIn('uma', ['underwriter']), await signIn('ben', ['approver'])];
    const { data: next } = await first.POST('/v1/cases/claim-next', { body: { kind: 'referral' } });
    const params = { path: { case_id: next?.case_id ?? '' } };
    const { data: claimed } = await first.GET('/v1/cases/{case_id}', { params });
    expect(claimed).toMatchObject({ state: 'open', holder: { name: 'uma@example.com' } });
    const body = {
      decision: 'decline',
      reason_codes: ['income_unverified'],
      prediction_id: claimed?.prediction_id ?? '',
    };
    await first.POST('/v1/cases/{case_id}/decide', { params, body: { ...body, decision: 'decline' } });
    if (claimed?.needs_second) await second.POST('/v1/cases/{case_id}/confirm', { params, body: {} });
    const { data: decided } = await second.GET('/v1/cases/{case_id}', { params });
    expect(decided).toMatchObject({ state: 'decided', decision: 'decline', decided_by: { name: 'uma@example.com' } });
    const { data: people } = await second.GET('/v1/reviewers', {});
    expect(people?.reviewers.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['uma@example.com', 'ben@example.com']),
    );
  }, 60_000);

  test('the watch of due times finds nothing overdue', async () => {
    const command = new InvokeCommand({ FunctionName: 'risk-local-watch-deadlines', Payload: '{}' });
    const { Payload, FunctionError } = await new LambdaClient({}).send(command);
    const output = JSON.parse(Payload ? Buffer.from(Payload).toString() : 'null');
    expect([FunctionError, output]).toMatchObject([undefined, { overdue: { cases: 0 } }]);
  }, 60_000);
}
