/** A role from its proposal to the user pool and back, on the local cloud. journey.test.ts runs the tests on its cloud. */
import { expect, test } from '@jest/globals';
import { createRiskClient } from '../../clients/typescript/client.ts';
import { createPersonToken } from '../../testing/api/person-token.ts';
import type { TestCloud } from '../../testing/aws/test-cloud.ts';
import { runOperatorCommand, waitForResult } from '../../testing/operator-steps.ts';

/** Defines the tests. `lender` is called when they run. */
export function describeRoles(lender: () => Pick<TestCloud, 'parameter' | 'stateDirectory'>): void {
  const signIn = async (name: string, groups: string[] = []) => {
    const token = await createPersonToken(lender().parameter('api/user-pool-id'), `${name}@example.com`, groups);
    return createRiskClient({ baseUrl: lender().parameter('api/url'), token: async () => token });
  };
  const run = (...args: string[]) => runOperatorCommand('roles', [...args, '--state', lender().stateDirectory]);

  test('a role is taken over, proposed by one person, approved by another, applied, and taken away', async () => {
    const [administrator, approver] = [await signIn('ada', ['administrator']), await signIn('abe', ['approver'])];
    const newcomer = await signIn('newcomer');
    const takeover = await run('--take-over', '--why', 'the first people of a test');
    // Where somebody has joined this cloud before, its own people are taken over already, and ada and abe differ.
    expect(takeover.output).toMatch(/ada@example\.com|roles are stored already/);
    const approveAs = (client: typeof approver) => (request_id: string) =>
      client.POST('/v1/requests/{request_id}/approve', {
        ...{ params: { path: { request_id } }, body: { why: 'Agreed in a test.' } },
      });
    const approveAsOperator = (request_id: string) =>
      runOperatorCommand('requests', [
        ...['approve', request_id, '--why', 'agreed in a test', '--as', 'abe'],
        ...['--state', lender().stateDirectory],
      ]);
    const findNewcomer = async () => {
      const { data } = await administrator.GET('/v1/people', {});
      return data?.people.find(({ name }) => name === 'newcomer@example.com');
    };
    const changeRoles = async (roles: 'auditor'[], approve: (request_id: string) => Promise<unknown>) => {
      const subject = (await findNewcomer())?.id ?? '';
      const body = { kind: 'role', subject, content: { roles }, why: 'Reviews the portfolio.' } as const;
      const { data: request } = await administrator.POST('/v1/requests', { body });
      const { request_id = '' } = request ?? {};
      const own = approveAs(administrator)(request_id).catch(({ problem }) => problem.type);
      expect(await own).toBe('urn:risk:problem:own-proposal');
      await approve(request_id);
      await waitForResult(async () => {
        const found = await findNewcomer();
        return String(found?.roles) === String(roles) ? found : undefined;
      });
    };
    const makeReport = () =>
      newcomer.POST('/v1/portfolio-reports', {}).then(
        () => 200,
        ({ problem }) => problem.status,
      );
    expect(await makeReport()).toBe(403);
    await changeRoles(['auditor'], approveAs(approver));
    expect(await makeReport()).toBe(200);
    expect((await run()).output).toMatch(/newcomer@example\.com.*auditor/);
    await changeRoles([], approveAsOperator);
    expect(await makeReport()).toBe(403);
  }, 120_000);
}
