/** What `npm run predict` prints. */
import type { Prediction } from '../../../clients/typescript/client.ts';
import { readable } from '../../../local/predict.ts';

const reason = { label: 'Utilisation', value: 0.9, contribution: 0.4 };
const answer: Prediction = {
  ...{ prediction_id: 'p-1', application_id: 'a1', customer_id: 'c1', source: 'api' },
  ...{ pd: 0.3478, score: 463, band: 'E', decision: 'decline', decided_by: 'rule:in_default' },
  reasons: [
    { ...reason, rank: 1, feature: 'utilisation', text: 'Most of the credit limit is used.' },
    { ...reason, rank: 2, feature: 'age', text: 'The applicant has paid late.' },
  ],
  ...{ explanation: null, lgd: 0.45, ead: 1000, expected_loss: 156.51, model_version: 'v1', policy_version: 'p' },
  ...{ features_as_of: '2005-10-01T00:00:00.000Z', scored_at: '2005-10-01T01:00:00.000Z' },
};

test('a line a fact, reasons in plain words, what proves it last', () => {
  expect(readable(answer).split('\n')).toEqual([
    'Application a1',
    '  decision                decline, by the rule in_default',
    '  score                   463 of 300 to 850, band E',
    '  probability of default  34.78 %',
    '  expected loss           156.51 = PD × LGD 0.45 × EAD 1000',
    '  reasons                 Most of the credit limit is used.',
    '                          The applicant has paid late.',
    '  customer                c1',
    '  features as of          2005-10-01T00:00:00.000Z',
    '  model                   v1',
    '  policy                  p',
    '  evidence                p-1',
  ]);
});
