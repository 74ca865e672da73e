/** Makes applications with outcomes and stores decisions on them as evidence, for tests of what reads the evidence. */
import type { Client } from 'pg';
import { v7 } from 'uuid';
import { decide } from '../../lambdas/shared/decision/decide.ts';
import type { FeatureRecord } from '../../lambdas/shared/features/feature-record.ts';
import { parsePolicy } from '../../lambdas/shared/policy/parse-policy.ts';
import type { Policy } from '../../lambdas/shared/policy/policy.ts';
import { createRandom } from '../random.ts';
import { buildRunId, insertRows, type Row } from './rows.ts';

/** A stored decision and what is known of its application. */
export interface StoredDecision {
  application_id: string;
  pd: number;
  features: FeatureRecord;
  fairness: Record<string, string | null>;
  /** Null where no outcome was delivered. */
  defaulted: boolean | null;
}

const DAYS = ['2026-09-01', '2026-09-02', '2026-09-03'];
const OUTCOME_DAY = '2026-10-01';
const PURPOSES = ['car', 'home', 'education', null];

/** Makes decisions of three days; the outcome of every third application with a low PD is known. */
export function makeDecisions(count: number, seed: number): StoredDecision[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const pd = Math.fround(random.next() ** 2 * 0.6);
    return {
      application_id: `application-${i}`,
      pd,
      features: {
        amount: random.below(20_000_000) / 100,
        age_years: random.chance(0.05) ? null : 17 + random.below(60),
        months_past_due_1: random.pick([0, 0, 0, 1, 3, null]),
        debt_to_income: random.chance(0.1) ? null : random.below(1000) / 1000,
        loan_to_value: random.pick([null, 0.5, 1, 1.5]),
        term_months: random.pick([12, 24, 36, 60]),
        purpose: random.pick(PURPOSES),
      },
      fairness: { sex: random.pick(['f', 'm', 'm', null]) },
      defaulted: i % 3 === 0 && pd < 0.3 ? random.chance(pd) : null,
    };
  });
}

/** Publishes the applications with their features, their decisions by a policy, and then the outcomes. */
export async function storeDecisions(
  superuser: Client,
  decisions: readonly StoredDecision[],
  { document, model_version, model_sha256 }: { document: object; model_version: string; model_sha256: string },
): Promise<void> {
  const policy = parsePolicy(document);
  await publishRun(superuser, 1, DAYS[0] ?? '');
  await insertRows(
    superuser,
    'staging.loan_applications',
    decisions.map((decision, i) => buildApplication(decision, i, 1)),
  );
  await insertRows(superuser, 'analytics.risk_features', decisions.map(buildFeatureRow));
  const scores = decisions.map((decision, i) => buildScore(policy, decision, i));
  await insertRows(
    superuser,
    'predictions.risk_scores',
    scores.map((row) => ({ ...row, model_version, model_sha256 })),
  );
  await publishRun(superuser, 2, OUTCOME_DAY);
  const known = decisions.flatMap((decision, i) =>
    decision.defaulted === null ? [] : [buildApplication(decision, i, 2)],
  );
  await insertRows(superuser, 'staging.loan_applications', known);
}

async function publishRun(superuser: Client, run: number, as_of: string): Promise<void> {
  const run_id = buildRunId(run);
  await insertRows(superuser, 'analytics.runs', [
    { run_id, as_of, execution_id: run_id, state: 'published', opened_at: as_of },
  ]);
  await insertRows(superuser, 'analytics.publications', [{ run_id, as_of, published_at: new Date(), rows: 0 }]);
}

const toDay = (i: number): string => DAYS[i % DAYS.length] ?? '';

function buildApplication({ application_id, features, defaulted }: StoredDecision, i: number, run: 1 | 2): Row {
  return {
    ...{ application_id, customer_id: `customer-of-${application_id}`, applied_at: toDay(i), amount: features.amount },
    ...{ valid_from: run === 1 ? DAYS[0] : OUTCOME_DAY, status: run === 1 ? 'received' : 'closed', attributes: {} },
    ...{ defaulted: run === 1 ? null : defaulted, outcome_date: run === 1 ? null : OUTCOME_DAY },
    ...{ run_id: buildRunId(run), source_file: 'applications.csv', source_line: i + 2, loaded_at: DAYS[0] },
  };
}

function buildFeatureRow({ application_id, features, fairness }: StoredDecision, i: number): Row {
  return {
    ...{ application_id, customer_id: `customer-of-${application_id}`, as_of: toDay(i), run_id: buildRunId(1) },
    ...{ partition: i % 16, attributes: {}, fairness, built_at: DAYS[0], ...features },
  };
}

/** The snapshot has what the policy of the time read; the purpose is in the stored features alone. */
function buildScore(policy: Policy, { application_id, pd, features }: StoredDecision, i: number): Row {
  const { purpose: _, ...snapshot } = features;
  const { score, band, decision, decided_by, lgd, ead, expected_loss } = decide(policy, pd, snapshot);
  return {
    ...{ prediction_id: v7(), application_id, customer_id: `customer-of-${application_id}`, source: 'batch' },
    ...{ as_of: toDay(i), features_as_of: toDay(i), run_id: buildRunId(1), features: snapshot, lineage: {} },
    ...{ policy_version: policy.version, pd, raw: 0, score, band, decision, decided_by, lgd, ead, expected_loss },
    ...{ reasons: [], requested_by: 'risk', scored_at: `${toDay(i)}T12:00:00Z` },
  };
}
