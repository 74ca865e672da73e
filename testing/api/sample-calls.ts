/** Builds a valid call for every operation of the API. Only a handler that reaches the database can answer it. */
import { type ApiRoute, MACHINE_SCOPES } from '../../lambdas/prediction-api/contract/route.ts';
import { type ApiCall, buildPersonClaims, buildServiceClaims } from './gateway-event.ts';

const PREDICTION_ID = '01900000-0000-7000-8000-000000000001';

const PARAMS: Record<string, string> = {
  prediction_id: PREDICTION_ID,
  customer_id: 'c1',
  version: '20260101T000000Z-00000000',
  run_id: PREDICTION_ID,
  batch_id: PREDICTION_ID,
  import_id: PREDICTION_ID,
  override_id: PREDICTION_ID,
  request_id: PREDICTION_ID,
  restriction_id: PREDICTION_ID,
  simulation_id: PREDICTION_ID,
  experiment_id: 'lower-cut-off',
  case_id: PREDICTION_ID,
  webhook_id: PREDICTION_ID,
  event_id: PREDICTION_ID,
  attachment_id: PREDICTION_ID,
  notice_id: PREDICTION_ID,
  name: 'overview',
  file: 'start.js',
};

const FILE = { name: 'pay-slip.pdf', media_type: 'application/pdf', bytes: 1000 };
/** Has the form of a token; nobody signed it. */
const TOKEN = `${'A'.repeat(27)}.${'A'.repeat(43)}`;

const BODIES: Record<string, unknown> = {
  predict: { application_id: 'a1' },
  predictBatch: { items: [{ application_id: 'a1' }] },
  uploadEdgeDecisions: { bundle: { document: '{}', signature: 'none' }, decisions: [{}] },
  createBatch: { size_bytes: 100 },
  createImport: { name: 'loans', files: [{ name: 'loans.csv', size_bytes: 100 }] },
  answerImport: { answers: { target: 'status' } },
  createPolicy: { version: 'next', based_on: '2026-11-23' },
  editPolicy: { document: { version: '2026-11-23' }, revision: 1 },
  readPolicySpreadsheet: { base64: 'bm90aGluZw==' },
  proposePolicy: { why: 'Fewer cars are repaid than expected.' },
  createSimulation: { policy_version: '2026-11-23', from: '2026-01-01', to: '2026-01-31' },
  createRequest: { kind: 'model_promotion', subject: 'm1', content: {}, why: 'It ranks the holdout better.' },
  approveRequest: { why: 'The simulation convinces me.' },
  rejectRequest: { why: 'The simulation does not convince me.' },
  withdrawRequest: { why: 'There is a better proposal.' },
  reviewRequest: { why: 'The rollback was right.' },
  stopExperiment: { why: 'Too many customers are declined.' },
  rollBack: { of: 'policy', why: 'Far too many are declined.' },
  createPrivacyRequest: { kind: 'access', customer_id: 'c1', why: 'Asked by letter and showed a passport.' },
  extendPrivacyRequest: { due_at: '2099-01-01T00:00:00.000Z', why: 'The request is about twelve years.' },
  refusePrivacyRequest: { why: 'The person could not be identified.' },
  completePrivacyRequest: { why: 'The person withdrew the request.' },
  liftRestriction: { why: 'The accuracy was verified, and the person was told.' },
  overridePrediction: { decision: 'decline', reason: 'The employer does not exist.' },
  claimNextCase: { kind: 'referral' },
  claimCase: { note: 'I know this employer.' },
  releaseCase: { note: 'I am away tomorrow.' },
  assignCase: { to: 'kim' },
  decideCase: { decision: 'approve', reason_codes: ['income_verified'], prediction_id: PREDICTION_ID },
  confirmCase: { note: 'I have seen the pay slips.' },
  returnCase: { note: 'The pay slip is of another year.' },
  requestCaseDocuments: { note: 'The last three pay slips.' },
  noteCase: { note: 'The employer was called.' },
  attachToCase: FILE,
  issueNotice: { kind: 'us' },
  recordNoticeDelivery: { state: 'sent' },
  openContest: { token: TOKEN },
  attachToContest: { token: TOKEN, ...FILE },
  submitContest: { token: TOKEN, wants_human: true },
  endOverride: { reason: 'The employer was found.' },
  createWebhook: { name: 'loan system', url: 'https://lender.example/events' },
  changeWebhook: { name: 'loan system' },
  resendEvent: { webhook_id: PREDICTION_ID },
  tryWhatIf: { features: { amount: 1000 } },
};

/** Builds the call of a route. Throws when the route has a parameter or a body without a sample here. */
export function buildSampleCall({ operationId, method, path, scope, params, body }: ApiRoute): ApiCall {
  const names = Object.keys(params?.shape ?? {});
  const samples = path.startsWith('/v1/policies/') ? { ...PARAMS, version: '2026-11-23' } : PARAMS;
  const missing = names.filter((name) => samples[name] === undefined);
  if (missing.length > 0) throw new Error(`testing/api/sample-calls.ts has no ${missing} for ${operationId}`);
  if (body && BODIES[operationId] === undefined) throw new Error(`testing/api/sample-calls.ts has no ${operationId}`);
  return {
    ...{ method, resource: path },
    path: Object.fromEntries(names.map((name) => [name, samples[name] ?? ''])),
    body: body && BODIES[operationId],
    claims: scope && (MACHINE_SCOPES.includes(scope) ? buildServiceClaims(scope) : buildPersonClaims('jo', scope)),
  };
}
