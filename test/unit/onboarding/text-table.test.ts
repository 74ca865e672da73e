/** Counts of texts by their hashes: they are those of a map of the texts. */
import fc from 'fast-check';
import { createTextHash, hashText } from '../../../lambdas/onboarding/profiling/hash-text.ts';
import { TextTable } from '../../../lambdas/onboarding/profiling/text-table.ts';

const MAX_TEXTS = 20;

it('counts the first texts as a map does', () => {
  const texts = fc.array(fc.oneof(fc.string({ maxLength: 2 }), fc.integer({ max: 50 }).map(String)), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(texts, (all) => {
      const table = new TextTable(MAX_TEXTS);
      const expected = new Map<string, { text: string; rows: number; line: number }>();
      const hash = createTextHash();
      for (const [line, text] of all.entries()) {
        hashText(text, hash);
        const isKnown = table.count(hash.low, hash.high);
        expect(isKnown).toBe(expected.has(text));
        const entry = expected.get(text);
        if (entry) entry.rows += 1;
        else if (table.size < MAX_TEXTS) {
          table.add(text, line, hash.low, hash.high);
          expected.set(text, { text, rows: 1, line });
        }
      }
      expect(table.list()).toEqual([...expected.values()]);
      expect([...table.hashes()]).toHaveLength(expected.size);
    }),
  );
});
