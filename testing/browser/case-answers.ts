/**
 * Answers of the API about runs, applications and imports with the longest texts that it takes, and one customer whose
 * decision a reviewer overrides. Every answer is checked against the contract.
 */
import { PredictionEvidence } from '../../lambdas/prediction-api/contract/schemas/evidence.ts';
import { Import, ImportList } from '../../lambdas/prediction-api/contract/schemas/imports.ts';
import { RiskScore } from '../../lambdas/prediction-api/contract/schemas/predictions.ts';
import { RunDetails, RunList } from '../../lambdas/prediction-api/contract/schemas/runs.ts';
import { createCounterfactualAnswers } from './counterfactual-answers.ts';
import type { Answer } from './dashboard-service.ts';
import { EMPTY_REPORTS } from './empty-reports.ts';
import { answerNotices } from './notice-answers.ts';

export const LONG_ID = `C-${'W'.repeat(198)}`;
const LONG_REASON = `${'Unbroken'.repeat(60)} ${'words with spaces '.repeat(28)}`.slice(0, 1000);
const LONG_FILE = `${'delivered_by_the_lender_'.repeat(10)}customers.csv`.slice(0, 251).concat('.csv');
const LONG_NAME = `${'loans-of-the-lender-'.repeat(2)}`.slice(0, 40);

const uuid = (last: string): string => `01900000-0000-7000-8000-0000000000${last}`;
export const IDS = {
  published: uuid('a1'),
  refused: uuid('a2'),
  running: uuid('a3'),
  declined: uuid('b1'),
  approved: uuid('b2'),
  byRule: uuid('b3'),
  checked: uuid('c1'),
  delivered: uuid('c2'),
  unreadable: uuid('c3'),
  nothing: uuid('ff'),
} as const;

const SHA = 'a'.repeat(64);
const time = (day: string, clock = '02:00:00'): string => `${day}T${clock}.000Z`;

const counts = { rows_delivered: 0, rows_rejected: 0, checks: 0, failed_checks: 0 };
const published = {
  ...{ run_id: IDS.published, as_of: '2005-10-01', state: 'published', opened_at: time('2005-10-02') },
  ...{ closed_at: time('2005-10-02', '02:03:20'), published_at: time('2005-10-02', '02:03:10'), reason: null },
  ...{ duration_seconds: 200, rows_delivered: 1_234_567, rows_rejected: 12_345, checks: 28, failed_checks: 1 },
};
const refused = {
  ...{ run_id: IDS.refused, as_of: '2005-11-01', state: 'refused', opened_at: time('2005-11-02') },
  ...{ closed_at: time('2005-11-02', '02:00:04'), published_at: null, duration_seconds: 4, ...counts },
  reason: `${LONG_FILE}: ${LONG_REASON} (HashMismatch)`,
};
const running = {
  ...{ run_id: IDS.running, as_of: '2005-12-01', state: 'running', opened_at: time('2005-12-02') },
  ...{ closed_at: null, published_at: null, duration_seconds: null, ...counts, reason: null },
};
const RUNS = [running, refused, published];

const stage = (name: string, label: string, from: number, took: number) => ({
  ...{ stage: name, label, state: 'done', started_at: time('2005-10-02', `02:00:${String(from).padStart(2, '0')}`) },
  ...{ ended_at: time('2005-10-02', `02:00:${String(from + took).padStart(2, '0')}`), duration_seconds: took },
});
const check = (name: string, pass: boolean, severity: string, description: string) => ({
  ...{ check: name, description, severity, pass, failed_rows: pass ? 0 : 1_234_567, total_rows: 1_234_567 },
});
const PUBLISHED_DETAILS = {
  files: ['customers', 'loan_applications'].map((table) => ({
    ...{ table, file: table === 'customers' ? LONG_FILE : 'applications.csv.gz', mode: 'full', sha256: SHA },
    ...{ size_bytes: 45_678_901, rows_delivered: 600_000, rows_rejected: 12_345, prepared_at: time('2005-10-02') },
  })),
  rejections: [
    { table: 'loan_applications', reason: 'out_of_range:amount', rows: 12_300 },
    { table: 'customers', reason: LONG_REASON, rows: 45 },
  ],
  quality: [
    check('rejected_values', false, 'warn', LONG_REASON),
    check('missing_rows', true, 'stop', 'Full deliveries have the rows of the day before.'),
  ],
  stages: [
    stage('verify', 'Verify the delivery', 0, 2),
    stage('import', 'Import the rows', 2, 31),
    stage('features', 'Build the features', 33, 20),
  ],
};
const NO_DETAILS = { files: [], rejections: [], quality: [], stages: [] };
const RUN_DETAILS = [
  { ...published, ...PUBLISHED_DETAILS },
  { ...refused, ...NO_DETAILS },
  { ...running, ...NO_DETAILS },
];

