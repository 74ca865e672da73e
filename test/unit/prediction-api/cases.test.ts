/** Cases without a database: reason codes, the reason of a decision, what a person may do, and the settings of deployments. */
import { readFileSync } from 'node:fs';
import { composeReason } from '../../../lambdas/prediction-api/cases/decide-case.ts';
import { listPossibleSteps } from '../../../lambdas/prediction-api/cases/possible-steps.ts';
import type { StoredCase } from '../../../lambdas/prediction-api/cases/stored-case.ts';
import type { Role } from '../../../lambdas/prediction-api/contract/roles.ts';
import { CASE_KINDS } from '../../../lambdas/shared/cases/case.ts';
import { reasonCodes } from '../../../lambdas/shared/cases/reason-codes.ts';
import { loadEnvironmentConfig } from '../../../lib/config.ts';
import { buildDatabaseSettings } from '../../../lib/constructs/database/database-settings.ts';

test('every kind of case can be decided both ways by a code, and a contest upheld', () => {
  const codes = Object.values(reasonCodes);
  for (const kind of CASE_KINDS) {
    const decisions = codes.filter(({ kinds }) => kinds.includes(kind)).flatMap((code) => code.decisions);
    expect([kind, ...decisions]).toEqual(
      expect.arrayContaining(['approve', kind === 'contest' ? 'uphold' : 'decline']),
    );
  }
});

test('a reason begins with the words of its codes, and ends with those of the person', () => {
  expect(composeReason(['affordable', 'other'], 'Lives with her parents.')).toBe(
    'The instalments are affordable after known expenses. Another reason. Lives with her parents.',
  );
  expect(composeReason(['affordable'], undefined)).toBe('The instalments are affordable after known expenses');
});

describe('what a person may do with a case', () => {
  const free = { state: 'open', holder: null, decided_by: null, is_own_request: false } as unknown as StoredCase;
  const list = (row: Partial<StoredCase>, name: string, ...roles: Role[]) =>
    listPossibleSteps({ ...free, ...row }, { name, roles: new Set(roles) }).join(' ');
  const waiting = { state: 'waiting_for_second', decided_by: 'jo' } as const;

  test.each<[string, Partial<StoredCase>, string, Role[], string]>([
    ['a free one', {}, 'jo', ['underwriter'], 'claim assign note attach'],
    [
      'one that they hold',
      { holder: 'jo' },
      'jo',
      ['underwriter'],
      'claim release assign decide request-documents note attach',
    ],
    ['one that another holds', { holder: 'kim' }, 'jo', ['underwriter'], 'note attach'],
    ['one that another holds, as approver', { holder: 'kim' }, 'ada', ['approver'], 'assign note attach'],
    ['a free one, as approver', {}, 'ada', ['approver'], 'assign note attach'],
    ['their own decision', waiting, 'jo', ['underwriter'], 'assign note attach'],
    ['the decision of another', waiting, 'ada', ['approver'], 'claim assign confirm return note attach'],
    [
      'the decision of another that somebody holds',
      { ...waiting, holder: 'kim' },
      'ada',
      ['approver'],
      'assign note attach',
    ],
    ['one of their own request', { is_own_request: true }, 'jo', ['underwriter'], 'assign note attach'],
    ['one that has ended', { state: 'decided' }, 'jo', ['underwriter'], 'note'],
    ['any, as auditor', {}, 'otto', ['auditor', 'analyst'], ''],
  ])('%s', (_, row, name, roles, steps) => expect(list(row, name, ...roles)).toBe(steps));
});

test('a deployment sets every setting that the database has', () => {
  const [, names = ''] =
    /name text check \(name in \(([^)]+)\)/.exec(readFileSync('sql/migrations/0112_cases.sql', 'utf8')) ?? [];
  const settings = JSON.parse(buildDatabaseSettings(loadEnvironmentConfig('prod', {})).CASE_SETTINGS);
  const known = Array.from(names.matchAll(/'(\w+)'/g), ([, name]) => name);
  expect(Object.keys(settings)).toEqual(expect.arrayContaining(known));
  expect(known.length).toBe(7);
});
