/**
 * Nothing that a client sends ends as a fault of the service: every operation of the contract gets seeded random calls made
 * from its schemas, and answers as documented, never with 503, which would raise the alarm that pages somebody.
 */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ApiRoute } from '../../lambdas/prediction-api/contract/route.ts';
import { routes } from '../../lambdas/prediction-api/contract/routes.ts';
import type { ApiHandler } from '../../lambdas/prediction-api/http/api-handler.ts';
import { callAsDocumented } from '../../testing/api/call-as-documented.ts';
import { type ApiCall, callApiForText } from '../../testing/api/gateway-event.ts';
import { buildHostileCalls } from '../../testing/api/hostile-calls.ts';
import { readEveryRole } from '../../testing/api/person-roles.ts';
import { CONTEST_SECRET } from '../../testing/contests/sample-contest.ts';
import { openSignedBundle } from '../../testing/edge/test-bundle.ts';
import { createTestPool } from '../../testing/governance/user-pool.ts';
import { OPEN_APPLICATION, publishKnownCustomer } from '../../testing/lenders/known-customer.ts';
import { buildTinyModel } from '../../testing/models/tiny-model.ts';
import { createPlaceholderMachine } from '../../testing/workflows/batch-harness.ts';
import { type LambdaHarness, startLambdaHarness } from '../../testing/workflows/lambda-harness.ts';

const SEED = 14;
/** Enough that the calls of a body find a check of depth or names that is missing. */
const CALLS = 300;
const CALLS_WITHOUT_BODY = 100;
const ROLES = {
  ...{ predict: 'risk_api_score', batches: 'risk_api_score', read: 'risk_api_read', replay: 'risk_api_read' },
  ...{ imports: 'risk_import', governance: 'risk_governance', cases: 'risk_cases', applicant: 'risk_applicant' },
  privacy: 'risk_privacy_api',
};
const MODEL = {
  num: { utilisation: { median: 0.4, weight: 3 }, amount: { median: 0, weight: 0.0001 } },
  cat: { purpose: { car: 1 }, application_grade: { A: -0.5 } },
  intercept: -3,
};
const FEATURES = {
  ...{ utilisation: 0.5, amount: 1000, purpose: 'car', application_grade: 'A', age_years: 40, debt_to_income: 0.2 },
  ...{ loan_to_value: null, months_past_due_1: 0 },
};
const CUSTOMER = { customer_id: 'c1', ...OPEN_APPLICATION, attributes: { grade: 'A', months_known: 3 } };
const BODIES: Record<string, unknown[]> = {
  predict: [CUSTOMER, { features: FEATURES }],
  predictBatch: [{ items: [{ features: FEATURES }, CUSTOMER, { application_id: 'a-open' }] }],
  createImport: [{ name: 'loans', files: [{ name: 'loans.csv', size_bytes: 5 }] }],
  answerImport: [{ answers: { currency: 'EUR' } }],
  createRequest: [{ kind: 'role', subject: 'jo', content: { roles: ['auditor'] }, why: 'Reviews the portfolio.' }],
  createPrivacyRequest: [{ kind: 'erasure', customer_id: 'c1', why: 'Asked by letter.', erase_scores: true }],
  decideCase: [
    { decision: 'approve', reason_codes: ['affordable'], prediction_id: '01900000-0000-7000-8000-000000000001' },
  ],
  assignCase: [{ to: 'jo', note: 'The application of a colleague.' }],
  tryWhatIf: [{ features: { amount: 900, term_months: 12, purpose: 'car' } }],
  createBatch: [{ size_bytes: 5, content_type: 'text/csv', reasons: 'all' }],
};

/** Faults that calls may end with here, because a function or a secret is not deployed; the journey has them. */
const FAULTS: Record<string, number> = { createPortfolioReport: 503, issueNotice: 503 };

let harness: LambdaHarness;
let api: Record<ApiRoute['handler'], ApiHandler>;

beforeAll(async () => {
  harness = await startLambdaHarness();
  const tiny = await buildTinyModel(MODEL);
  await Promise.all([harness.promote(tiny), publishKnownCustomer(harness.db)]);
  const { bundle, score } = await openSignedBundle(tiny, harness.ministack.bundleKeyArn);
  const { document, signature } = bundle;
  BODIES.uploadEdgeDecisions = [{ bundle: { document, signature }, decisions: [await score(FEATURES)] }];
  Object.assign(process.env, {
    ...{ TOKEN_URL: 'https://sign-in.example/token', AUTHORIZE_URL: 'https://sign-in.example/authorize' },
    PORTFOLIO_REPORT_FUNCTION: 'none',
    SIMULATION_ARN: await createPlaceholderMachine('simulation'),
    ...{ ALARM_PREFIX: 'risk-test-', BATCH_SCORING_ARN: 'arn:aws:states:eu-west-1:000000000000:stateMachine:none' },
  });
  api = {
    predict: (await import('../../lambdas/prediction-api/predict.lambda.ts')).predictHandler(readEveryRole),
    batches: (await import('../../lambdas/prediction-api/batches.lambda.ts')).batchesHandler(readEveryRole),
    read: (await import('../../lambdas/prediction-api/read.lambda.ts')).readHandler(readEveryRole),
    imports: (await import('../../lambdas/prediction-api/imports.lambda.ts')).importsHandler(readEveryRole),
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
});
afterAll(() => harness?.stop());

/** Ends the simulations that calls started, so that their limit refuses none of the calls after them. */
async function endSimulations(): Promise<void> {
  await harness.db.superuser.query(
    `update policies.simulations set state = 'failed', problem = 'ended', ended_at = now() where state = 'running'`,
  );
}

/** The status of a call whose response is as documented. */
async function readStatus({ handler, mediaTypes }: ApiRoute, call: ApiCall): Promise<number> {
  const answer = mediaTypes ? await callApiForText(api[handler], call) : await callAsDocumented(api[handler], call);
  return answer.status;
}

test.each(routes.map((route) => [route.operationId, route] as const))(
  '%s answers every call as documented, and never with a fault of the service',
  async (operationId, route) => {
    harness.useRole((ROLES[route.handler as keyof typeof ROLES] ?? 'risk_api_read') as 'risk_api_read');
    await fc.assert(
      fc.asyncProperty(buildHostileCalls(route, BODIES[operationId]), async (call) => {
        const status = await readStatus(route, call);
        if (operationId === 'createSimulation' && status === 200) await endSimulations();
        if (status !== FAULTS[operationId]) expect(status).toBeLessThan(500);
      }),
      { seed: SEED, numRuns: route.body ? CALLS : CALLS_WITHOUT_BODY },
    );
  },
);
