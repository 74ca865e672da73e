/** The lines with the result of a verification of the audit trail. */
import { jest } from '@jest/globals';
import { printVerification } from '../../../cli/audit/print-trail.ts';
import type { TrailVerification } from '../../../lambdas/shared/audit/findings.ts';

function print(found: Partial<TrailVerification>): string {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  printVerification({ findings: [], notes: [], entries: 0, records: 0, head: undefined, ...found });
  const text = log.mock.calls.join('\n');
  log.mockRestore();
  return text;
}

test('an empty trail is not called intact, and the line says what writes it', () => {
  expect(print({})).toBe('The audit trail is empty: npm run audit -- write records what is not in it yet');
  expect(print({ entries: 1, records: 2 })).toMatch(/The audit trail is intact: 1 entry, 2 records compared/);
});

test('places where the trail differs are counted in the right number', () => {
  const finding = { problem: 'missing_row', message: 'the row is not there' } as const;
  expect(print({ findings: [finding] })).toMatch(/differs in 1 place \(/);
  expect(print({ findings: [finding, finding] })).toMatch(/differs in 2 places \(/);
});
