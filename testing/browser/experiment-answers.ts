/** Answers about experiments, audit events and people, with the longest texts that the API takes. */
import { AuditEventList } from '../../lambdas/prediction-api/contract/schemas/audit-events.ts';
import { Experiment, ExperimentList } from '../../lambdas/prediction-api/contract/schemas/experiments.ts';
import { PeopleList } from '../../lambdas/prediction-api/contract/schemas/people.ts';
import type { Answer } from './dashboard-service.ts';

export const EXPERIMENT_ID = 'a'.repeat(60);
const LONG_ARM = 'b'.repeat(40);
const DAY = '2026-11-01T10:00:00.000Z';
const END = '2026-12-01T10:00:00.000Z';

interface Words {
  /** A text of a thousand characters. */
  text: string;
  /** Version of a policy. */
  version: string;
}

const rate = (value: number | null) => ({
  value,
  interval: value === null ? null : ([value - 0.02, value + 0.02] as [number, number]),
});

function buildExperiment({ text, version }: Words): Experiment {
  const PERSON = { name: null, id: `gone-${'w'.repeat(120)}` };
  const arm = (name: string, policy_version: string | null, is_stopped: boolean) => ({
    ...{ arm: name, share: 0.5, policy_version, model_version: null, is_control: policy_version === null, is_stopped },
  });
  const result = (name: string, is_control: boolean) => ({
    ...{ arm: name, is_control, customers: 1_234_567, customers_before_stop: 1_234_567, approved: 600_000 },
    ...{ referred: 300_000, declined: 334_567, exposure: 9_876_543_210, expected_loss: 123_456_789, priced: 0 },
    ...{ expected_return: 0, expected_return_mean: null, outcomes: 0, defaults: 0, scores: 1_300_000, failures: 12 },
    ...{ approval_rate: rate(0.486), expected_loss_rate: rate(0.0125), default_rate: rate(null) },
  });
  return {
    ...{ experiment_id: EXPERIMENT_ID, state: 'running', question: text.slice(0, 500), measure: 'approval_rate' },
    ...{ starts_at: DAY, ends_at: END, stopped_at: null, approved_by: PERSON, measured_at: DAY },
    ...{ request_id: '01900000-0000-7000-8000-0000000000a1', sample_ratio: 'mismatch' },
    arms: [arm('control', null, false), arm(LONG_ARM, version, true)],
    stops: [
      {
        ...{ arm: LONG_ARM, reason: 'expected_loss', why: text, stopped_by: PERSON, stopped_at: DAY },
        figures: { value: 1.7, bound: 1.5, interval: [1.55, 1.9] },
      },
    ],
    definition: {
      ...{
        question: text.slice(0, 500),
        starts_at: null,
        ends_at: END,
        measure: 'approval_rate',
        minimum_effect: 0.02,
      },
      arms: [
        { arm: 'control', share: 0.5, policy_version: null, model_version: null },
        { arm: LONG_ARM, share: 0.5, policy_version: version, model_version: null },
      ],
      guardrails: { minimum_customers: 500, expected_loss: 1.5, approval_rate: 0.2, error_rate: 0.02 },
    },
    ...{ champion_version: '20261129T205500Z-0123abcd', default_version: '2026-11-23' },
    results: {
      measured_at: DAY,
      arms: [result('control', true), result(LONG_ARM, false)],
      comparisons: [
        {
          ...{ arm: LONG_ARM, measure: 'approval_rate', difference: -0.0345, interval: [-0.05, -0.01] },
          ...{ is_significant: true, power: 0.93, detectable_effect: 0.0123 },
        },
      ],
      guardrails: [
        {
          ...{ arm: LONG_ARM, guardrail: 'expected_loss', value: 1.7, bound: 1.5, interval: [1.55, 1.9] },
          level: 'violated',
        },
      ],
      sample_ratio: {
        ...{ level: 'mismatch', chi_square: 12.3, p_value: 0.0004 },
        arms: [{ arm: LONG_ARM, share: 0.5, customers: 1_234_567, expected: 1_200_000 }],
      },
    },
    checks: [{ day: '2026-11-02', sample_ratio: 'mismatch' }],
  };
}

export function createExperimentAnswers(words: Words): Answer {
  const experiment = buildExperiment(words);
  return ({ path, method, body }) => {
    const [, , , id = ''] = path.split('/');
    if (id === '') return { body: ExperimentList.parse({ experiments: [experiment] }) };
    if (id !== experiment.experiment_id) return undefined;
    if (method === 'POST') Object.assign(experiment, { state: 'stopped', stopped_at: DAY, question: String(body.why) });
    return { body: Experiment.parse(experiment) };
  };
}

const ACTIONS = ['policy.approved', 'policy.proposed', 'role.granted', 'experiment.guardrail'];

/** More events than a page has. */
export function createAuditAnswers({ text, version }: Words): Answer {
  const events = Array.from({ length: 230 }, (_, index) => ({
    ...{ event_id: String(1000 - index), at: DAY, actor: { name: index % 2 ? null : 'Ana Analyst', id: 'a-1' } },
    ...{ role: 'risk_governance', action: ACTIONS[index % ACTIONS.length] ?? '', subject: version },
    ...{ detail: { sha256: 'd'.repeat(64), why: text, effective_from: null }, trail_entry: index === 0 ? null : index },
  }));
  return ({ query }) => {
    const matching = events
      .filter(({ action }) => !query.action || action.split('.')[0] === query.action)
      .filter(({ event_id }) => !query.before || Number(event_id) < Number(query.before));
    const shown = matching.slice(0, Number(query.limit ?? 50));
    const next_before = matching.length > shown.length ? (shown.at(-1)?.event_id ?? null) : null;
    return { body: AuditEventList.parse({ events: shown, next_before }) };
  };
}

/** One person with roles that nobody approved, and one who was deleted. */
export function createPeopleAnswers(): Answer {
  const people = [
    {
      ...{ id: 'a-1', name: `${'w'.repeat(120)}@example.com`, is_enabled: true, roles: ['analyst', 'approver'] },
      ...{ not_approved: ['approver'], not_in_pool: [] },
    },
    {
      ...{ id: `gone-${'w'.repeat(120)}`, name: null, is_enabled: false, roles: [] },
      ...{ not_approved: [], not_in_pool: ['auditor', 'privacy-officer', 'administrator'] },
    },
  ];
  return () => ({ body: PeopleList.parse({ people }) });
}
