/** Texts of the page of trends. */
import { formatPercent } from '../../format/numbers.ts';
import { formatPlural } from '../../format/plurals.ts';

export const trendsTexts = {
  title: 'Trends',
  subtitle: 'One point for each as-of date of the scores. An application counts once a day.',
  newest: 'Newest',
  days: (count: number) => formatPlural(count, 'day'),

  applications: 'Applications scored',
  applicationsSummary: (total: number, period: string) => `${formatPlural(total, 'application')} scored ${period}.`,
  onDay: (day: string) => `on ${day}`,
  fromTo: (oldest: string, newest: string) => `from ${oldest} to ${newest}`,
  overrides: 'Overrides',

  risk: 'Predicted and observed default rate',
  predicted: 'Predicted: mean PD',
  observed: 'Observed: default rate',
  noOutcome: (meanPd: number) => `The mean PD is ${formatPercent(meanPd)}; no outcome is known yet.`,
  riskSummary: (day: string, observedRate: number | null, outcomes: number, meanPd: number) =>
    `Of the ${formatPlural(outcomes, 'application')} of ${day} whose outcome is known, ${formatPercent(observedRate)} defaulted; the mean PD of the day was ${formatPercent(meanPd)}.`,

  decisions: 'Decisions',
  decisionsSummary: (day: string, approved: number, referred: number, declined: number) =>
    `${day}: ${formatPercent(approved)} approved, ${formatPercent(referred)} referred, ${formatPercent(declined)} declined.`,

  expectedLoss: 'Expected loss',
  expectedLossSummary: (approved: string, all: string, day: string) =>
    `${approved} for the approved applications of ${day}; ${all} with referred and declined.`,
  lossApproved: 'Of approved applications',
  lossAll: 'Of all applications',
} as const;
