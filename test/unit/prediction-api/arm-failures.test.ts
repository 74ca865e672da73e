/** Tests which failed requests count for the guardrail of an arm, and that counting never fails a request. */
import { jest } from '@jest/globals';
import { Problem } from '../../../lambdas/prediction-api/http/problem.ts';
import { createArmFailureCounter } from '../../../lambdas/prediction-api/predictions/arm-failures.ts';

const arm = (name: string) => ({ experiment_id: 'e', arm: name, policy_version: null, model_version: null });
const FAULT = new Problem(503, 'model-unavailable', 'x');
const WRONG = new Problem(422, 'invalid-body', 'x');
const query = jest.fn(async (_sql: string, _values: object): Promise<never[]> => []);
const warn = jest.fn();
const count = createArmFailureCounter(() => ({ query }) as never, { logger: { warn } as never });
const listCounted = () => query.mock.calls.map(([, values]) => values);
beforeEach(() => jest.clearAllMocks());

test('faults count by arm, and what the caller sent wrongly does not', async () => {
  const [stored, sent] = [{ run_id: 'r' }, { run_id: null }];
  await count([
    { input: stored, arm: arm('a'), result: FAULT },
    { input: stored, arm: arm('a'), result: WRONG },
    { input: sent, arm: arm('a'), result: WRONG },
    { input: sent, arm: arm('b'), result: FAULT },
    { input: stored, arm: arm('b'), result: { pd: 0.1 } },
    { input: stored, arm: null, result: FAULT },
  ]);
  expect(listCounted()).toEqual([
    { experiment_id: 'e', arm: 'a', failures: 2 },
    { experiment_id: 'e', arm: 'b', failures: 1 },
  ]);
});

test('without a failure no statement runs', async () => {
  await count([{ input: { run_id: null }, arm: arm('a'), result: { pd: 0.1 } }]);
  expect(listCounted()).toEqual([]);
});

test('a database that does not answer changes no response', async () => {
  query.mockRejectedValueOnce(new Error('away'));
  await expect(count([{ input: { run_id: 'r' }, arm: arm('a'), result: FAULT }])).resolves.toBeUndefined();
  expect(warn).toHaveBeenCalledTimes(1);
});
