/** Tests of what the pages of the review queue decide without a browser. */

import { readPeriod } from '../../../web/src/pages/case-figures/period.ts';
import { isCaseFilter, readCaseFilter, writeCaseFilter } from '../../../web/src/pages/cases/case-filter.ts';
import { findObstacle, listDecisions, listFittingCodes } from '../../../web/src/pages/cases/steps/fit-reasons.ts';
import { listTakers } from '../../../web/src/pages/cases/steps/list-takers.ts';
import type { ReasonCode, Reviewer } from '../../../web/src/queries/api-types.ts';

const code = (name: string, decisions: ReasonCode['decisions'], kinds: ReasonCode['kinds']): ReasonCode => ({
  ...{ code: name, text: name, decisions, kinds, needs_note: false },
});
const CODES = [
  code('income_proved', ['approve'], ['referral', 'contest']),
  code('documents_missing', ['decline'], ['referral']),
  code('nothing_new', ['uphold'], ['contest']),
];

describe('the reasons of a decision', () => {
  test('are those of the list that fit the kind of case and the decision', () => {
    expect(listFittingCodes(CODES, 'referral', 'decline').map(({ code: name }) => name)).toEqual(['documents_missing']);
    expect(listFittingCodes(CODES, 'contest', 'decline')).toEqual([]);
    expect(listFittingCodes(CODES, 'referral', undefined)).toEqual([]);
  });

  test('leave only decisions that can have one', () => {
    expect(listDecisions(CODES, 'referral')).toEqual(['approve', 'decline']);
    expect(listDecisions(CODES, 'contest')).toEqual(['approve', 'uphold']);
    expect(listDecisions(CODES, 'suspected_fraud')).toEqual([]);
  });

  test('are asked for after the decision, and missing ones say so', () => {
    expect(findObstacle([], undefined)).toMatch(/^Choose a decision/);
    expect(findObstacle([], 'approve')).toMatch(/^No reason of the list fits/);
    expect(findObstacle(CODES, 'approve')).toBeUndefined();
  });
});

describe('the filter of the queue', () => {
  test.each([
    ['', {}],
    ['state=decided&kind=contest&holder=me&overdue=true&after=x', undefined],
    ['state=no-such&kind=7&overdue=maybe&holder=', {}],
  ])('of the address ?%s is read, without unknown values, and written', (address, expected) => {
    const filter = readCaseFilter(new URLSearchParams(address));
    if (expected) expect(filter).toEqual(expected);
    else
      expect(new URL(writeCaseFilter(filter), 'http://x').searchParams.toString().split('&').toSorted()).toEqual(
        address.split('&').toSorted(),
      );
  });

  test('leaves something out unless it only continues the list', () => {
    expect([{}, { after: 'x' }, { kind: 'contest' as const }].map(isCaseFilter)).toEqual([false, false, true]);
  });
});

test('a period takes days only', () => {
  expect(readPeriod(new URLSearchParams('from=2026-01-01&to=tomorrow'))).toEqual({ from: '2026-01-01' });
});

describe('a case can be assigned', () => {
  const reviewer = (id: string, ...roles: Reviewer['roles']): Reviewer => ({ id, name: id, roles });
  const reviewers = [reviewer('rita', 'underwriter'), reviewer('ada', 'approver'), reviewer('omar', 'underwriter')];
  const rita = { id: 'rita', name: 'rita' };
  const listIds = (state: 'open' | 'waiting_for_second', holder: typeof rita | null, decided_by: typeof rita | null) =>
    listTakers(reviewers, { state, holder, decided_by }).map(({ id }) => id);

  test('to who can decide it and does not hold it', () => {
    expect(listIds('open', null, null)).toEqual(['rita', 'omar']);
    expect(listIds('open', rita, null)).toEqual(['omar']);
  });

  test('for the second step to everybody but who decided', () => {
    expect(listIds('waiting_for_second', null, rita)).toEqual(['ada', 'omar']);
  });
});
