/** The request that `npm run predict` sends, and what it prints. */
import { predictCommand } from '../../../cli/commands/predict.ts';
import { resolveEnvironmentName } from '../../../cli/environment/environment-options.ts';
import { formatPrediction } from '../../../cli/predictions/format-prediction.ts';
import { buildPredictRequest } from '../../../cli/predictions/predict-request.ts';
import { parseCommandLine } from '../../../cli/terminal/command.ts';
import type { Prediction } from '../../../clients/typescript/client.ts';

const reason = { label: 'Utilisation', value: 0.9, contribution: 0.4 };
const answer: Prediction = {
  ...{ prediction_id: 'p-1', application_id: 'a1', customer_id: 'c1', source: 'api' },
  ...{ pd: 0.3478, score: 463, band: 'E', what_if: false, decision: 'decline', decided_by: 'rule:in_default' },
  ...{ policy_decision: 'decline', policy_decided_by: 'rule:in_default', override_id: null },
  contradicts_override: false,
  reasons: [
    { ...reason, rank: 1, feature: 'utilisation', text: 'Most of the credit limit is used.' },
    { ...reason, rank: 2, feature: 'age', text: 'The applicant has paid late.' },
  ],
  reasons_kind: 'adverse_action',
  ...{
    explanation: null,
    lgd: 0.45,
    ead: 1000,
    expected_loss: 156.51,
    rate: null,
    expected_return: null,
    model_version: 'v1',
    policy_version: 'p',
  },
  ...{ features_as_of: '2005-10-01T00:00:00.000Z', features_age_hours: 1, stale: false },
  scored_at: '2005-10-01T01:00:00.000Z',
};

test('one fact a line, reasons as sentences, the evidence last', () => {
  expect(formatPrediction(answer).split('\n')).toEqual([
    'Application a1',
    '  decision                decline, by the rule in_default',
    '  score                   463, band E',
    '  probability of default  34.78 %',
    '  expected loss           157 = PD × LGD 45 % × EAD 1,000',
    '  reasons                 Most of the credit limit is used.',
    '                          The applicant has paid late.',
    '  customer                c1',
    '  features as of          2005-10-01',
    '  model                   v1',
    '  policy                  p',
    '  evidence                p-1',
  ]);
});

test('reasons of an approval are named as what raised the risk', () => {
  expect(formatPrediction({ ...answer, reasons_kind: 'raised_risk' })).toContain('raised the risk most    Most of');
});

test('an override and the score that contradicts it are shown', () => {
  const lines = formatPrediction({
    ...answer,
    ...{ decision: 'approve', decided_by: 'override', override_id: 'o-1', contradicts_override: true },
  }).split('\n');
  expect(lines[1]).toBe('  decision                approve, by an override');
  expect(lines[2]).toContain('this score contradicts the override');
});

test('a missing name and stale features are shown', () => {
  const lines = formatPrediction({ ...answer, application_id: null, features_age_hours: 240, stale: true }).split('\n');
  expect(lines[0]).toBe('What-if');
  expect(lines).toContain('  features as of          2005-10-01, 10 days old');
  const sent = formatPrediction({ ...answer, customer_id: null, features_as_of: null, features_age_hours: null }).split(
    '\n',
  );
  expect(sent).toContain('  features as of          sent with the request');
});

test.each([
  ['--application 3 -c env=dev', { application_id: '3' }, 'dev'],
  ['--customer 3 --amount 5e4', { customer_id: '3', amount: 50_000 }, 'local'],
  [
    '--customer 3 --amount 1 --term-months 12 --annual-rate 0.1 --purpose car --monthly-debt-payments 0 --collateral-value 9 --attribute grade=A --attribute points=7',
    {
      ...{ customer_id: '3', amount: 1, term_months: 12, annual_rate: 0.1, purpose: 'car' },
      ...{ monthly_debt_payments: 0, collateral_value: 9, attributes: { grade: 'A', points: 7 } },
    },
    'local',
  ],
])('%s becomes the request', (line, body, environment) => {
  const { values } = parseCommandLine(predictCommand, line.split(' '));
  expect({ body: buildPredictRequest(values), environment: resolveEnvironmentName(values) }).toEqual({
    body,
    environment,
  });
});

test.each(['', '--customer 3', '--customer 3 --amount 1 --application 3'])('%j names nothing to score', (line) => {
  const { values } = parseCommandLine(predictCommand, line.split(' ').filter(Boolean));
  expect(() => buildPredictRequest(values)).toThrow('say which application');
});
