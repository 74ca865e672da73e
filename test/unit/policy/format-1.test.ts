/** Tests that the first policies decide bit for bit as the engine before format 2 did: stored evidence replays. */
import { decide } from '../../../lambdas/shared/decision/decide.ts';
import { parsePolicy, toDocument } from '../../../lambdas/shared/policy/parse-policy.ts';
import { getSeedPolicy } from '../../../testing/policies/seed-policies.ts';
import recorded from './format-1-decisions.json' with { type: 'json' };

const NAMES = ['age_years', 'months_past_due_1', 'debt_to_income', 'loan_to_value', 'amount'];
const RESULTS = ['decision', 'decided_by', 'score', 'band', 'lgd', 'ead', 'expected_loss'];
const policies = new Map(['2026-11-01', '2026-11-23'].map((version) => [version, getSeedPolicy(version)]));
const name = (names: readonly string[], values: readonly (string | number | null)[]) =>
  Object.fromEntries(names.map((key, i) => [key, values[i] ?? null]));

test.each([
  ['as it is', (policy: ReturnType<typeof parsePolicy>) => policy],
  ['written as format 2', (policy: ReturnType<typeof parsePolicy>) => parsePolicy(toDocument(policy))],
])('a document of format 1 decides as recorded: %s', (_, translate) => {
  for (const [version, pd, ...row] of recorded) {
    const policy = translate(policies.get(String(version)) as ReturnType<typeof parsePolicy>);
    const { rate, expected_return, ...result } = decide(policy, Number(pd), name(NAMES, row));
    expect(result).toEqual({ pd, ...name(RESULTS, row.slice(NAMES.length)) });
    expect([rate, expected_return]).toEqual([null, null]);
  }
});
