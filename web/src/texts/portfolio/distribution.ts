/** Texts of the page of the score distribution. */
import { formatCount, formatPercent } from '../../format/numbers.ts';
import { formatPlural } from '../../format/plurals.ts';

export const distributionTexts = {
  title: 'Score distribution',

  scores: 'Applications by score',
  scoresSummary: (total: number, most: number, from: number, to: number) =>
    `${formatPlural(total, 'application')}; most, ${formatCount(most)}, score ${from} to ${to}.`,
  cutoffsSummary: (sentences: string) =>
    `The policy in force, unless a rule or a person decides otherwise: ${sentences}.`,
  cutoffSentence: {
    refer: (score: number, pd: number) => `refers up to score ${score} (PD of ${formatPercent(pd)} or more)`,
    decline: (score: number, pd: number) => `declines up to score ${score} (PD of ${formatPercent(pd)} or more)`,
  },
  cutoffMark: {
    refer: (score: number) => `Refer up to ${score}`,
    decline: (score: number) => `Decline up to ${score}`,
  },

  bands: 'Applications by risk band',
  bandsSummary: (safest: string, riskiest: string, meanPd: number | undefined) =>
    `${safest} are in the band of lowest risk, ${riskiest} in the one of highest risk with a mean PD of ${formatPercent(meanPd)}.`,

  bandDecisions: 'Risk bands and decisions',
  bandDecisionsNote: 'Decisions are the current ones, after overrides. Expected loss is PD × LGD × EAD.',
} as const;
