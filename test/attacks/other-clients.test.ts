/**
 * Attacks of one client on another. Client B, or a person beside another one, has a token of its own and every id and
 * key of client A, and tries to read or change what is A's, and to use up what the night and others need.
 */

import { jest } from '@jest/globals';
import { v7 } from 'uuid';
import type { ApiRoute } from '../../lambdas/prediction-api/contract/route.ts';
import { routes } from '../../lambdas/prediction-api/contract/routes.ts';
import type { Batch } from '../../lambdas/prediction-api/contract/schemas/batches.ts';
import { REPORTS } from '../../lambdas/prediction-api/contract/schemas/reports/query.ts';
import type { ApiHandler } from '../../lambdas/prediction-api/http/api-handler.ts';
import { refreshReporting } from '../../lambdas/reporting/refresh/refresh-reporting.ts';
import type { OfflineScorer } from '../../lambdas/shared/edge/score-offline.ts';
import {
  type ApiCall,
  buildPersonClaims,
  buildServiceClaims,
  callApi,
  callApiForText,
} from '../../testing/api/gateway-event.ts';
import { readEveryRole } from '../../testing/api/person-roles.ts';
import { buildSampleCall } from '../../testing/api/sample-calls.ts';
import { CONTEST_SECRET, createContest } from '../../testing/contests/sample-contest.ts';
import { buildRunId } from '../../testing/database/rows.ts';
import { openSignedBundle } from '../../testing/edge/test-bundle.ts';
import { createTestPool } from '../../testing/governance/user-pool.ts';
import { buildTinyModel } from '../../testing/models/tiny-model.ts';
import {
  type BatchHarness,
  readResult,
  sendUpload,
  startBatchHarness,
  uploadFile,
} from '../../testing/workflows/batch-harness.ts';
import { publishApplications } from '../../testing/workflows/lambda-harness.ts';

const description = { num: { utilisation: { median: 0.2, weight: 8 } }, cat: {}, intercept: -3.9 };
const FEATURES = { utilisation: 0.3, age_years: 40, amount: 1000, debt_to_income: 0.2, loan_to_value: null };
const A = buildServiceClaims('risk/score risk/read', 'client-a');
const B = buildServiceClaims('risk/score risk/read', 'client-b');
const jo = buildPersonClaims('jo', 'risk/score risk/read risk/review risk/import');
const kim = buildPersonClaims('kim', 'risk/score risk/read risk/review risk/import');
const KEY = { 'idempotency-key': 'key-of-a' };
const LIMITS = { unstarted_of_caller: 3, unstarted_hours: 24, running_of_caller: 2, running: 3 };

let batches: BatchHarness;
let api: Record<ApiRoute['handler'], ApiHandler>;
/** What A has: ids that a response to B must not contain. */
let secrets: string[];
let idsOfA: { prediction: string; whatIf: string; rows: string[]; batch: Batch; unstarted: Batch };
/** A bundle of the champion, which both branches have. */
let bundle: OfflineScorer;
/** An import of jo, which kim tries to reach. */
let importOfJo: string;

const ROLES = {
  ...{ predict: 'risk_api_score', batches: 'risk_api_score', read: 'risk_api_read', replay: 'risk_api_read' },
  ...{ imports: 'risk_import', governance: 'risk_governance', cases: 'risk_cases', applicant: 'risk_applicant' },
  privacy: 'risk_privacy_api',
};

function findRoute(operationId: string): ApiRoute {
  const route = routes.find((candidate) => candidate.operationId === operationId);
  if (!route) throw new Error(`there is no route ${operationId}`);
  return route;
}

/** Calls the handler of the route, as the deployed function of that handler does. */
function callRoute(operationId: string, more: Partial<ApiCall>) {
  const route = findRoute(operationId);
  const role = ROLES[route.handler as keyof typeof ROLES];
  if (role) batches.harness.useRole(role as 'risk_api_read');
  return callApiForText(api[route.handler], { ...buildSampleCall(route), ...more });
}
const call = async (operationId: string, more: Partial<ApiCall>) => {
  const { body, ...answer } = await callRoute(operationId, more);
  return { ...answer, body: JSON.parse(body) };
};