const reason = (rank: number, label: string, text: string, value: number | string | null, contribution: number) => ({
  ...{ rank, feature: label.toLowerCase(), label, text, value, contribution },
});
const REASONS = [
  reason(1, 'Months past due on the newest statement', 'The newest statement was past due', 4, 1.1),
  reason(2, 'Purpose of the loan', 'The purpose of the loan', 'P'.repeat(200), 0.6),
  reason(3, 'Balance owed', 'The balance is low', -1234.5, 0.3),
  reason(4, 'Credit bureau score', 'There is no credit bureau score', null, 0.2),
];

const prediction = (prediction_id: string, decision: 'approve' | 'decline', scored_at: string) => ({
  ...{ prediction_id, application_id: `A-${LONG_ID.slice(2)}`, customer_id: LONG_ID, source: 'batch' },
  ...{ pd: decision === 'approve' ? 0.021 : 0.612, score: decision === 'approve' ? 702 : 512, what_if: false },
  ...{ band: decision === 'approve' ? 'A' : 'E', decision, decided_by: 'score', policy_decision: decision },
  ...{ policy_decided_by: 'score', override_id: null as string | null, contradicts_override: false },
  ...{ rate: null, expected_return: null, policy_sha256: null, experiment_id: null, arm: null },
  ...{ reasons_kind: decision === 'approve' ? 'raised_risk' : 'adverse_action' },
  ...{ reasons: REASONS, explanation: { scale: 'log_odds', base: -1.2, margin: decision === 'approve' ? -3.8 : 0.9 } },
  ...{ lgd: 0.45, ead: 1_234_567_890, expected_loss: 339_999_999, model_version: '20051001T020000Z-1a2b3c4d' },
  ...{ policy_version: '2026-11-23', features_as_of: time('2005-10-01'), features_age_hours: 7729 * 24, stale: true },
  scored_at,
});

const evidence = (base: ReturnType<typeof prediction>) => ({
  ...base,
  features: { annual_income: 43_210.5, purpose: 'P'.repeat(200), credit_score: null, ['x'.repeat(60)]: 1e15 },
  lineage: {
    run_id: IDS.published,
    files: [{ as_of: '2005-10-01', table: 'customers', file: LONG_FILE, sha256: SHA }],
  },
  ...{ asked: null, as_of: time('2005-10-01'), run_id: IDS.published, model_sha256: SHA, raw: 0.6123 },
  ...{
    requested_by: 'scoring/0190',
    requester_name: null,
    shadows: [],
    override: null,
    overrides: [],
    carried_override_id: null,
    currency: 'TWD',
  },
});

const REVIEWER = { name: 'Rita Reviewer', id: '4f2d8a16-9d5e-4c71-8f0a-3a1f5f0d2c11' };
const PAST = {
  ...{ override_id: uuid('d1'), prediction_id: IDS.approved, decision: 'refer', overruled: 'approve' },
  ...{
    reason: LONG_REASON,
    decided_by: REVIEWER.id,
    reviewer: { name: null, id: 'gone' },
    decided_at: time('2005-10-03'),
  },
  ...{ end_reason: LONG_REASON, ended_by: REVIEWER.id, end_reviewer: REVIEWER, ended_at: time('2005-10-04') },
};

const column = (name: string, examples: string[], confidence: number) => ({
  ...{ column: name, format: { type: 'text' }, missing: [], confidence, decided_by: 'proposal', source: 'loans' },
  ...{ use: { as: 'left_out', because: 'free_text' }, examples, known: 970, rows: 1000 },
});
const importOf = (import_id: string, state: string) => ({
  ...{
    import_id,
    name: LONG_NAME,
    state,
    created_at: time('2026-01-01'),
    ended_at: null,
    problem: null,
    progress: null,
  },
  ...{ files: [{ name: LONG_FILE.slice(-200), size_bytes: 123_456_789 }], uploads: null, preview: null, check: null },
  ...{ deliveries: null, report: null },
});
const DELIVERIES = [{ as_of: '2024-05-31', table: 'loan_applications', mode: 'full', rows: 998 }];
const IMPORTS = [
  {
    ...importOf(IDS.checked, 'checked'),
    preview: {
      tables: [{ file: LONG_FILE, part: null, rows: 1000, remarks: [LONG_REASON] }],
      columns: [column('c'.repeat(200), ['e'.repeat(200), '1.000,00'], 0.4), column('sum', ['1', '2'], 0.99)],
      ...{ currency: 'EUR', target: LONG_REASON, answers: { answers: { target: LONG_REASON }, columns: [] } },
      questions: [
        {
          id: 'applied_at',
          text: LONG_REASON,
          proposed: 'issued',
          choices: [{ answer: 'issued', label: 'i'.repeat(200) }],
        },
      ],
      findings: [{ kind: 'leak', blocks: true, column: 'c'.repeat(200), text: LONG_REASON }],
    },
    check: {
      ...{ rows_in: 1_000_000, deliveries: DELIVERIES, refused_rows: 12_345 },
      outcomes: { good: 800_000, bad: 100_000, open: 87_655, withheld: 1000 },
      refused: [{ file: LONG_FILE, line: 17, column: 'c'.repeat(200), reason: LONG_REASON }],
      unknown_values: [{ column: 'c'.repeat(200), reason: LONG_REASON, values: 12_345, first_lines: [17, 400] }],
    },
  },
  { ...importOf(IDS.delivered, 'delivered'), ended_at: time('2026-01-02'), deliveries: DELIVERIES },
  { ...importOf(IDS.unreadable, 'refused'), problem: { name: 'NotATable', detail: LONG_REASON } },
];

