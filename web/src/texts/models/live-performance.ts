/** Texts of the page of model performance: on observed outcomes, and of the challenger against the champion. */
import {
  formatCount,
  formatDecimal,
  formatInterval,
  formatPercent,
  formatSigned,
  type Interval,
} from '../../format/numbers.ts';
import { formatPlural } from '../../format/plurals.ts';

export const livePerformanceTexts = {
  sincePromotion: 'Live performance since promotion',
  ofVersion: 'Live performance of this version',
  subtitle: 'On outcomes that the lender delivered after this version had scored the applications.',
  noOutcome: 'No outcome is known yet',
  noOutcomeWhy: 'Live performance appears when the lender delivers outcomes of applications that this version scored.',

  tooFew: 'Too few outcomes to judge',
  tooFewWhy: (known: OutcomeCounts, needed: OutcomeCounts) =>
    `Known so far: ${formatPlural(known.defaults, 'default')} and ${formatPlural(known.others, 'other outcome')}. Figures are shown from ${formatPlural(needed.defaults, 'default')} and ${formatPlural(needed.others, 'other outcome')} on; fewer would differ by chance.`,

  verdicts: {
    ok: 'About as good as on its holdout: within the bounds of monitoring.',
    warn: 'Somewhat worse than on its holdout. Watch it.',
    alert: 'Clearly worse than on its holdout. Find the cause, then train a new version.',
    insufficient: 'Too few outcomes to judge.',
  },
  asOf: (day: string) => `Outcomes delivered until ${day}`,
  auc: 'AUC since promotion',
  aucOfVersion: 'AUC on observed outcomes',
  outcomes: (count: number) => formatPlural(count, 'outcome'),
  ks: 'KS on observed outcomes',
  brier: 'Brier score on observed outcomes',
  predicted: 'Predicted default rate',
  predictedNote: 'mean PD of the same applications',
  observed: 'Observed default rate',
  observedNote: (interval: Interval) => `95 % interval ${formatInterval(interval)}`,

  history: 'AUC and KS over time',
  historySummary: (days: number, auc: number | null, outcomes: number) =>
    `${formatPlural(days, 'measured day')}. Newest: AUC ${formatDecimal(auc, 4)} on ${formatPlural(outcomes, 'outcome')}.`,
  day: 'Day of the outcomes',
  outcomeColumn: 'Outcomes',
  aucColumn: 'AUC',
  ksColumn: 'KS',
  brierColumn: 'Brier score',
  eceColumn: 'ECE',
  levelColumn: 'Level',
  aucAxis: 'AUC, KS (0 to 1)',

  bands: 'Predicted and observed default rate by band',
  bandSentence: (band: string, predicted: number, observed: number | null) =>
    `${band}: predicted ${formatPercent(predicted)}, observed ${formatPercent(observed)}`,
  bandsOutside: (bands: string) => `Outside the 95 % interval: ${bands}.`,
  bandsTooFew: (bands: string) => `Too few outcomes: ${bands}.`,
  bandsInside: 'In every measured band the predicted rate lies in the 95 % interval of the observed one.',
  band: 'Band',
  rateAxis: 'Default rate (%)',
  predictedSeries: 'Predicted: mean PD',
  observedSeries: 'Observed: default rate',
  predictedColumn: 'Predicted',
  observedColumn: 'Observed',
  intervalColumn: '95 % interval',

  calibration: 'Calibration on observed outcomes',
  calibrationSummary: (outcomes: number, largestGap: number) =>
    `${formatPlural(outcomes, 'outcome')} in groups by PD. The largest gap between predicted and observed rate is ${formatPercent(largestGap)}.`,
  calibrationSeries: 'Group of outcomes, 95 % interval',
} as const;

export const comparisonTexts = {
  title: 'Champion against challenger, on the same applications',
  applications: (applications: number, defaults: number) =>
    `Measured on ${formatPlural(applications, 'application')} that both have scored and whose outcome is known, ${formatPlural(defaults, 'default')} among them.`,
  none: 'No comparison yet',
  noneWhy:
    'The challenger is compared once the lender has delivered outcomes of applications that it and the champion have scored.',
  tooFewWhy: (defaults: number, others: number, neededDefaults: number, neededOthers: number) =>
    `Both have scored applications with ${formatPlural(defaults, 'default')} and ${formatPlural(others, 'other outcome')}; ${formatCount(neededDefaults)} and ${formatCount(neededOthers)} are needed.`,

  caption: 'Champion against challenger',
  measure: 'Figure',
  champion: 'Champion',
  challenger: 'Challenger',
  difference: 'Difference',
  interval: '95 % interval of the difference',
  intervalText: ([low, high]: readonly number[]) => `${formatSigned(low, 4)} to ${formatSigned(high, 4)}`,
  meaning: 'What it says',
  auc: 'AUC (more is better)',
  brier: 'Brier score (less is better)',
  says: { better: 'challenger is better', worse: 'challenger is worse', unclear: 'no difference proven' },

  verdicts: {
    better: 'The challenger predicts better',
    worse: 'The challenger predicts worse',
    mixed: 'One figure speaks for the challenger, the other against it',
    undecided: 'No difference is proven',
    insufficient: 'Too few outcomes to compare',
  },
  advice: {
    better: 'Chance alone does not explain the difference. Promote the challenger, unless a gate speaks against it.',
    worse: 'Chance alone does not explain the difference. Keep the champion.',
    mixed:
      'Keep the champion, unless the better figure matters more to you: AUC for ranking and cut-offs, the Brier score for the probabilities behind the expected loss.',
    undecided:
      'The intervals of the differences contain 0. Keep the champion and wait for more outcomes, or decide on other grounds, such as fairness or a simpler model.',
  },
} as const;

export const performanceNextTexts = {
  drift: "See whether today's applications still resemble the training data",
  features: 'See which features decide, and how',
  gates: 'See the gates, the documents and the model card of this version',
  segments: 'Compare predicted and observed default rates by segment',
  promote: 'Propose the challenger as champion, with your reason; another person approves it:',
  train: 'Train a new version on the newest outcomes:',
  rollback: 'Propose to go back to the champion before it, with your reason; another person approves it:',
} as const;

interface OutcomeCounts {
  defaults: number;
  others: number;
}