const create = async (claims: ApiCall['claims'], size = 4) =>
  call('createBatch', { body: { size_bytes: size }, claims });
const start = (claims: ApiCall['claims'], { batch_id }: Batch) => call('startBatch', { path: { batch_id }, claims });

/** Scores a file as a client from the upload to the result. */
async function scoreFile(claims: ApiCall['claims'], file: string): Promise<Batch> {
  const { body } = await create(claims, Buffer.byteLength(file));
  await uploadFile(body, file);
  await start(claims, body);
  await batches.run(body.batch_id);
  return (await call('getBatch', { path: { batch_id: body.batch_id }, claims })).body;
}

function setLimits(limits: object = {}): void {
  const generous = { unstarted_of_caller: 1000, unstarted_hours: 24, running_of_caller: 1000, running: 1000 };
  process.env.BATCH_LIMITS = JSON.stringify({ ...generous, rows_of_caller_per_day: 1_000_000_000, ...limits });
}

beforeAll(async () => {
  batches = await startBatchHarness();
  setLimits();
  process.env.ALARM_PREFIX = 'risk-test-';
  Object.assign(process.env, { TOKEN_URL: 'https://token.test', AUTHORIZE_URL: 'https://authorize.test' });
  const tiny = await buildTinyModel(description);
  await batches.harness.promote(tiny);
  bundle = await openSignedBundle(tiny, batches.harness.ministack.bundleKeyArn);
  await publishApplications(batches.harness.db, { run_id: buildRunId(1), as_of: '2005-10-01' }, [
    { id: 'a1', features: { utilisation: 0.3 } },
  ]);
  api = {
    predict: (await import('../../lambdas/prediction-api/predict.lambda.ts')).predictHandler(readEveryRole),
    batches: (await import('../../lambdas/prediction-api/batches.lambda.ts')).batchesHandler(readEveryRole),
    read: (await import('../../lambdas/prediction-api/read.lambda.ts')).readHandler(readEveryRole),
    imports: (await import('../../lambdas/prediction-api/imports.lambda.ts')).importsHandler(
      readEveryRole,
      async () => {},
    ),
    governance: (await import('../../lambdas/prediction-api/governance.lambda.ts')).governanceHandler(
      readEveryRole,
      async () => null,
      {
        pool: () => createTestPool(() => ({ jo: ['analyst'] })),
        applyRoles: async () => {},
        readEmail: async () => null,
      },
    ),
    cases: (await import('../../lambdas/prediction-api/cases.lambda.ts')).casesHandler(
      readEveryRole,
      async () => null,
      () => createTestPool(() => ({ jo: ['underwriter'] })),
    ),
    privacy: (await import('../../lambdas/prediction-api/privacy.lambda.ts')).privacyHandler(
      readEveryRole,
      async () => null,
      async () => {},
      async () => undefined,
    ),
    applicant: (await import('../../lambdas/prediction-api/applicant.lambda.ts')).applicantHandler(
      async () => CONTEST_SECRET,
    ),
    replay: (await import('../../lambdas/prediction-api/replay.lambda.ts')).replayHandler(readEveryRole),
    documentation: (await import('../../lambdas/prediction-api/documentation.lambda.ts')).documentationHandler(),
  };
  const predictAsA = async (body: object, headers = {}) =>
    (await call('predict', { body, headers, claims: A })).body.prediction_id;
  const names = Object.keys(FEATURES);
  const row = Object.values(FEATURES).map((value) => value ?? '');
  const batch = await scoreFile(A, `reference,${names},months_past_due_1\nr1,${row},0\nr2,${row},0\n`);
  const applications = await scoreFile(A, 'application_id\na1\n');
  const rows = [...(await readResult(batch)), ...(await readResult(applications))].map(
    (line) => line.prediction_id ?? '',
  );
  idsOfA = {
    prediction: await predictAsA({ application_id: 'a1' }, KEY),
    whatIf: await predictAsA({ features: { ...FEATURES, months_past_due_1: 0 } }),
    ...{ rows, batch, unstarted: (await create(A)).body },
  };
  await call('predictBatch', { body: { items: [{ application_id: 'a1' }] }, headers: KEY, claims: A });
  importOfJo = (await call('createImport', { headers: KEY, claims: jo })).body.import_id;
  secrets = [idsOfA.prediction, idsOfA.whatIf, ...rows, batch.batch_id, idsOfA.unstarted.batch_id];
});
afterAll(() => batches?.harness.stop());

