/** Texts of the page of segments. */
import { formatCount, formatPercent } from '../../format/numbers.ts';
import { formatPlural } from '../../format/plurals.ts';

/** A category that is called like a segment of its dimension, as `"other"`, comes with quotation marks. */
const quoteSegment = (name: string): string => (name.startsWith('"') ? name : `“${name}”`);

export const segmentTexts = {
  title: 'Segments',
  subtitle: 'Where the risk is. Choose a segment to see how others divide it, and its applications of highest risk.',
  divideBy: 'Divide by',
  noDimension: 'no dimension yet',

  inside: (label: string, segment: string) => `Inside ${label}: ${segment}`,
  leave: (label: string) => `Back to all segments by ${label}`,

  chart: (label: string) => `Predicted and observed default rate by ${label}`,
  riskiestSummary: (segment: string, meanPd: number) =>
    `The highest mean PD is ${formatPercent(meanPd)} in ${quoteSegment(segment)}.`,
  costliestSummary: (segment: string, loss: string) =>
    `Of the approved, most loss is expected in ${quoteSegment(segment)}, ${loss}.`,
  observedSummary: (measured: number, total: number, deviating: number) =>
    `${formatCount(measured)} of ${formatPlural(total, 'segment')} have enough outcomes; in ${formatCount(deviating)} of these the mean PD lies outside the 95 % interval of the observed rate.`,
  mostOf: (shown: number, total: number) => `The picture shows the ${shown} largest of ${formatCount(total)} segments.`,
  predicted: 'Predicted: mean PD',
  observed: 'Observed: default rate with 95 % interval',

  table: (label: string) => `Segments by ${label}`,
  tableNote: (minimum: number) =>
    `An observed rate needs ${formatPlural(minimum, 'outcome')}. “As predicted”: the mean PD of the applications with an outcome lies inside the 95 % interval of the observed rate. High risk: bands that the policy declines.`,
  drillNote: 'A name leads into the segment.',
  columns: {
    interval: '95 % interval',
    predictedWithOutcome: 'Mean PD with outcome',
    calibration: 'Calibration',
    highRisk: 'High risk',
    approved: 'Approved',
    lossApproved: 'Expected loss of approved',
    lossAll: 'Expected loss of all',
  },
  riskiest: 'Applications of highest risk',
  riskiestNote: 'A name leads to the evidence of its score.',
  pd: 'PD',
} as const;
