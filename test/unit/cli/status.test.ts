/** Which findings of a status need action. */
import { describe, expect, test } from '@jest/globals';
import { listFindings } from '../../../cli/status/findings.ts';
import type { EnvironmentStatus } from '../../../cli/status/read-status.ts';

const NOW = new Date('2026-11-23T09:00:00Z');

const WELL: EnvironmentStatus = {
  drill: null,
  environment: 'prod',
  runs: [
    {
      ...{ run_id: 'r1', as_of: '2026-11-23', state: 'published', opened_at: '2026-11-23 02:00', duration_seconds: 9 },
      ...{ rows_delivered: 10, rows_rejected: 0, checks: 3, failed_checks: 0, reason: null },
    },
  ],
  held_days: [],
  unscored_day: null,
  models: [
    {
      ...{ version: 'v1', kind: 'xgboost', stage: 'champion', since: '2026-11-01 04:10', holdout_auc: 0.78 },
      ...{ measured_on: '2026-11-22', realised_auc: 0.77, level: 'ok', stage_reasons: [] },
    },
  ],
  drift: [{ as_of: '2026-11-23', label: 'Age', psi: 0.05, level: 'ok' }],
  fresh: {
    published_at: '2026-11-23 02:01',
    age_hours: 7,
    refreshed_at: '2026-11-23 02:02',
    applications: 10,
    expected_loss: 1,
  },
  archive_failure: null,
  alarms: [{ name: 'old', severity: 'page', words: 'went off on Tuesday', isRinging: false, times: 1 }],
  at_work: [],
};

test('nothing needs action when all is well, and before the first run', () => {
  expect(listFindings(WELL, NOW)).toEqual([]);
  const fresh = { published_at: null, age_hours: null, refreshed_at: null, applications: 0, expected_loss: 0 };
  expect(listFindings({ ...WELL, runs: [], models: [], drift: [], alarms: [], fresh }, NOW)).toEqual([]);
});

describe('an action is needed for', () => {
  const [run] = WELL.runs;
  const [champion] = WELL.models;
  const cases: [string, Partial<EnvironmentStatus>, RegExp][] = [
    [
      'an active alarm',
      { alarms: [{ name: 'etl-late', severity: 'page', words: 'Not published.', isRinging: true, times: 1 }] },
      /alarm etl-late rings: Not published\./,
    ],
    [
      'a run that was not published',
      { runs: run ? [{ ...run, state: 'gate_failed', reason: 'The quality gate failed' }] : [] },
      /ended as gate failed, because: The quality gate failed: npm run logs -- --run r1/,
    ],
    [
      'a day that is held',
      {
        runs: run ? [{ ...run, state: 'gate_failed' }] : [],
        held_days: [{ run_id: 'r1', as_of: '2026-11-23', missing: ['customers: 42 of 50 rows'] }],
      },
      /2026-11-23 is held, because it would end customers: 42 of 50 rows: .*--accept-missing r1 --why/,
    ],
    [
      'a day that is not scored',
      { unscored_day: { run_id: 'r1', as_of: '2026-11-23', applications: 7 } },
      /2026-11-23 is published and 7 open applications are not scored: npm run logs -- --run r1/,
    ],
    [
      'a log that is not archived',
      { archive_failure: { segment: '000000010000000000000002', failed_at: '2026-11-23 08:00' } },
      /could not archive 000000010000000000000002 at 2026-11-23 08:00/,
    ],
    ['old features', { fresh: { ...WELL.fresh, age_hours: 31 } }, /published 31 hours ago/],
    ['no champion', { models: [] }, /there is no champion/],
    [
      'a champion that does badly',
      { models: champion ? [{ ...champion, realised_auc: 0.6, level: 'alert' }] : [] },
      /realised AUC of 2026-11-22 is out of bounds: 0\.600/,
    ],
    [
      'a model with an input that gives the outcome away',
      {
        models: champion
          ? [
              champion,
              {
                ...champion,
                version: 'v2',
                stage: 'challenger',
                stage_reasons: ['single_input: AUC 1.0000 of x alone'],
              },
            ]
          : [],
      },
      /the model v2 waits for a person, .*AUC 1\.0000 of x alone.*promote v2 --why/,
    ],
    [
      'drift',
      { drift: [{ as_of: '2026-11-23', label: 'Age', psi: 0.4, level: 'alert' }] },
      /drift beyond its bound: Age \(PSI 0\.40\)/,
    ],
    [
      'work that hangs',
      { at_work: [{ workflow: 'training', name: 'e', started_at: '2026-11-22T21:00:00Z' }] },
      /training e has been at work for 12 hours/,
    ],
    ['alarms that are not known', { alarms: null }, /CloudWatch does not answer/],
  ];
  test.each(cases)('%s', (_, change, words) => {
    expect(listFindings({ ...WELL, ...change }, NOW)).toEqual([expect.stringMatching(words)]);
  });
});

test('an alarm that only informs, and the age of a local cloud, are no findings', () => {
  const alarms = [{ name: 'x', severity: 'info', words: '', isRinging: true, times: 1 }];
  expect(listFindings({ ...WELL, alarms }, NOW)).toEqual([]);
  expect(listFindings({ ...WELL, environment: 'local', fresh: { ...WELL.fresh, age_hours: 900 } }, NOW)).toEqual([]);
});