/** A fresh API, in which nobody has overridden anything. */
export function createCaseAnswers(): Answer {
  let override: Record<string, unknown> | null = null;
  let ended: Record<string, unknown>[] = [];
  const readEvidence = (id: string) => {
    const decision = id === IDS.approved ? 'approve' : 'decline';
    const stored = evidence(prediction(id, decision, time('2005-10-02', '03:00:00')));
    if (id === IDS.approved) return { ...stored, overrides: [PAST] };
    if (id === IDS.byRule) {
      const rule = { rank: 1, feature: 'age_years', label: 'Age', text: 'The applicant is under 18.', value: 17 };
      const by = {
        decided_by: 'rule:under_age',
        policy_decided_by: 'rule:under_age',
        reasons_kind: 'rule',
        explanation: null,
      };
      return { ...stored, ...by, reasons: [{ ...rule, contribution: null }] };
    }
    const held = { override_id: override?.override_id, decided_by: 'override', decision: override?.decision };
    const recorded = { ...override, end_reason: null, ended_by: null, end_reviewer: null, ended_at: null };
    return override
      ? { ...stored, ...held, override, overrides: [recorded, ...ended] }
      : { ...stored, overrides: ended };
  };
  const answerCounterfactuals = createCounterfactualAnswers((id) => id === IDS.declined);
  return (call) => {
    const { method, path, query, body } = call;
    const [, , name, id = '', step] = path.split('/');
    if (step === 'counterfactuals' || step === 'what-if') return answerCounterfactuals(call);
    if (name === 'predictions' && step === 'notices') return answerNotices(call);
    if (name === 'runs' && !id) return { body: RunList.parse({ runs: filterRuns(query), next_before: IDS.nothing }) };
    if (name === 'runs')
      return found(
        RunDetails,
        RUN_DETAILS.find(({ run_id }) => run_id === id),
      );
    if (name === 'imports' && !id) return { body: ImportList.parse({ imports: IMPORTS }) };
    if (name === 'imports')
      return found(
        Import,
        IMPORTS.find(({ import_id }) => import_id === id),
      );
    if (name === 'overrides') {
      const end = {
        end_reason: body.reason,
        ended_by: REVIEWER.id,
        end_reviewer: REVIEWER,
        ended_at: time('2005-10-06'),
      };
      ended = override ? [{ ...override, ...end }, ...ended] : ended;
      override = null;
      return { body: {} };
    }
    if (name === 'predictions' && step === 'override' && method === 'POST') {
      override = {
        ...{ override_id: uuid('d2'), prediction_id: id, overruled: 'decline', ...body },
        ...{ decided_by: REVIEWER.id, reviewer: REVIEWER, decided_at: time('2005-10-05') },
      };
      return { status: 201, body: override };
    }
    if (name === 'predictions' && [IDS.declined, IDS.approved, IDS.byRule].some((known) => known === id)) {
      return { body: PredictionEvidence.parse(readEvidence(id)) };
    }
    if (name === 'risk-score' && id === LONG_ID) return { body: RiskScore.parse(listScores(override)) };
    if (name === 'reports' && EMPTY_REPORTS[id]) return { body: EMPTY_REPORTS[id] };
    return undefined;
  };
}

const found = (schema: { parse: (value: unknown) => unknown }, value: unknown) =>
  value === undefined ? undefined : { body: schema.parse(value) };

const filterRuns = ({ state, from, to }: Record<string, string>) =>
  RUNS.filter(
    (run) =>
      (!state || run.state === state) &&
      (!from || run.as_of.slice(0, 7) >= from) &&
      (!to || run.as_of.slice(0, 7) <= to),
  );

function listScores(override: Record<string, unknown> | null) {
  const declined = prediction(IDS.declined, 'decline', time('2005-11-02'));
  const held = override && { decision: override.decision, decided_by: 'override', override_id: override.override_id };
  const history = [{ ...declined, ...held }, prediction(IDS.approved, 'approve', time('2005-10-02'))];
  return { customer_id: LONG_ID, newest: history[0], history, next_before: null };
}