/** Every prediction of A must be unknown to B. */
const triesPredictions =
  (operationId: string, status = 404) =>
  async () => {
    for (const prediction_id of [idsOfA.prediction, idsOfA.whatIf, ...idsOfA.rows]) {
      const answer = await callRoute(operationId, { path: { prediction_id }, claims: B });
      expect([answer.status, answer.body.includes('client-a')]).toEqual([status, false]);
    }
  };

/** Both batches of A must be unknown to B. */
const triesBatches = (operationId: string) => async () => {
  for (const { batch_id } of [idsOfA.batch, idsOfA.unstarted]) {
    const answer = await call(operationId, { path: { batch_id }, claims: B });
    expect([answer.status, answer.body.type]).toEqual([404, 'urn:risk:problem:unknown-batch']);
  }
};

/** Another analyst finds no import of jo; a machine is refused before it is looked for. */
const triesImports = (operationId: string) => async () => {
  const path = { import_id: importOfJo };
  const ofKim = await call(operationId, { path, claims: kim });
  expect([ofKim.status, ofKim.body.type]).toEqual([404, 'urn:risk:problem:unknown-import']);
  const ofMachine = await call(operationId, { path, claims: buildServiceClaims('risk/import', 'client-b') });
  expect([ofMachine.status, ofMachine.body.type]).toEqual([403, 'urn:risk:problem:missing-role']);
};

/** What everybody with the scope may read has no id of A. */
const readsShared =
  (operationId: string, paths: Record<string, string>[] = [{}]) =>
  async () => {
    for (const path of paths) {
      const sample = buildSampleCall(
        routes.find((route) => route.operationId === operationId) as (typeof routes)[number],
      );
      const answer = await callRoute(operationId, {
        path: { ...sample.path, ...path },
        ...(sample.claims && { claims: B }),
      });
      expect(answer.status).toBeLessThan(500);
      for (const secret of secrets) expect(answer.body).not.toContain(secret);
    }
  };

/** A machine never governs, whatever its token says. */
const triesGovernance = (operationId: string) => async () => {
  const { status, body } = await call(operationId, { claims: buildServiceClaims('risk/govern', 'client-b') });
  expect([status, body.type]).toEqual([403, 'urn:risk:problem:missing-role']);
};

/** A machine handles no request of a data subject, whatever its token says. */
const triesPrivacy = (operationId: string) => async () => {
  const { status, body } = await call(operationId, { claims: buildServiceClaims('risk/privacy', 'client-b') });
  expect([status, body.type]).toEqual([403, 'urn:risk:problem:missing-role']);
};

/** A machine works on no case, whatever its token says. */
const triesCases = (operationId: string) => async () => {
  const { status, body } = await call(operationId, { claims: buildServiceClaims('risk/review', 'client-b') });
  expect([status, body.type]).toEqual([403, 'urn:risk:problem:missing-role']);
};

/** Notices of A's predictions do not exist for B, and B takes none of them over. */
const triesNotices = async () => {
  const notice_id = v7();
  const hash = 'a'.repeat(64);
  await batches.harness.db.superuser.query(
    `insert into notices.notices (notice_id, prediction_id, application, kind, language, decision, templates, content,
       html_sha256, pdf_sha256, issued_by, issued_at, channel)
     values ($1, $2, 'a1', 'eu', 'en', 'decline', '[]', '{}', $3, $3, 'jo', now(), 'event')`,
    [notice_id, idsOfA.prediction, hash],
  );
  const listed = await call('listNotices', { path: { prediction_id: idsOfA.prediction }, claims: B });
  expect([listed.status, listed.body]).toEqual([200, { notices: [], duty: null }]);
  const { status, body } = await call('getNotice', { path: { notice_id }, claims: B });
  expect([status, body.type]).toEqual([404, 'urn:risk:problem:unknown-notice']);
  const { rows } = await batches.harness.db.superuser.query(
    'delete from notices.notices where notice_id = $1 returning state',
    [notice_id],
  );
  expect(rows).toEqual([{ state: 'issued' }]);
};

