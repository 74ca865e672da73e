/** Exported rows → scored rows, batch by batch. No AWS: lines come in, rows go out. */
import { z } from 'zod';
import { decide } from '../shared/decision/decide.ts';
import type { Decision, Policy } from '../shared/decision/policy.ts';
import { NO_REASONS, type Reasons, reasonsOf } from '../shared/decision/reasons.ts';
import { neededFeatures } from '../shared/model/features.ts';
import type { Model } from '../shared/model/load.ts';
import { scoreBatch } from '../shared/model/score.ts';
import { type ExportedRow, rowReader } from './export-format.ts';

/** Rows a call of the graph: enough that its fixed cost vanishes, few enough that a batch's memory does too. */
const BATCH_ROWS = 4096;

/** The columns of a scored row, in order; sql/scoring/stage-scores.sql has the same. */
export type ScoredRow = [
  prediction_id: string,
  application_id: string,
  customer_id: string,
  as_of: string,
  features: string,
  pd: number,
  raw: number,
  score: number,
  band: string,
  decision: string,
  decided_by: string,
  reasons: string,
  explanation: string | null,
  lgd: number,
  ead: number,
  expected_loss: number,
];

/** Whose scores get reasons: everyone's, or only theirs who are not simply approved. */
export const ReasonsFor = z.enum(['all', 'not_approved', 'none']);
export type ReasonsFor = z.infer<typeof ReasonsFor>;

type Scoring = { model: Model; policy: Policy; reasonsFor: ReasonsFor; newId: () => string };

/**
 * Scores every line, in order; gives the rows batch by batch. `newId` makes a prediction's id.
 * Throws InvalidExport, and what the model and the policy throw.
 */
export async function* scoreRows(lines: AsyncIterable<string>, scoring: Scoring): AsyncGenerator<ScoredRow[]> {
  const { model, policy } = scoring;
  const read = rowReader(neededFeatures(model.manifest.inputs, policy));
  const rows: ExportedRow[] = [];
  for await (const line of lines) {
    rows.push(read(line));
    if (rows.length === BATCH_ROWS) yield scored(rows.splice(0), scoring);
  }
  if (rows.length > 0) yield scored(rows, scoring);
}

async function scored(rows: ExportedRow[], { model, policy, reasonsFor, newId }: Scoring): Promise<ScoredRow[]> {
  const { pd, raw, prepared } = await scoreBatch(
    model,
    rows.map((row) => row.features),
  );
  return rows.map(({ application_id, customer_id, as_of, features }, i) => {
    const outcome = decide(policy, pd[i] ?? Number.NaN, features);
    const explain = (): Reasons => model.explain(features, prepared, i);
    const { reasons, explanation } = isExplained(reasonsFor, outcome.decision)
      ? reasonsOf(policy, outcome, features, explain)
      : NO_REASONS;
    return [
      newId(),
      application_id,
      customer_id,
      as_of,
      JSON.stringify(features),
      outcome.pd,
      raw[i] ?? Number.NaN,
      outcome.score,
      outcome.band,
      outcome.decision,
      outcome.decided_by,
      JSON.stringify(reasons),
      explanation && JSON.stringify(explanation),
      outcome.lgd,
      outcome.ead,
      outcome.expected_loss,
    ];
  });
}

function isExplained(reasonsFor: ReasonsFor, decision: Decision): boolean {
  return reasonsFor === 'all' || (reasonsFor === 'not_approved' && decision !== 'approve');
}
