/**
 * POST /v1/edge-decisions: verifies the bundle, replays each decision, and stores those that come out the same. It runs two
 * statements, and a third where ids were stored before.
 */
import { type Database, json } from '../../../shared/aws/database.ts';
import type { ReplaySources } from '../../../shared/decision/replay-evidence.ts';
import type { EdgeDecision } from '../../../shared/edge/edge-decision.ts';
import type { Telemetry } from '../../../shared/handler.ts';
import { createPolicyLoader, type ReadPolicies } from '../../../shared/serving/stored-policy.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import { uploadEdgeDecisionsRoute } from '../../contract/routes/edge-decisions.ts';
import type { EdgeDecisionResult, EdgeDecisionResults } from '../../contract/schemas/edge-decisions.ts';
import { reportProblem } from '../../http/handle-errors.ts';
import { identifyRequest } from '../../http/idempotency.ts';
import type { Caller, OperationInput } from '../../http/operation.ts';
import { Problem } from '../../http/problem.ts';
import { openUpload, type ReadPublicKey } from './open-upload.ts';
import { replayEdgeDecision } from './replay-edge-decision.ts';

export interface EdgeDependencies {
  database: () => Database;
  loadModel: ReplaySources['loadModel'];
  readPolicies: ReadPolicies;
  readPublicKey: ReadPublicKey;
}

/** The id is that of another prediction: of another caller, another decision, or not of a device. */
const ID_TAKEN = new Problem(409, 'edge-decision-taken', 'Another prediction is stored under the id of this decision.');

/**
 * Stores the decisions of an upload; one that is refused does not stop the others.
 * @throws {Problem} when the bundle is not one of this environment
 */
export async function uploadEdgeDecisions(
  { database, loadModel, readPolicies, readPublicKey }: EdgeDependencies,
  { body, caller }: OperationInput<typeof uploadEdgeDecisionsRoute>,
  telemetry: Telemetry,
): Promise<EdgeDecisionResults> {
  const db = database();
  const bundle = await openUpload(db, readPublicKey, body.bundle);
  const [model, policy] = await Promise.all([
    loadModel(bundle.model),
    createPolicyLoader(db, readPolicies)(bundle.policy),
  ]);
  const now = new Date();
  const outcomes: (EdgeDecision | Problem)[] = [];
  for (const item of body.decisions) outcomes.push(await replayEdgeDecision({ bundle, model, policy }, item, now));
  const stored = await storeDecisions(db, caller, outcomes);
  const results = stored.map((outcome, item): EdgeDecisionResult => {
    if (!(outcome instanceof Problem)) return { item, status: 200, ...outcome, problem: null };
    reportProblem(outcome, telemetry, outcome);
    const status = outcome.status as 422;
    return { item, status, prediction_id: null, is_new: false, problem: outcome.toDocument() };
  });
  const count = results.filter(({ status }) => status === 200).length;
  return { results, stored: count, refused: results.length - count };
}

interface StoredRow {
  prediction_id: string;
  is_own: boolean;
  request_sha256: string | null;
}

/** Stores the decisions in one statement. Of several with one id the first is stored. */
async function storeDecisions(
  db: Database,
  caller: Caller,
  outcomes: readonly (EdgeDecision | Problem)[],
): Promise<({ prediction_id: string; is_new: boolean } | Problem)[]> {
  const rows = outcomes.map((outcome) =>
    outcome instanceof Problem ? outcome : { ...outcome, request_sha256: hashDecision(outcome, caller) },
  );
  const first = new Map<string, Exclude<(typeof rows)[number], Problem>>();
  for (const row of rows) if (!(row instanceof Problem) && !first.has(row.decision_id)) first.set(row.decision_id, row);
  if (first.size === 0) return rows as Problem[];
  const by = { requested_by: caller.name, client_id: caller.clientId };
  const inserted = await db.query<{ prediction_id: string }>(readSqlFile('api/edge/store_decisions.sql'), {
    decisions: json([...first.values()]),
    ...by,
  });
  const added = new Set(inserted.map(({ prediction_id }) => prediction_id));
  const known = new Map<string, StoredRow>();
  if (added.size < first.size) {
    const parameters = { ids: json([...first.keys()]), ...by };
    const before = await db.query<StoredRow>(readSqlFile('api/edge/list_stored.sql'), parameters);
    for (const row of before) known.set(row.prediction_id, row);
  }
  return rows.map((row) => {
    if (row instanceof Problem) return row;
    const { decision_id: prediction_id, request_sha256 } = row;
    if (added.has(prediction_id) && first.get(prediction_id) === row) return { prediction_id, is_new: true };
    const earlier = added.has(prediction_id)
      ? { is_own: true, request_sha256: first.get(prediction_id)?.request_sha256 }
      : known.get(prediction_id);
    const isSame = earlier?.is_own === true && earlier.request_sha256 === request_sha256;
    return isSame ? { prediction_id, is_new: false } : ID_TAKEN;
  });
}

const hashDecision = (decision: EdgeDecision, caller: Caller): string =>
  identifyRequest(uploadEdgeDecisionsRoute.operationId, decision, caller).sha256;