/** The link of another applicant, with the signature of an own one: it opens what no link opens. */
const triesContests = (operationId: string) => async () => {
  const decision = { customer_id: 'customer-of-a1', prediction_id: idsOfA.prediction };
  const ofA = await createContest(batches.harness.db, { ...decision, application: 'a1' });
  const ofB = await createContest(batches.harness.db, { ...decision, application: 'b1' });
  const token = `${ofA.token.slice(0, 27)}${ofB.token.slice(27)}`;
  const { body: sample } = buildSampleCall(findRoute(operationId));
  const { status, body } = await callRoute(operationId, { body: { ...(sample as object), token } });
  expect([status, JSON.parse(body).type]).toEqual([404, 'urn:risk:problem:contest-link-invalid']);
  for (const secret of [...secrets, ofA.contest_id]) expect(body).not.toContain(secret);
};

const ATTEMPTS: Record<string, () => Promise<void>> = {
  predict: async () => {
    const { status, body } = await call('predict', { body: { application_id: 'a1' }, headers: KEY, claims: B });
    expect([status, body.prediction_id === idsOfA.prediction]).toEqual([200, false]);
  },
  predictBatch: async () => {
    const body = { items: [{ application_id: 'a1' }] };
    const own = await call('predictBatch', { body, headers: KEY, claims: B });
    const { body: ofA } = await call('predictBatch', { body, headers: KEY, claims: A });
    expect(own.body.results[0].prediction.prediction_id).not.toBe(ofA.results[0].prediction.prediction_id);
  },
  uploadEdgeDecisions: async () => {
    const { document, signature } = bundle.bundle;
    const decision = await bundle.score({ ...FEATURES, months_past_due_1: 0 });
    const upload = (claims: ApiCall['claims'], decision_id: string) =>
      call('uploadEdgeDecisions', {
        body: { bundle: { document, signature }, decisions: [{ ...decision, decision_id }] },
        claims,
      });
    expect((await upload(A, decision.decision_id)).body.results[0].is_new).toBe(true);
    for (const id of [decision.decision_id, idsOfA.prediction, idsOfA.whatIf, ...idsOfA.rows]) {
      const { body } = await upload(B, id);
      expect([body.stored, body.results[0].problem.type]).toEqual([0, 'urn:risk:problem:edge-decision-taken']);
      for (const secret of secrets) expect(JSON.stringify(body)).not.toContain(secret);
    }
  },
  createBatch: readsShared('createBatch'),
  startBatch: triesBatches('startBatch'),
  getBatch: triesBatches('getBatch'),
  createImport: async () => {
    const { status, body } = await call('createImport', { headers: KEY, claims: kim });
    expect([status, body.import_id === importOfJo]).toEqual([200, false]);
  },
  listImports: async () => {
    const { status, body } = await call('listImports', { claims: kim });
    expect([status, JSON.stringify(body).includes(importOfJo)]).toEqual([200, false]);
  },
  getImport: triesImports('getImport'),
  completeImport: triesImports('completeImport'),
  answerImport: triesImports('answerImport'),
  checkImport: triesImports('checkImport'),
  deliverImport: triesImports('deliverImport'),
  cancelImport: triesImports('cancelImport'),
  getRiskScore: async () => {
    const path = { customer_id: 'customer-of-a1' };
    const answer = await callRoute('getRiskScore', { path, claims: B });
    for (const secret of secrets) expect(answer.body).not.toContain(secret);
    // Not even the place of A's prediction in the history can be found out.
    const readAfter = (before: string) => callRoute('getRiskScore', { path, query: { before }, claims: B });
    const unknown = await readAfter('01900000-0000-7000-8000-00000000dead');
    expect((await readAfter(idsOfA.prediction)).body).toBe(unknown.body);
  },
  getPrediction: triesPredictions('getPrediction'),
  replayPrediction: triesPredictions('replayPrediction'),
  getCounterfactuals: triesPredictions('getCounterfactuals'),
  tryWhatIf: triesPredictions('tryWhatIf'),
  overridePrediction: triesPredictions('overridePrediction', 403),
  issueNotice: triesCases('issueNotice'),
  recordNoticeDelivery: triesCases('recordNoticeDelivery'),
  listOwedNotices: triesCases('listOwedNotices'),
  listNotices: triesNotices,
  getNotice: triesNotices,
  listCases: triesCases('listCases'),
  getCase: triesCases('getCase'),
  claimNextCase: triesCases('claimNextCase'),
  claimCase: triesCases('claimCase'),
  releaseCase: triesCases('releaseCase'),
  assignCase: triesCases('assignCase'),
  decideCase: triesCases('decideCase'),
  confirmCase: triesCases('confirmCase'),
  returnCase: triesCases('returnCase'),
  requestCaseDocuments: triesCases('requestCaseDocuments'),
  noteCase: triesCases('noteCase'),
  getCaseFigures: triesCases('getCaseFigures'),
  listReasonCodes: triesCases('listReasonCodes'),
  listReviewers: triesCases('listReviewers'),
  attachToCase: triesCases('attachToCase'),
  getAttachment: triesCases('getAttachment'),
  openContest: triesContests('openContest'),
  attachToContest: triesContests('attachToContest'),
  submitContest: triesContests('submitContest'),
  endOverride: async () => {
    expect((await callRoute('endOverride', { claims: B })).status).toBe(403);
  },
  listModels: readsShared('listModels'),
  getModel: readsShared('getModel'),
  getModelMetrics: readsShared('getModelMetrics'),
  listPolicies: readsShared('listPolicies'),
  getPolicy: readsShared('getPolicy'),
  listAssignments: readsShared('listAssignments'),
  listExperiments: readsShared('listExperiments'),
  getExperiment: readsShared('getExperiment'),
  stopExperiment: triesGovernance('stopExperiment'),
  createPolicy: triesGovernance('createPolicy'),
  editPolicy: triesGovernance('editPolicy'),
  checkPolicy: triesGovernance('checkPolicy'),
  getPolicySpreadsheet: readsShared('getPolicySpreadsheet'),
  readPolicySpreadsheet: triesGovernance('readPolicySpreadsheet'),
  proposePolicy: triesGovernance('proposePolicy'),
  createSimulation: triesGovernance('createSimulation'),
  listSimulations: readsShared('listSimulations'),
  getSimulation: readsShared('getSimulation'),
  listPeople: triesGovernance('listPeople'),
  listRequests: triesGovernance('listRequests'),
  getRequest: triesGovernance('getRequest'),
  createRequest: triesGovernance('createRequest'),
  approveRequest: triesGovernance('approveRequest'),
  rejectRequest: triesGovernance('rejectRequest'),
  withdrawRequest: triesGovernance('withdrawRequest'),
  reviewRequest: triesGovernance('reviewRequest'),
  rollBack: triesGovernance('rollBack'),
  getGates: triesGovernance('getGates'),
  listAuditEvents: triesGovernance('listAuditEvents'),
  createPrivacyRequest: triesPrivacy('createPrivacyRequest'),
  listPrivacyRequests: triesPrivacy('listPrivacyRequests'),
  getPrivacyRequest: triesPrivacy('getPrivacyRequest'),
  startPrivacyRequest: triesPrivacy('startPrivacyRequest'),
  extendPrivacyRequest: triesPrivacy('extendPrivacyRequest'),
  refusePrivacyRequest: triesPrivacy('refusePrivacyRequest'),
  completePrivacyRequest: triesPrivacy('completePrivacyRequest'),
  listRestrictions: triesPrivacy('listRestrictions'),
  liftRestriction: triesPrivacy('liftRestriction'),
  getRetention: triesPrivacy('getRetention'),
  getPrivacyPackage: triesPrivacy('getPrivacyPackage'),
  listWebhooks: triesGovernance('listWebhooks'),
  createWebhook: triesGovernance('createWebhook'),
  changeWebhook: triesGovernance('changeWebhook'),
  testWebhook: triesGovernance('testWebhook'),
  resendDeadEvents: triesGovernance('resendDeadEvents'),
  listEvents: triesGovernance('listEvents'),
  resendEvent: triesGovernance('resendEvent'),
  listRuns: readsShared('listRuns'),
  getRun: readsShared('getRun'),
  listApplications: async () => {
    await refreshReporting(batches.harness.db.connect('risk_monitoring'), { highRiskBands: {} });
    await readsShared('listApplications')();
    const ofAll = await call('listApplications', { claims: kim });
    expect(ofAll.body.applications).toMatchObject([{ application_id: 'a1' }]);
  },
  getMe: async () => {
    const { status, body } = await call('getMe', { claims: B });
    expect([status, body.id, body.name, body.roles]).toEqual([200, 'client-b', 'client-b', []]);
  },
  createPortfolioReport: async () => {
    process.env.PORTFOLIO_REPORT_FUNCTION = 'risk-test-portfolio-report'; // is not deployed here: nothing of its error shows
    const { status, body } = await callRoute('createPortfolioReport', { claims: B });
    expect([status, JSON.parse(body).type]).toEqual([503, 'urn:risk:problem:unavailable']);
    for (const secret of secrets) expect(body).not.toContain(secret);
  },
  getReport: readsShared(
    'getReport',
    REPORTS.filter((name) => name !== 'alarms').map((name) => ({ name })),
  ),
  getHealth: readsShared('getHealth'),
  getOpenApi: readsShared('getOpenApi'),
  getDocumentation: readsShared('getDocumentation'),
  getDocumentationFile: readsShared('getDocumentationFile'),
};

