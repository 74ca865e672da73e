/**
 * A service of policies and requests for the dashboard, with the longest texts that the API takes. It keeps what people
 * propose and approve; who calls stands in the token of the session. Every answer is checked against the contract.
 */
import { createHash } from 'node:crypto';
import { ROLE_NAMES, type Role } from '../../lambdas/prediction-api/contract/roles.ts';
import {
  AssignmentList,
  Policy,
  PolicyCheck,
  PolicyList,
} from '../../lambdas/prediction-api/contract/schemas/policies.ts';
import { Request, RequestList } from '../../lambdas/prediction-api/contract/schemas/requests.ts';
import { FEATURES } from '../../lambdas/shared/features/catalogue.ts';
import { parsePolicy } from '../../lambdas/shared/policy/parse-policy.ts';
import { checkPolicy } from '../../lambdas/shared/policy-checks/check-policy.ts';
import { runGoldenCases } from '../../lambdas/shared/policy-checks/golden-cases.ts';
import { EXAMPLE_POLICY } from '../policies/example-policy.ts';
import { type Answer, type ApiCall, buildProblem } from './dashboard-service.ts';
import { EMPTY_REPORTS } from './empty-reports.ts';
import { createEventAnswers } from './event-answers.ts';
import { createAuditAnswers, createExperimentAnswers, createPeopleAnswers } from './experiment-answers.ts';
import { buildMe } from './me-answer.ts';
import { createSimulationAnswers } from './simulation-answers.ts';

type Document = Record<string, unknown>;
type StoredPolicy = Policy & { document: Document };

export const LONG_VERSION = `${'long-name.of-a-policy_'.repeat(3)}`.slice(0, 60);
export const LONG_TEXT = `${'Unbroken'.repeat(40)} ${'words with spaces '.repeat(30)}`.slice(0, 1000);
const NOW = '2026-12-01T10:00:00.000Z';
const PAST = '2026-11-23T00:00:00.000Z';
export const REQUEST_IDS = {
  promotion: '01900000-0000-7000-8000-0000000000a1',
  emergency: '01900000-0000-7000-8000-0000000000a2',
} as const;

/** People by the access token of their session. */
export const TOKENS = {
  ...{ analyst: 'analyst', approver: 'approver', auditor: 'auditor', administrator: 'administrator' },
  everyone: 'everyone',
} as const;
const PEOPLE: Record<string, { name: string | null; id: string }> = {
  analyst: { name: 'Ana Analyst', id: 'a-1' },
  approver: { name: 'Ada Approver', id: 'a-2' },
  auditor: { name: null, id: `gone-${'w'.repeat(120)}` },
};
const findPerson = (token: string) => PEOPLE[token] ?? { name: 'Nobody', id: 'n-1' };

/** A policy of format 1, as the migration took it in. */
const FORMAT_1: Document = {
  version: '2026-11-23',
  description: LONG_TEXT,
  score: { base: 600, odds: 20, pdo: 40, min: 300, max: 850 },
  bands: [
    { name: 'A', below_pd: 0.03 },
    { name: 'E', below_pd: null },
  ],
  decisions: { approve_below_pd: 0.15, decline_from_pd: 0.3 },
  lgd: { unsecured: 0.45, secured: { feature: 'loan_to_value', at_most: 1, lgd: 0.25 } },
  ead: { rule: 'feature', feature: 'amount' },
  hard_rules: [
    {
      name: 'under_age',
      when: { feature: 'age_years', below: 18 },
      decision: 'decline',
      reason: LONG_TEXT.slice(0, 500),
    },
  ],
  expected_loss_limits: [{ name: 'large', at_least: 50_000, decision: 'refer', reason: 'It may lose much.' }],
};

/** The token of a person is the name of the person's role, or stands for all roles. */
const describeCaller = (token: string) => ({
  ...buildMe(token === TOKENS.everyone ? ROLE_NAMES : [token as Role], token),
  id: findPerson(token).id,
});

const hash = (document: Document) => createHash('sha256').update(JSON.stringify(document)).digest('hex');

function buildPolicy(document: Document, changed: Partial<StoredPolicy>): StoredPolicy {
  return {
    ...{ version: String(document.version), state: 'draft', description: String(document.description), revision: 1 },
    ...{ based_on: null, sha256: hash(document), created_by: findPerson('auditor'), created_at: PAST },
    ...{ changed_by: findPerson('analyst'), changed_at: NOW, decides: [], active_from: null, retired_at: null },
    ...{ request_id: null, document, why: null },
    ...changed,
  };
}

