/** Which findings of a status need action. */
import { describe, expect, test } from '@jest/globals';
import { ALL_COMMANDS } from '../../../cli/commands/all-commands.ts';
import { listFindings } from '../../../cli/status/findings.ts';
import type { EnvironmentStatus } from '../../../cli/status/read-status.ts';
import { firstGates } from '../../../lambdas/shared/model/gates-document.ts';
import { decidePromotion } from '../../../lambdas/training/promotion/promotion-decision.ts';
import { buildTrainedModel } from '../../../testing/models/trained-model.ts';

const NOW = new Date('2026-11-23T09:00:00Z');

/** As the gates word it. */
const [leakReason = ''] = decidePromotion(
  buildTrainedModel(Buffer.from('x'), { singleInputs: [{ feature: 'x', of: 'values', auc: 1 }] }),
  undefined,
  firstGates,
).reasons;

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
  stopped_days: [],
  waiting_imports: [],
  unsigned_review: null,
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
    currency: 'EUR',
  },
  archive_failure: null,
  alarms: [{ name: 'old', severity: 'page', words: 'went off on Tuesday', runbook: null, isRinging: false, times: 1 }],
  at_work: [],
};

test('nothing needs action when all is well, and before the first run', () => {
  expect(listFindings(WELL, NOW)).toEqual([]);
  const fresh = {
    published_at: null,
    age_hours: null,
    refreshed_at: null,
    applications: 0,
    expected_loss: 0,
    currency: null,
  };
  expect(listFindings({ ...WELL, runs: [], models: [], drift: [], alarms: [], fresh }, NOW)).toEqual([]);
});

/** The commands that a finding names, with their options. */
const findCalls = (finding: string): [string, string[]][] =>
  finding
    .split('npm run ')
    .slice(1)
    .map((call) => [call.split(' ')[0] ?? '', Array.from(call.matchAll(/--([a-z-]+)/g), ([, option = '']) => option)]);