test('an attempt exists for every route', () => {
  expect(Object.keys(ATTEMPTS).sort()).toEqual(routes.map(({ operationId }) => operationId).sort());
});

test.each(Object.keys(ATTEMPTS))('%s gives client B nothing of client A', async (operationId) => {
  await ATTEMPTS[operationId]?.();
});

describe('a person', () => {
  test('has keys of their own, though people share one client', async () => {
    const headers = { 'idempotency-key': 'key-of-jo' };
    const request = { body: { application_id: 'a1' }, headers };
    const first = await call('predict', { ...request, claims: jo });
    expect((await call('predict', { ...request, claims: jo })).body).toEqual(first.body);
    const other = await call('predict', { ...request, claims: kim });
    expect([other.status, other.body.prediction_id === first.body.prediction_id]).toEqual([200, false]);
  });

  test('reads and overrides no row of features in the file of another', async () => {
    const [features = ''] = idsOfA.rows;
    const operationIds = ['getPrediction', 'replayPrediction', 'getCounterfactuals', 'tryWhatIf', 'overridePrediction'];
    for (const operationId of operationIds) {
      const answer = await call(operationId, { path: { prediction_id: features }, claims: kim });
      expect([operationId, answer.status, answer.body.type]).toEqual([
        operationId,
        404,
        'urn:risk:problem:unknown-prediction',
      ]);
    }
  });

  test('reads a row of a delivered application, which the dashboard lists', async () => {
    const prediction_id = idsOfA.rows.at(-1) ?? '';
    expect((await call('getPrediction', { path: { prediction_id }, claims: kim })).status).toBe(200);
  });
});

