/** Texts of the figures that all portfolio pages have: their tiles, and the comparison with the period before. */
import { formatCount, formatPercent } from '../../format/numbers.ts';
import { formatPlural } from '../../format/plurals.ts';

export const portfolioTexts = {
  applications: 'Applications scored',
  overridden: (count: number) => `${formatCount(count)} with an override`,
  meanPd: 'Mean PD',
  meanPdNote: 'predicted probability of default',
  meanScore: 'Mean score',
  approvalRate: 'Approved',
  approvalNote: (referred: number | null, declined: number | null) =>
    `${formatPercent(referred)} referred, ${formatPercent(declined)} declined`,
  expectedLoss: 'Expected loss of approved',
  expectedLossNote: (all: string) => `PD × LGD × EAD; ${all} with referred and declined`,
  exposure: 'Exposure',
  exposureNote: 'EAD of all applications',
  observedRate: 'Observed default rate',
  observedNote: (defaults: number, outcomes: number) =>
    outcomes === 0
      ? 'no outcome is known yet'
      : `${formatPlural(defaults, 'default')} in ${formatPlural(outcomes, 'outcome')}`,

  change: (difference: string, before: string) => `${difference} against ${before}`,
  unchanged: (before: string) => `unchanged from ${before}`,
  comparison: (period: string, before: string) =>
    `${period}, compared with the same number of months before: ${before}.`,
  subtitle: 'Every delivered application counts once, with its newest score',
  countedAt: (time: string) => `Counted ${time}.`,
  comparisonHint: 'Choose a first and a last month to compare with the period before.',
  noneBefore: 'none before',
  percentagePoints: (text: string) => `${text} percentage points`,
} as const;