describe('an action is needed for', () => {
  const [champion] = WELL.models;
  const cases: [string, Partial<EnvironmentStatus>, RegExp][] = [
    [
      'an active alarm',
      {
        alarms: [
          { name: 'etl-late', severity: 'page', words: 'Not published.', runbook: null, isRinging: true, times: 1 },
        ],
      },
      /the alarm etl-late is active: Not published\. npm run logs -- --env prod --since 2h --errors/,
    ],
    [
      'an active alarm with a section of the runbook',
      {
        alarms: [
          { name: 'etl-late', severity: 'page', words: 'Late.', runbook: 'https://x/#late', isRinging: true, times: 1 },
        ],
      },
      /the alarm etl-late is active: Late\. What to do: https:\/\/x\/#late/,
    ],
    [
      'a refused delivery, also of a day before the newest',
      {
        stopped_days: [{ run_id: 'r0', as_of: '2026-11-21', state: 'refused', reason: 'loans.csv: the hash differs' }],
      },
      /the delivery of 2026-11-21 was refused: loans\.csv: the hash differs; have it delivered again, corrected$/,
    ],
    [
      'a run that did not pass the quality gate',
      { stopped_days: [{ run_id: 'r1', as_of: '2026-11-23', state: 'gate_failed', reason: 'The share is low' }] },
      /of 2026-11-23 did not pass the quality gate: The share is low; have it delivered again/,
    ],
    [
      'a run that failed',
      { stopped_days: [{ run_id: 'r1', as_of: '2026-11-23', state: 'failed', reason: 'A fault stopped the run' }] },
      /of 2026-11-23 failed: A fault stopped the run; npm run logs -- --env prod --run r1 shows the cause/,
    ],
    [
      'an import with questions',
      { waiting_imports: [{ state: 'proposed', imports: 1, waiting_since: '2026-11-22T10:00:00Z' }] },
      /^1 import waits for the person who made it, with questions or corrections, since 22 Nov 2026, 10:00 UTC: the page Bring your data/,
    ],
    [
      'imports that may be delivered',
      { waiting_imports: [{ state: 'checked', imports: 2, waiting_since: '2026-11-22T10:00:00Z' }] },
      /^2 imports wait for the person who made them, checked and ready to be delivered/,
    ],
    [
      'a review that nobody signed',
      { unsigned_review: '2026Q3' },
      /review 2026Q3 waits for a signature: npm run review -- --env prod, then npm run review -- --env prod --sign/,
    ],
    [
      'a challenger',
      { models: champion ? [champion, { ...champion, version: 'v2', stage: 'challenger' }] : [] },
      /challenger v2 waits for a person, who decides .*model -- --env prod show v2, then npm run model -- --env prod promote v2 --why TEXT/,
    ],
    [
      'a day that is held',
      {
        held_days: [{ run_id: 'r1', as_of: '2026-11-23', missing: ['customers: 42 of 50 rows'] }],
      },
      /2026-11-23 is held, because its full delivery lacks more rows than allowed \(customers: 42 of 50 rows\): .*--accept-missing r1 --why/,
    ],
    [
      'a day that is not scored',
      { unscored_day: { run_id: 'r1', as_of: '2026-11-23', applications: 7 } },
      /2026-11-23 is published and 7 open applications have no score: npm run logs -- --env prod --run r1/,
    ],
    [
      'a log that is not archived',
      { archive_failure: { segment: '000000010000000000000002', failed_at: '2026-11-23T08:00:00Z' } },
      /could not archive 000000010000000000000002 on 23 Nov 2026, 08:00 UTC/,
    ],
    [
      'old features',
      { fresh: { ...WELL.fresh, age_hours: 31 } },
      /published 31 hours ago: npm run logs -- --env prod shows/,
    ],
    ['no champion', { models: [] }, /there is no champion/],
    [
      'a champion that does badly',
      { models: champion ? [{ ...champion, realised_auc: 0.6, level: 'alert' }] : [] },
      /observed AUC of 2026-11-22 is beyond its bound: 0\.600/,
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
                stage_reasons: [leakReason],
              },
            ]
          : [],
      },
      /the challenger v2 waits for a person, .*AUC 1\.0000 by the values of x alone.*or npm run model -- --env prod promote v2 --why/,
    ],
    [
      'drift',
      { drift: [{ as_of: '2026-11-23', label: 'Age', psi: 0.4, level: 'alert' }] },
      /drift beyond its bound: Age \(PSI 0\.40\)/,
    ],
    [
      'work that hangs',
      { at_work: [{ workflow: 'training', name: 'e', started_at: '2026-11-22T21:00:00Z' }] },
      /training e has run for 12 hours: npm run logs -- --env prod --execution e shows/,
    ],
    ['alarms that are not known', { alarms: null }, /CloudWatch does not respond/],
  ];
  test.each(cases)('%s', (_, change, words) => {
    const findings = listFindings({ ...WELL, ...change }, NOW);
    expect(findings).toEqual([expect.stringMatching(words)]);
    for (const [name, options] of findings.flatMap(findCalls)) {
      const known = Object.keys(ALL_COMMANDS.find((command) => command.name === name)?.options ?? {});
      expect(options.filter((option) => !known.includes(option))).toEqual([]);
    }
  });
});

test('the first start is no finding before its training has ended', () => {
  const at_work = [{ workflow: 'training', name: 'e', started_at: NOW.toISOString() }];
  expect(listFindings({ ...WELL, models: [], at_work }, NOW)).toEqual([]);
});

test('an alarm that only informs, and the age of a local cloud, are no findings', () => {
  const alarms = [{ name: 'x', severity: 'info', words: '', runbook: null, isRinging: true, times: 1 }];
  expect(listFindings({ ...WELL, alarms }, NOW)).toEqual([]);
  expect(listFindings({ ...WELL, environment: 'local', fresh: { ...WELL.fresh, age_hours: 900 } }, NOW)).toEqual([]);
});
