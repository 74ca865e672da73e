/** Texts of the page of one score: result, reasons, inputs and origin. */
import type { components } from '../../../../clients/typescript/api.ts';
import { formatPlural } from '../../format/plurals.ts';

type Decision = components['schemas']['Prediction']['decision'];

const DECIDED: Record<Decision, string> = { approve: 'approved', refer: 'referred', decline: 'declined' };

export const applicationTexts = {
  thing: 'prediction',
  title: (applicationId: string | null | undefined) => (applicationId ? `Application ${applicationId}` : 'Application'),
  asCustomer: 'Look for a customer with this id',
  whatIf: 'What-if',
  prediction: 'Prediction',
  whatIfNote: 'of no delivered application: stored as evidence, counted in no figure',
  tiles: {
    score: 'Score',
    pd: 'Probability of default',
    band: 'Band',
    decision: 'Decision',
    expectedLoss: 'Expected loss',
    expectedLossNote: (lgd: string, ead: string) => `PD × LGD ${lgd} × EAD ${ead}`,
  },
  byPerson: (reviewer: string, overruled: string) => `by ${reviewer}, instead of ${overruled}`,
  byScore: 'by the score',
  byRule: (rule: string) => `by the rule “${rule}”`,
  inputs: {
    title: 'Inputs',
    note: (values: number) => `${formatPlural(values, 'value')} that the model and the policy read.`,
    caption: 'Values that the model and the policy read',
    feature: 'Feature',
    value: 'Value',
    unit: 'Unit',
  },
  next: {
    reviewer: 'Override the decision above if facts that the model does not know speak for another one.',
    analyst: 'To have the decision changed, send the address of this page to an underwriter.',
    customer: 'All scores of this customer',
    similar: (band: string) => `Compare with band ${band}`,
    riskiest: 'The riskiest applications',
  },
} as const;

export const reasonTexts = {
  titleAdverse: { approve: 'What raised the risk', refer: 'Why it was referred', decline: 'Why it was declined' },
  title: 'What raised and lowered the risk',
  note: (average: string, applicant: string, unit: string) =>
    `The model places the average applicant at ${average} and this one at ${applicant}, in ${unit} of default before calibration; higher is riskier.`,
  units: { log_odds: 'log-odds', probability: 'probability' },
  riskier: (strongest: string) =>
    `This applicant is riskier than the average. What raised the risk most: ${strongest}.`,
  riskierAll: 'This applicant is riskier than the average; no single value stands out.',
  safer: (strongest: string) =>
    `This applicant is safer than the average. What raised the risk most is outweighed by all other values: ${strongest}.`,
  saferAll: 'This applicant is safer than the average; no value raised the risk.',
  caption: 'Reasons, from the average applicant to this one',
  average: 'The average applicant',
  applicant: 'This applicant',
  others: 'All other values together',
  named: (label: string, value: string) => `${label}: ${value}`,
  reason: 'Reason',
  course: 'Lower to higher risk',
  effect: 'Effect on the risk',
  raised: (by: string) => `raised ${by}`,
  lowered: (by: string) => `lowered ${by}`,
  position: (unit: string) => `Risk (${unit})`,
  ruleTitle: (decision: Decision) => `Why it was ${DECIDED[decision]}`,
  ruleNote: 'A rule, a matrix or a limit of the policy decided, whatever the score.',
  notStored: 'This score was stored without its reasons.',
} as const;

export const originTexts = {
  title: 'Origin',
  model: 'Model',
  policy: 'Policy',
  scored: 'Scored',
  asOf: 'As-of date',
  cutOff: 'Data cut-off',
  cutOffWithAge: (time: string, age: string) => `${time} (${age} before scoring)`,
  stale: 'The data were older than allowed when the score was made: a daily run was missing.',
  run: 'Run',
  requestedBy: 'Requested by',
  dailyScoring: 'Daily scoring',
  customer: 'Customer',
  raw: 'Raw output, before calibration',
  modelHash: 'SHA-256 of the model',
  files: 'Delivered files',
  filesCaption: 'Delivered files behind the features',
  asOfDelivery: 'As-of date',
  file: 'File',
  hash: 'SHA-256',
  reproducible: 'The stored evidence is complete: the score can be replayed with POST /v1/predictions/{id}/replay.',
} as const;
