/** What a reader has to know first: the figures that are out of bounds, as sentences. */

import { type Drift, type Figures, findDaysToCompare } from './figures.ts';
import { decimals, formatChange, formatCount, formatPercent } from './number-format.ts';
import type { RecentAlarm } from './recent-alarms.ts';

export interface Finding {
  weight: 'high' | 'medium';
  text: string;
}

/** Expected loss that grows by more in a week is told. */
const LOSS_GROWTH = 0.1;
/** A day's features are published every night. */
const STALE_HOURS = 30;
/** Two-sided 95 %. */
const Z = 1.96;

/** Findings, the weighty ones first; an empty list is good news. */
export function listFindings(figures: Figures, alarms: readonly RecentAlarm[] | null): Finding[] {
  const findings = [
    ...ofAlarms(alarms),
    ...ofRuns(figures),
    ...ofPerformance(figures),
    ...ofBands(figures),
    ...ofDrift(figures.drift),
    ...ofLoss(figures),
  ];
  return findings.sort((a, b) => Number(a.weight === 'medium') - Number(b.weight === 'medium'));
}

function ofAlarms(alarms: readonly RecentAlarm[] | null): Finding[] {
  if (alarms === null)
    return [{ weight: 'medium', text: 'The alarm service gave no answer; alarms are not in this report.' }];
  return alarms
    .filter(({ isRinging, severity }) => isRinging && severity !== 'info')
    .map(({ name, words, severity }) => ({
      weight: severity === 'page' ? 'high' : 'medium',
      text: `The alarm ${name} is ringing: ${words}`,
    }));
}

function ofRuns({ runs, freshness }: Figures): Finding[] {
  const bad = runs.filter(({ state }) => state !== 'published' && state !== 'running');
  const findings: Finding[] = bad.length
    ? [
        {
          weight: 'high',
          text: `${formatCount(bad.length)} of ${formatCount(runs.length)} daily runs of the week were not published: ${bad.map(({ as_of, state }) => `${as_of} (${state})`).join(', ')}.`,
        },
      ]
    : [];
  const age = freshness.features_age_hours;
  if (age !== null && age > STALE_HOURS) {
    findings.push({ weight: 'high', text: `The newest features were published ${formatCount(age)} hours ago.` });
  }
  return findings;
}

function ofPerformance({ performance }: Figures): Finding[] {
  const newest = performance.findLast(({ stage, kind }) => stage === 'champion' && kind === 'performance');
  if (!newest || (newest.level !== 'alert' && newest.level !== 'warn')) return [];
  return [
    {
      weight: newest.level === 'alert' ? 'high' : 'medium',
      text: `The champion's realised performance of ${newest.as_of} is out of bounds: AUC ${decimals(3)(newest.auc)}, calibration error ${decimals(3)(newest.ece)}, bad rate ${formatPercent(newest.bad_rate)} where ${formatPercent(newest.mean_pd)} were expected.`,
    },
  ];
}

/** A band is told when more defaulted than chance explains: the lower end of Wilson's interval is above what was expected. */
function ofBands({ band_performance }: Figures): Finding[] {
  return band_performance.flatMap(({ band, realised_rate, expected_pd, applications }) => {
    if (realised_rate === null || expected_pd === null) return [];
    if (lowerEnd(realised_rate, applications) <= expected_pd) return [];
    return [
      {
        weight: 'medium' as const,
        text: `Band ${band} defaults more than expected: ${formatPercent(realised_rate)} of ${formatCount(applications)} applications, where ${formatPercent(expected_pd)} were expected.`,
      },
    ];
  });
}

/** Lower end of Wilson's score interval of a share (Wilson 1927). */
function lowerEnd(share: number, n: number): number {
  if (n <= 0) return 0;
  const middle = share + (Z * Z) / (2 * n);
  const half = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  return (middle - half) / (1 + (Z * Z) / n);
}

function ofDrift(drift: readonly Drift[]): Finding[] {
  const shifted = drift.filter(({ level }) => level === 'alert');
  if (shifted.length === 0) return [];
  const named = shifted.slice(0, 5).map(({ label, psi }) => `${label} (PSI ${decimals(2)(psi)})`);
  const more = shifted.length > 5 ? ` and ${shifted.length - 5} more` : '';
  const isScore = shifted.some(({ feature }) => feature === 'score');
  return [
    {
      weight: isScore ? 'high' : 'medium',
      text: `The population has shifted from the training data: ${named.join(', ')}${more}.`,
    },
  ];
}

function ofLoss({ trend }: Figures): Finding[] {
  const { now, before } = findDaysToCompare(trend);
  if (!now || !before || before.expected_loss <= 0) return [];
  const growth = now.expected_loss / before.expected_loss - 1;
  const exposure = formatChange(now.exposure, before.exposure);
  if (growth <= LOSS_GROWTH) return [];
  return [
    {
      weight: 'medium',
      text: `Expected loss changed by ${formatChange(now.expected_loss, before.expected_loss)} from ${before.as_of} to ${now.as_of}; exposure by ${exposure || 'an unknown share'}.`,
    },
  ];
}
