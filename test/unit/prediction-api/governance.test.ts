/** What a person may do with a change request, and the names of what the database refuses. */
import { globSync, readFileSync } from 'node:fs';
import { ROLE_NAMES, type Role } from '../../../lambdas/prediction-api/contract/roles.ts';
import { listPossibleSteps, type StoredRequest } from '../../../lambdas/prediction-api/governance/requests/requests.ts';
import { PROBLEM_CODES } from '../../../lambdas/shared/policy-checks/check-policy.ts';

type Request = Parameters<typeof listPossibleSteps>[0];

const OPEN: Request = {
  ...{ kind: 'policy', state: 'open', is_emergency: false, needs_two: true },
  ...{ authors: ['ann', 'bo'], proposed_by: 'ann', reviewed_by: null },
};
const EMERGENCY: Request = { ...OPEN, state: 'applied', is_emergency: true, authors: ['ann'] };
const person = (name: string, ...roles: Role[]) => ({ name, roles: new Set(roles) });

test.each([
  ['the proposer withdraws', OPEN, person('ann', 'analyst', 'approver'), ['withdraw']],
  ['an author decides nothing', OPEN, person('bo', 'approver'), []],
  ['another approver decides', OPEN, person('cy', 'approver'), ['approve', 'reject']],
  ['who may not approve decides nothing', OPEN, person('cy', 'auditor', 'analyst'), []],
  [
    'one person decides alone where that is configured',
    { ...OPEN, needs_two: false },
    person('ann', 'approver'),
    ['approve', 'reject', 'withdraw'],
  ],
  ['another approver reviews an emergency', EMERGENCY, person('cy', 'approver'), ['review']],
  ['nobody reviews their own emergency', EMERGENCY, person('ann', 'approver'), []],
  ['a review is made once', { ...EMERGENCY, reviewed_by: 'cy' }, person('dee', 'approver'), []],
] as const)('%s', (_, request, caller, steps) => {
  expect(listPossibleSteps({ ...request, authors: [...request.authors] }, caller)).toEqual(steps);
});

test.each(['approved', 'rejected', 'withdrawn', 'expired', 'applied', 'failed'] satisfies StoredRequest['state'][])(
  'nothing is possible with a request that is %s',
  (state) => {
    for (const name of ['ann', 'cy']) {
      expect(listPossibleSteps({ ...OPEN, state }, person(name, ...ROLE_NAMES))).toEqual([]);
    }
  },
);

test('every refusal of the database has a name, and every name is of a refusal', () => {
  const findStates = (files: string, pattern: RegExp) =>
    globSync(files).flatMap((file) => Array.from(readFileSync(file, 'utf8').matchAll(pattern), ([, state]) => state));
  const raised = findStates('sql/migrations/*.sql', /errcode = '((?:GV|EV)\d{3})'/g);
  const named = findStates('lambdas/**/*.ts', /\b((?:GV|EV)\d{3})\b/g);
  expect(new Set(named)).toEqual(new Set(raised));
});

test('docs/api.md names every refusal of policies, requests and experiments', () => {
  const source = readFileSync('lambdas/prediction-api/governance/refusals.ts', 'utf8');
  const refusals = Array.from(source.matchAll(/^ {2}'([a-z-]+)': \{$/gm), ([, name = '']) => name);
  const page = readFileSync('docs/api.md', 'utf8');
  expect(refusals.length).toBeGreaterThan(30);
  expect([...refusals, ...PROBLEM_CODES].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