test('nobody computes the id of a row from the ids that they know', () => {
  const [first = '', second = ''] = idsOfA.rows;
  const next = `${first.slice(0, -8)}${(Number.parseInt(first.slice(-8), 16) + 1).toString(16).padStart(8, '0')}`;
  expect(second).not.toBe(next);
  expect(first.slice(-12)).not.toBe(second.slice(-12));
});

describe('uploads', () => {
  const claims = buildServiceClaims('risk/score', 'uploader');

  test('an address is used once, before and after the start', async () => {
    const { body: made } = await create(claims);
    const { body: again } = await call('getBatch', { path: { batch_id: made.batch_id }, claims });
    expect((await sendUpload(made, '1234')).status).toBe(200);
    expect((await sendUpload(made, '5678')).status).toBe(412);
    expect((await sendUpload(again, '5678')).status).toBe(412);
    // Without the header that makes it conditional the signature does not hold.
    const bare = await fetch(made.upload.url, { method: 'PUT', headers: { 'content-type': 'text/csv' }, body: '5678' });
    expect(bare.status).toBe(403);
    expect((await start(claims, made)).body.state).toBe('running');
    expect((await sendUpload(made, '5678')).status).toBe(412);
    const { upload_version } = await readBatchRow(made);
    const { versionId } = await headUpload(made);
    expect(versionId ?? null).toBe(upload_version);
  });
});