function buildRequest(request_id: string, changed: Partial<Request>): Request {
  return {
    ...{ request_id, kind: 'model_promotion', subject: '20261129T205500Z-0123abcd', content: { why: LONG_TEXT } },
    ...{ content_sha256: 'b'.repeat(64), state: 'open', is_emergency: false, needs_two: true },
    proposed: { by: findPerson('auditor'), why: LONG_TEXT, at: PAST },
    ...{ expires_at: '2026-12-15T10:00:00.000Z', decided: null, applied_at: null, failure: null, reviewed: null },
    can: [],
    ...changed,
  };
}

export function createGovernanceAnswers(): Answer {
  const policies = [
    buildPolicy({ ...EXAMPLE_POLICY, version: LONG_VERSION, description: LONG_TEXT }, { state: 'simulated' }),
    buildPolicy(FORMAT_1, { state: 'active', decides: [null], active_from: PAST, why: LONG_TEXT }),
  ];
  const requests = [
    buildRequest(REQUEST_IDS.emergency, {
      ...{ kind: 'policy', subject: '2026-11-23', state: 'applied', is_emergency: true, applied_at: PAST },
      decided: { by: findPerson('analyst'), why: LONG_TEXT, at: PAST },
    }),
    buildRequest(REQUEST_IDS.promotion, {}),
  ];
  const state = { policies, requests, assignments: [buildAssignment(1, '2026-11-23')] };
  const words = { text: LONG_TEXT, version: LONG_VERSION };
  const others: Record<string, Answer> = {
    simulations: createSimulationAnswers(LONG_VERSION, LONG_TEXT),
    experiments: createExperimentAnswers(words),
    'audit-events': createAuditAnswers(words),
    people: createPeopleAnswers(),
  };
  others.webhooks = createEventAnswers(({ token }) => token !== TOKENS.administrator);
  others.events = others.webhooks;
  return (call) => {
    const [, , list = '', id = '', step = ''] = call.path.split('/');
    if (list === 'me') return { body: describeCaller(call.token) };
    const other = others[list];
    if (other) return other(call);
    if (list === 'models') return { body: { models: [], next_before: null } };
    if (list === 'reports') return { body: id === 'importance' ? IMPORTANCE : EMPTY_REPORTS[id] };
    if (list === 'policy-spreadsheets') {
      return { body: { document: JSON.parse(Buffer.from(String(call.body.base64), 'base64').toString()) } };
    }
    if (list === 'emergency-rollbacks') return rollBack(state, call);
    if (list === 'assignments') return { body: AssignmentList.parse({ assignments: state.assignments }) };
    if (list === 'policies') return answerPolicies(state, call, id, step);
    return list === 'requests' ? answerRequests(state, call, id, step) : undefined;
  };
}

const IMPORTANCE = {
  ...{ report: 'importance', model_version: '20261129T205500Z-0123abcd' },
  features: ['age_years', 'amount'].map((feature) => ({
    ...{ feature, label: feature === 'amount' ? 'Amount of the loan' : 'Age', unit: null, effects: [] },
    ...{ mean_abs_shap: null, permutation_auc: null },
  })),
};

interface State {
  policies: StoredPolicy[];
  requests: Request[];
  assignments: ReturnType<typeof buildAssignment>[];
}

const buildAssignment = (assignment_id: number, default_version: string) => ({
  ...{ assignment_id, effective_from: assignment_id === 1 ? null : NOW, default_version, is_in_force: true },
  segments: [{ feature: 'purpose', value: `car ${LONG_TEXT.slice(0, 190)}`, version: '2026-11-23' }],
  ...{ request_id: null, assigned_by: findPerson('approver'), assigned_at: NOW },
});

/** The version before decides again. */
function rollBack(state: State, { body, token }: ApiCall): ReturnType<Answer> {
  const statement = { by: findPerson(token), why: String(body.why), at: NOW };
  const request = buildRequest('01900000-0000-7000-8000-0000000000b2', {
    ...{ kind: 'policy', subject: '2026-11-23', content: { version: '2026-11-23' }, is_emergency: true },
    ...{ state: 'applied', proposed: statement, decided: statement, applied_at: NOW },
  });
  state.requests.unshift(request);
  state.assignments = [buildAssignment(3, '2026-11-23')];
  return { body: Request.parse(request) };
}

function answerPolicies(state: State, call: ApiCall, version: string, step: string): ReturnType<Answer> {
  if (call.method === 'POST' && version === '') return createDraft(state, call);
  if (version === '') return { body: PolicyList.parse({ policies: state.policies }) };
  const policy = state.policies.find((candidate) => candidate.version === version);
  if (!policy) return undefined;
  if (step === 'spreadsheet') {
    const base64 = Buffer.from(JSON.stringify(policy.document)).toString('base64');
    return { body: { file_name: `${version}.xlsx`, media_type: 'application/octet-stream', base64 } };
  }
  if (step === 'check') return { body: checkDocument(policy.document) };
  if (step === 'propose') return propose(state, policy, call);
  if (call.method === 'POST') {
    const { document, revision } = call.body as { document: Document; revision: number };
    if (revision !== policy.revision) return { status: 409, body: buildProblem(409, 'Somebody has changed it.') };
    Object.assign(policy, { document, revision: revision + 1, sha256: hash(document), state: 'simulated' });
    policy.description = String(document.description);
  }
  return { body: Policy.parse(policy) };
}

