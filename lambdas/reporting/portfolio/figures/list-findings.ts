/** Lists the report's findings: figures that are out of bounds, as sentences. */

import { VERDICT_WORDS } from '../../../shared/model/gate-result.ts';
import {
  formatChange,
  formatCount,
  formatCountOf,
  formatDecimals,
  formatPercent,
} from '../../../shared/page/number-format.ts';
import { computeWilsonInterval } from '../../../shared/statistics/wilson-interval.ts';
import { type DriftFigures, type Figures, findDaysToCompare } from './figures.ts';
import type { RecentAlarm } from './read-recent-alarms.ts';

export interface Finding {
  weight: 'high' | 'medium';
  text: string;
}

/** Growth of expected loss within a week, as a share, from which it is a finding. */
const MAX_LOSS_GROWTH = 0.1;
/** Features are published once a day, so older ones mean a missed day. */
const MAX_FEATURES_AGE_HOURS = 30;
/** Drifted features that the finding names. */
const MAX_NAMED_FEATURES = 5;

/** Lists findings of high weight first. An empty list means that what it looks at is within its bounds. */
export function listPortfolioFindings(figures: Figures, alarms: readonly RecentAlarm[] | null): Finding[] {
  const findings = [
    ...listAlarmFindings(alarms),
    ...listRunFindings(figures),
    ...listPerformanceFindings(figures),
    ...listFairnessFindings(figures),
    ...listBandFindings(figures),
    ...listDriftFindings(figures.drift),
    ...listLossFindings(figures),
    ...listOverrideFindings(figures),
  ];
  return findings.sort((a, b) => Number(a.weight === 'medium') - Number(b.weight === 'medium'));
}

function listAlarmFindings(alarms: readonly RecentAlarm[] | null): Finding[] {
  if (alarms === null) {
    return [{ weight: 'medium', text: 'CloudWatch did not respond; alarms are not in this report.' }];
  }
  return alarms
    .filter(({ isRinging, severity }) => isRinging && severity !== 'info')
    .map(({ name, words, severity }) => ({
      weight: severity === 'page' ? 'high' : 'medium',
      text: `The alarm ${name} is active: ${words}`,
    }));
}

function listRunFindings({ runs, freshness }: Figures): Finding[] {
  const findings: Finding[] = [];
  const unpublished = runs.filter(({ state }) => state !== 'published' && state !== 'running');
  if (unpublished.length > 0) {
    const days = unpublished
      .map(({ as_of, state, reason }) => `${as_of} (${state.replaceAll('_', ' ')}${reason ? `: ${reason}` : ''})`)
      .join('; ');
    const share = `${formatCount(unpublished.length)} of ${formatCount(runs.length)}`;
    const verb = unpublished.length === 1 ? 'was' : 'were';
    findings.push({ weight: 'high', text: `${share} daily runs of the week ${verb} not published: ${days}.` });
  }
  const age = freshness.features_age_hours;
  if (age !== null && age > MAX_FEATURES_AGE_HOURS) {
    findings.push({ weight: 'high', text: `The newest features were published ${formatCountOf(age, 'hour')} ago.` });
  }
  return findings;
}

function listPerformanceFindings({ performance }: Figures): Finding[] {
  const newest = performance.findLast(({ stage, kind }) => stage === 'champion' && kind === 'performance');
  if (!newest || (newest.level !== 'alert' && newest.level !== 'warn')) return [];
  const discrimination = `AUC ${formatDecimals(newest.auc, 3)}, calibration error ${formatDecimals(newest.ece, 3)}`;
  const rates = `predicted ${formatPercent(newest.mean_pd)}, observed ${formatPercent(newest.bad_rate)}`;
  return [
    {
      weight: newest.level === 'alert' ? 'high' : 'medium',
      text: `The champion's performance on outcomes of ${newest.as_of} is beyond its bound: ${discrimination}, ${rates}.`,
    },
  ];
}

/** The gate judged the champion when it was registered; a person decided with it. */
function listFairnessFindings({ models }: Figures): Finding[] {
  return models.flatMap(({ stage, fairness_verdict: verdict, fairness_measured, fairness_required }) => {
    if (stage !== 'champion' || (verdict !== 'beyond_bound' && verdict !== 'failed')) return [];
    const state = verdict === 'failed' ? 'beyond the bound, significantly' : VERDICT_WORDS[verdict];
    const text = `The champion's fairness on its holdout is ${state}: ${fairness_measured}; required ${fairness_required}.`;
    return [{ weight: verdict === 'failed' ? ('high' as const) : ('medium' as const), text }];
  });
}

/** A band is a finding when the lower end of its observed rate's interval exceeds the predicted PD. */
function listBandFindings({ band_performance }: Figures): Finding[] {
  return band_performance.flatMap(({ band, realised_rate, expected_pd, applications }) => {
    if (realised_rate === null || expected_pd === null) return [];
    if (computeWilsonInterval(realised_rate * applications, applications)[0] <= expected_pd) return [];
    const realised = `${formatPercent(realised_rate)} of ${formatCountOf(applications, 'application')}`;
    const text = `More defaults than predicted in band ${band}: predicted ${formatPercent(expected_pd)}, observed ${realised}.`;
    return [{ weight: 'medium' as const, text }];
  });
}

function listDriftFindings(drift: readonly DriftFigures[]): Finding[] {
  const shifted = drift.filter(({ level }) => level === 'alert');
  if (shifted.length === 0) return [];
  const names = shifted
    .slice(0, MAX_NAMED_FEATURES)
    .map(({ label, psi }) => `${label} (PSI ${formatDecimals(psi, 2)})`);
  const more = shifted.length > MAX_NAMED_FEATURES ? ` and ${shifted.length - MAX_NAMED_FEATURES} more` : '';
  return [
    {
      weight: shifted.some(({ feature }) => feature === 'score') ? 'high' : 'medium',
      text: `The population has shifted from the training data: ${names.join(', ')}${more}.`,
    },
  ];
}

function listOverrideFindings({ overrides: { held, contradicted } }: Figures): Finding[] {
  if (contradicted === 0) return [];
  const share = `${formatCount(contradicted)} of ${formatCount(held)} overrides`;
  return [{ weight: 'medium', text: `A newer score contradicts ${share}: a person should review them.` }];
}

function listLossFindings({ trend }: Figures): Finding[] {
  const { now, before } = findDaysToCompare(trend);
  if (!now || !before || before.expected_loss_approved <= 0) return [];
  if (now.expected_loss_approved / before.expected_loss_approved - 1 <= MAX_LOSS_GROWTH) return [];
  const loss = formatChange(now.expected_loss_approved, before.expected_loss_approved);
  const exposure = formatChange(now.exposure, before.exposure) || 'an unknown share';
  const days = `from ${before.as_of} to ${now.as_of}`;
  return [
    {
      weight: 'medium',
      text: `The expected loss of approved applications changed by ${loss} ${days}, the exposure of all by ${exposure}.`,
    },
  ];
}