async function readBatchRow({ batch_id }: Batch) {
  const { rows } = await batches.harness.db.superuser.query('select * from predictions.batches where batch_id = $1', [
    batch_id,
  ]);
  return rows[0];
}

async function headUpload({ batch_id }: Batch) {
  const { getObjectStore } = await import('../../lambdas/shared/aws/object-store.ts');
  return getObjectStore().head(process.env.WORK_BUCKET ?? '', `batches/${batch_id}/upload`);
}

describe('the limits of batches', () => {
  /** Moves batches into the past, which the database allows nobody: without the triggers, as one session. */
  const changeBatches = (assignments: string, condition: string) =>
    batches.harness.db.superuser.query(
      `set session_replication_role = replica; update predictions.batches set ${assignments} where ${condition};
      reset session_replication_role`,
    );
  const endBatch = ({ batch_id }: Batch, hoursAgo: number) =>
    changeBatches(
      `state = 'done', rows_read = 1, result_bytes = 1, started_at = now() - interval '${hoursAgo} hours'`,
      `batch_id = '${batch_id}'`,
    );
  beforeEach(async () => {
    await changeBatches(
      `state = 'failed', problem = 'failed', started_at = now() - interval '2 days'`,
      `client_id like 'limited%' or client_id = 'uploader'`,
    );
  });
  afterEach(() => setLimits());

  async function createUploaded(claims: ApiCall['claims'], count: number): Promise<Batch[]> {
    const made = await Promise.all(Array.from({ length: count }, async () => (await create(claims)).body as Batch));
    await Promise.all(made.map((batch) => uploadFile(batch, '1234')));
    return made;
  }
  const expectRefused = (answer: Awaited<ReturnType<typeof call>>, kind: string) => {
    expect([answer.status, answer.body.type]).toEqual([429, `urn:risk:problem:${kind}`]);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  };

  test('one batch more than may wait for its start is refused, also of many at once; an expired one makes room', async () => {
    setLimits(LIMITS);
    const claims = buildServiceClaims('risk/score', 'limited-1');
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(claims)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(LIMITS.unstarted_of_caller);
    const last = await create(claims);
    expectRefused(last, 'too-many-unstarted-batches');
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(86_000);
    expect((await create(B)).status).toBe(200);
    const oldest = answers.find(({ status }) => status === 200)?.body as Batch;
    await batches.harness.db.superuser.query(
      `update predictions.batches set created_at = now() - interval '25 hours' where batch_id = $1`,
      [oldest.batch_id],
    );
    expect((await start(claims, oldest)).status).toBe(404);
    expect((await create(claims)).status).toBe(200);
    expect(await readBatchRow(oldest)).toBeUndefined();
  });

  test('starts at the same time do not pass the limit together', async () => {
    const claims = buildServiceClaims('risk/score', 'limited-2');
    const made = await createUploaded(claims, 6);
    setLimits({ running_of_caller: 2 });
    const answers = await Promise.all(made.map((batch) => start(claims, batch)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expectRefused(answer, 'too-many-running-batches');
    }
    const running = answers.find(({ status }) => status === 200)?.body as Batch;
    expect((await start(claims, running)).status).toBe(200); // a repeated start of a running batch is no new one
  });

  test('all callers together start no more than may run, so that the night has room', async () => {
    const callers = ['limited-3', 'limited-4', 'limited-5'].map((name) => buildServiceClaims('risk/score', name));
    const made = await Promise.all(callers.map(async (claims) => (await createUploaded(claims, 1))[0] as Batch));
    const { rows } = await batches.harness.db.superuser.query(
      `select count(*)::int as running from predictions.batches where state = 'running'`,
    );
    setLimits({ running: rows[0].running + 2 });
    const answers = await Promise.all(made.map((batch, i) => start(callers[i], batch)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
    expectRefused(answers.find(({ status }) => status === 429) as never, 'too-many-running-batches');
  });

  test('a caller has no more rows scored in a day than allowed, however small the batches are', async () => {
    const claims = buildServiceClaims('risk/score', 'limited-6');
    const [first, second, third] = (await createUploaded(claims, 3)) as [Batch, Batch, Batch];
    setLimits({ rows_of_caller_per_day: 5_030_000 });
    expect((await start(claims, first)).status).toBe(200);
    // The rows of the first are not counted yet, so they count as those of the largest file.
    expectRefused(await start(claims, second), 'too-many-rows-a-day');
    await endBatch(first, 2);
    expect((await start(claims, second)).status).toBe(200);
    await endBatch(second, 1);
    const refused = await start(claims, third);
    expectRefused(refused, 'too-many-rows-a-day');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(21 * 3600);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(22 * 3600);
  });
});

test('no text of a file is a formula in its result, and numbers stay numbers', async () => {
  const references = [`=cmd|' /C calc'!A0`, '+1+cmd', '-1+1', '@SUM(A1)', 'x;=1+1', '-1.5', 'plain'];
  const names = Object.keys(FEATURES);
  const row = Object.values(FEATURES).map((value) => value ?? '');
  const batch = await scoreFile(
    A,
    `reference,${names},months_past_due_1\n${references.map((name) => `${name},${row},0\n`).join('')}`,
  );
  const rows = await readResult(batch);
  expect(rows.map(({ reference }) => reference)).toEqual([
    ...[`'=cmd|' /C calc'!A0`, `'+1+cmd`, `'-1+1`, `'@SUM(A1)`, `x;'=1+1`, '-1.5', 'plain'],
  ]);
  const applications = await readResult(await scoreFile(A, 'application_id\n=1+1\n'));
  expect(applications[0]).toMatchObject({ application_id: `'=1+1`, error: 'unknown_application' });
});

test('a flood without a token costs no call of the database beyond one, and may be cached', async () => {
  const health = (await import('../../lambdas/prediction-api/read.lambda.ts')).readHandler();
  batches.harness.useRole('risk_api_read');
  const flood = () => Promise.all(Array.from({ length: 50 }, () => callApi(health, { resource: '/v1/health' })));
  const { queries } = await countCalls(async () => [...(await flood()), ...(await flood())]);
  expect(queries).toBe(1);
  for (const operationId of ['getHealth', 'getOpenApi', 'getDocumentation', 'getDocumentationFile']) {
    const { headers } = await callRoute(operationId, { claims: null });
    expect([operationId, headers['cache-control']]).toEqual([
      operationId,
      expect.stringMatching(/^public, max-age=\d+$/),
    ]);
  }
});

/** Counts the statements that the API's reader sends while `work` runs. */
async function countCalls(work: () => Promise<{ status: number }[]>): Promise<{ queries: number }> {
  const { RDSDataClient } = await import('@aws-sdk/client-rds-data');
  const send = jest.spyOn(RDSDataClient.prototype, 'send');
  try {
    for (const { status } of await work()) expect(status).toBe(200);
    return { queries: send.mock.calls.length };
  } finally {
    send.mockRestore();
  }
}