function createDraft(state: State, { body, token }: ApiCall): ReturnType<Answer> {
  const { version, based_on } = body as { version: string; based_on?: string };
  if (state.policies.some((policy) => policy.version === version)) {
    return { status: 409, body: buildProblem(409, 'There is a policy of this version already.') };
  }
  const source = state.policies.find((policy) => policy.version === based_on);
  const document = (body.document ?? { ...source?.document, version }) as Document;
  const draft = buildPolicy(document, { based_on: based_on ?? null, created_by: findPerson(token) });
  state.policies.unshift(draft);
  return { body: Policy.parse(draft) };
}

function checkDocument(document: Document) {
  const features = FEATURES.map(({ name, type }) => ({ name, type: type === 'category' ? type : ('number' as const) }));
  const problems = checkPolicy(document, { features, model: null }).map(({ path, problem }) => ({ path, problem }));
  const golden_cases = (problems.length > 0 ? [] : runGoldenCases(parsePolicy(document))).map((result) => ({
    ...result,
    differences: result.differences.map(({ field, expected, actual }) => ({ field, expected, decided: actual })),
  }));
  return PolicyCheck.parse({ problems, golden_cases });
}

function propose(state: State, policy: StoredPolicy, { body, token }: ApiCall): ReturnType<Answer> {
  const { version, sha256 } = policy;
  const { why, segment, effective_from } = body as { why: string; segment: unknown; effective_from: string | null };
  const request = buildRequest('01900000-0000-7000-8000-0000000000b1', {
    ...{ kind: 'policy', subject: version, content: { version, sha256, segment, effective_from } },
    proposed: { by: findPerson(token), why, at: NOW },
  });
  state.requests.unshift(request);
  Object.assign(policy, { state: 'proposed', why, request_id: request.request_id });
  return { body: Request.parse(request) };
}

function answerRequests(state: State, { method, query, body, token }: ApiCall, id: string, step: string) {
  const may = (request: Request): Request => ({ ...request, can: listSteps(request, token) });
  if (method === 'POST' && id === '') {
    const { kind, subject, content, why } = body as Pick<Request, 'kind' | 'subject' | 'content'> & { why: string };
    const proposed = { by: findPerson(token), why, at: NOW };
    const request = buildRequest('01900000-0000-7000-8000-0000000000b3', { kind, subject, content, proposed });
    state.requests.unshift(request);
    return { body: Request.parse(may(request)) };
  }
  if (id === '') {
    const requests = state.requests
      .filter((request) => !query.state || request.state === query.state)
      .filter((request) => !query.kind || request.kind === query.kind);
    return { body: RequestList.parse({ requests: requests.map(may), next_before: null }) };
  }
  const request = state.requests.find(({ request_id }) => request_id === id);
  if (!request) return undefined;
  if (method === 'POST') {
    if (!(listSteps(request, token) as string[]).includes(step)) {
      return { status: 403, body: buildProblem(403, 'You proposed this yourself. Another person must decide.') };
    }
    decide(state, request, step, { by: findPerson(token), why: String(body.why), at: NOW });
  }
  return { body: Request.parse(may(request)) };
}

function decide(state: State, request: Request, step: string, statement: Request['proposed']): void {
  if (step === 'review') request.reviewed = statement;
  else request.decided = statement;
  if (step === 'reject') request.state = 'rejected';
  if (step === 'withdraw') request.state = 'withdrawn';
  if (step !== 'approve') return;
  Object.assign(request, { state: 'applied', applied_at: NOW });
  for (const policy of state.policies) {
    if (policy.decides.length > 0) Object.assign(policy, { decides: [], state: 'retired', retired_at: NOW });
    if (policy.version === request.subject)
      Object.assign(policy, { decides: [null], state: 'active', active_from: NOW });
  }
  state.assignments = [buildAssignment(2, request.subject)];
}

function listSteps(request: Request, token: string): Request['can'] {
  const isProposer = request.proposed.by.id === findPerson(token).id;
  if (request.is_emergency && !request.reviewed) return token === TOKENS.approver ? ['review'] : [];
  if (request.state !== 'open') return [];
  if (isProposer) return ['withdraw'];
  return token === TOKENS.approver ? ['approve', 'reject'] : [];
}
