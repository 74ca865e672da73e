/** Reads the decision that a notice is about, and refuses one that may have none. */
import { type Sql, uuid } from '../aws/database.ts';
import { DEFAULT_SCORE_SCALE, type ScoreScale } from '../model/score-scale.ts';
import { readSqlFile } from '../sql-file.ts';
import type { DecidedApplication, StoredReason } from './decided-application.ts';
import { NoticeRefused } from './notice-refusals.ts';
import type { NoticeKind } from './template-kinds.ts';

/** Who reads, as predictions.is_visible takes it. */
export interface NoticeReader {
  reader_client_id: string;
  reader: string;
  reader_is_person: boolean;
}

interface StoredDecision {
  prediction_id: string;
  application_id: string | null;
  customer_id: string | null;
  policy_decision: DecidedApplication['decision'];
  policy_decided_by: string;
  policy_version: string;
  reasons: StoredReason[];
  is_explained: boolean;
  score: number;
  scored_at: string;
  scale: ScoreScale | null;
  override_id: string | null;
  override_decision: DecidedApplication['decision'] | null;
  overridden_at: string | null;
  override_reason: string | null;
  newest_id: string | null;
}

/**
 * Reads the decision that holds for the application of a prediction.
 * @throws {NoticeRefused} when there is none that the caller may read, or when it may have no notice of this kind
 */
export async function readDecision(
  sql: Sql,
  predictionId: string,
  kind: NoticeKind,
  reader: NoticeReader,
): Promise<DecidedApplication> {
  const values = { prediction_id: uuid(predictionId), ...reader };
  const [row] = await sql.query<StoredDecision>(readSqlFile('notices/find_decision.sql'), values);
  if (!row) throw new NoticeRefused('unknown-prediction');
  if (row.application_id === null) throw new NoticeRefused('what-if-decision');
  if (row.newest_id !== row.prediction_id) throw new NoticeRefused('scored-again');
  const decided = toDecided(row, row.application_id);
  if (kind === 'us' && decided.decision !== 'decline') throw new NoticeRefused('no-adverse-action');
  if (decided.override === null && decided.reasons.length === 0) throw new NoticeRefused('reasons-missing');
  return decided;
}

/** A time as the database writes it, UTC without a zone. */
const parseTime = (text: string): Date => new Date(/[Z+]/.test(text) ? text : `${text.replace(' ', 'T')}Z`);

function toDecided(row: StoredDecision, application: string): DecidedApplication {
  const { prediction_id, customer_id, policy_decided_by, policy_version, reasons, is_explained, score } = row;
  const { override_id, override_reason } = row;
  return {
    ...{ prediction_id, application, customer_id, policy_decided_by, policy_version, reasons, is_explained, score },
    decision: row.override_decision ?? row.policy_decision,
    decided_at: parseTime(row.overridden_at ?? row.scored_at),
    scored_at: parseTime(row.scored_at),
    scale: row.scale ?? DEFAULT_SCORE_SCALE,
    override: override_id !== null && override_reason !== null ? { override_id, reason: override_reason } : null,
  };
}
