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
  bandsSummary,

  bandDecisions: 'Risk bands and decisions',
  bandDecisionsNote: 'Decisions are the current ones, after overrides. Expected loss is PD × LGD × EAD.',
} as const;

interface BandShare {
  band: string;
  share: number;
  meanPd: number;
}

/** Of the bands that the filters leave, the safest first. */
function bandsSummary(bands: readonly BandShare[]): string {
  const [safest, riskiest] = [bands[0], bands.at(-1)];
  if (!safest || !riskiest) return '';
  const highest = `a mean PD of ${formatPercent(riskiest.meanPd)}`;
  if (bands.length === 1) return `All are in band ${riskiest.band}, with ${highest}.`;
  return `${formatPercent(safest.share)} are in band ${safest.band}, the lowest risk here, ${formatPercent(riskiest.share)} in band ${riskiest.band}, the highest, with ${highest}.`;
}
