/** Partitions are planned into parts. */
import fc from 'fast-check';
import { planParts } from '../../../lambdas/scoring/daily/plan-parts.ts';

test('a small portfolio is one part, a large one is split between partitions', () => {
  const even = (rows: number) => Array.from({ length: 16 }, (_, partition) => ({ partition, rows }));
  expect(planParts(even(375))).toEqual([{ first: 0, last: 15, rows: 6000 }]);
  expect(planParts(even(20_000))).toHaveLength(8);
  expect(planParts(even(60_000))).toHaveLength(16);
  expect(planParts([])).toEqual([]);
});

test('every row is in exactly one part', () => {
  const count = fc.record({ partition: fc.nat({ max: 15 }), rows: fc.nat({ max: 120_000 }) });
  fc.assert(
    fc.property(fc.uniqueArray(count, { selector: ({ partition }) => partition }), (counts) => {
      const parts = planParts(counts);
      for (const { partition, rows } of counts) {
        const holders = parts.filter(({ first, last }) => first <= partition && partition <= last);
        expect(holders.length).toBe(rows > 0 ? 1 : holders.length);
      }
      expect(sum(parts.map((part) => part.rows))).toBe(sum(counts.map(({ rows }) => rows)));
    }),
  );
});

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
