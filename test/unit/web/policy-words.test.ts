/** Tests that the pages read a policy as the API does, and that its sentences say what it decides. */
import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../../../lambdas/shared/policy/parse-policy.ts';
import { EXAMPLE_POLICY } from '../../../testing/policies/example-policy.ts';
import { findSeedPolicy } from '../../../testing/policies/seed-policies.ts';
import { compareLines } from '../../../web/src/pages/policies/compare/compare-lines.ts';
import { describeCondition } from '../../../web/src/pages/policies/document/describe-condition.ts';
import { describePolicy, type SectionKey } from '../../../web/src/pages/policies/document/describe-policy.ts';
import type { Condition, PolicyDocument } from '../../../web/src/pages/policies/document/policy-document.ts';
import { readDocument } from '../../../web/src/pages/policies/document/read-document.ts';

const name = (code: string) => code.replaceAll('_', ' ');
const example = EXAMPLE_POLICY as unknown as PolicyDocument;

function readSection(document: PolicyDocument, key: SectionKey): string[] {
  const section = describePolicy(document, name).find((candidate) => candidate.key === key);
  return (section?.lines ?? []).map((line) => line.replaceAll('\u00a0', ' '));
}

test('documents of format 1 read as the API reads them', () => {
  for (const version of ['2026-11-01', '2026-11-23']) {
    const document = JSON.parse(findSeedPolicy(version).document);
    const { format, ...read } = readDocument(document);
    expect(format).toBe(2);
    expect(parsePolicy({ format: 2, ...read })).toEqual(parsePolicy(document));
  }
});

test('a document of format 2 is read as it is', () => {
  expect(readDocument(EXAMPLE_POLICY)).toBe(EXAMPLE_POLICY);
});

describe('a policy as sentences', () => {
  test('names cut-offs by their condition', () => {
    expect(readSection(example, 'cutOffs')).toEqual([
      'Where purpose is car: approve below 20 %, decline from 35 %, refer to a person in between.',
      'Otherwise: approve below 15 %, decline from 30 %, refer to a person in between.',
    ]);
  });

  test('has no digit less than the policy', () => {
    const cut_offs = [{ approve_below_pd: 0.12345, decline_from_pd: 0.2 }];
    expect(readSection({ ...example, cut_offs }, 'cutOffs')).toEqual([
      'Always: approve below 12.345 %, decline from 20 %, refer to a person in between.',
    ]);
    const limits = [
      { name: 'x', of: 'expected_loss', at_least: 1234567.89, decision: 'refer' as const, reason: 'It is much.' },
    ];
    expect(readSection({ ...example, limits }, 'limits')[0]).toContain('1,234,567.89');
  });

  test('has a line for each row of a table', () => {
    expect(readSection(example, 'matrices')).toHaveLength(3);
    expect(readSection(example, 'values')).toHaveLength(5);
    expect(readSection(example, 'pricing')).toContain(
      'Rate of band C: no offer up to 12 months, 15 % up to 48 months, no offer for any longer term.',
    );
  });
});

describe('a condition as words', () => {
  test.each<[Condition, string]>([
    [{ feature: 'age_years', below: 18, if_unknown: 'not_met' }, 'age years is below 18'],
    [{ feature: 'age_years', below: 18, if_unknown: 'met' }, 'age years is below 18 (or it is unknown)'],
    [{ feature: 'amount', between: [1, 2.5], if_unknown: 'not_met' }, 'amount is from 1 to 2.5'],
    [{ of: 'pd', at_least: 0.125 }, 'pd is at least 12.5 %'],
    [{ value: 'points', at_most: -3 }, 'points is at most −3'],
    [{ feature: 'purpose', in: ['car'], if_unknown: 'not_met' }, 'purpose is car'],
    [
      { feature: 'purpose', not_in: ['car', 'home'], if_unknown: 'met' },
      'purpose is none of car, home (or it is unknown)',
    ],
    [{ feature: 'income', is: 'unknown' }, 'income is unknown'],
    [
      {
        all: [
          { feature: 'a', is: 'known' },
          {
            any: [
              { feature: 'b', is: 'known' },
              { feature: 'c', is: 'unknown' },
            ],
          },
        ],
      },
      'a is known and (b is known or c is unknown)',
    ],
    [{ not: { feature: 'a', is: 'known' } }, 'it is not so that a is known'],
    [{ feature: 'a', if_unknown: 'met' }, 'a condition that this page cannot read (or it is unknown)'],
  ])('%j', (condition, words) => {
    expect(describeCondition(condition, name).replaceAll('\u00a0', ' ')).toBe(words);
  });
});

test('lines are compared in their order: what goes stands before what comes in its place', () => {
  expect(compareLines(['a', 'b', 'c'], ['a', 'x', 'c', 'd'])).toEqual([
    { change: 'same', text: 'a' },
    { change: 'removed', text: 'b' },
    { change: 'added', text: 'x' },
    { change: 'same', text: 'c' },
    { change: 'added', text: 'd' },
  ]);
  expect(compareLines(['a', 'a'], ['a'])).toEqual([
    { change: 'same', text: 'a' },
    { change: 'removed', text: 'a' },
  ]);
  expect(compareLines([], [])).toEqual([]);
});
