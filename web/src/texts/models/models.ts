/** Texts of the registry and of the page of one model version. */
import { formatCount, formatDecimal, formatPercent } from '../../format/numbers.ts';
import { formatPlural } from '../../format/plurals.ts';

export const modelsTexts = {
  title: 'Model registry',
  subtitle:
    'Every trained model version. The champion decides; a challenger scores the same applications without deciding; gates judge who may become one.',
  none: 'No model is registered yet',
  noneWhy: 'The first training registers one.',
  caption: 'Registered models',
  version: 'Version',
  algorithm: 'Algorithm',
  stage: 'Stage',
  holdoutAuc: 'AUC on its own holdout',
  registered: 'Registered',
  stageSince: 'At its stage since',
  why: 'Why',
  size: 'Size',
  older: 'Older versions',
  newest: 'Newest versions',
  holdoutsDiffer:
    'Each version has a holdout of its own, so these AUCs do not rank the versions. Champion and challenger are compared on the same applications under Performance.',
  waiting: (version: string) => `Challenger ${version} waits for a decision by a person.`,
  nextCompare: 'Compare champion and challenger on the same applications',
  nextTrain: 'Train a new version on the newest outcomes:',
  nextList: 'See the same list in the terminal:',
} as const;

export const modelTexts = {
  title: (version: string) => `Model ${version}`,
  what: 'model version',
  all: 'All versions',
  performance: 'Performance',

  properties: 'Properties',
  stageSince: 'At its stage since',
  why: 'Why',
  registered: 'Registered',
  promoted: 'Last promoted',
  never: 'never',
  target: 'Predicts (definition of default)',
  noTarget: 'The lender has given no definition.',
  holdoutAuc: (rows: number | null) =>
    rows === null ? 'AUC on its own holdout' : `AUC on its own holdout (${formatPlural(rows, 'application')})`,
  trainedOn: 'Trained on',
  trainingRows: (rows: number, share: number) =>
    `${formatPlural(rows, 'application')} with a known outcome, ${formatPercent(share)} of them defaults`,
  parity: 'ONNX and Python agree',
  parityResult: (difference: number, rows: number, flips: number) =>
    `within ${formatExponent(difference)} on ${formatPlural(rows, 'row')}; ${flips === 0 ? 'no decision differs' : `${formatPlural(flips, 'decision')} ${flips === 1 ? 'differs' : 'differ'}`}`,
  size: 'Size',
  hash: 'SHA-256 of the model file',
  run: 'Run whose data it learned from',
  mlflowRun: 'MLflow run',

  members: 'Adds up',
  member: (algorithm: string, weight: number) => `${algorithm} × ${formatDecimal(weight, 3)}`,

  serving: 'The model that serves',
  assessedServes: 'The assessed model serves, of the figures on the holdout',
  whyAssessed: 'Why',
  servingNote:
    'The figures on the holdout are of the assessed model, which never saw those applications: they say what the procedure is worth. Then the same recipe was trained again on all applications. That model serves, and its own figures come from cross-validation.',
  servingRows: 'Trained again on',
  servingRowsValue: (rows: number) => `${formatPlural(rows, 'application')}, the holdout included`,
  servingAuc: 'AUC of the serving model, cross-validated',
  servingBrier: 'Brier score, out of fold',
  servingAgainst: 'AUC on the holdout, against the assessed model',
  servingAgainstValue: (rows: number, value: number, low: number, high: number) =>
    `${formatSigned(value)} (95 % interval ${formatSigned(low)} to ${formatSigned(high)}) out of fold on ${formatPlural(rows, 'application')}`,

  documents: 'Documents',
  validationReport: 'Validation report',
  modelCard: 'Model card',
  opensFile: 'opens in a new tab',
  noDocuments: 'Its training wrote no validation report.',

  gates: 'Promotion gates',
  gatesNote: 'A gate that fails rejects the version or lets it wait for a person. “Show” has no consequence.',
  noGates: 'This version has not been judged yet',
  noGatesWhy: 'Gates are evaluated when a training registers a model.',
  gate: 'Gate',
  verdict: 'Verdict',
  measured: 'Measured',
  required: 'Required',
  interval: (low: string, high: string) => `95 % interval ${low} to ${high}`,
  gateSummary: (passed: number, total: number) => `${formatCount(passed)} of ${formatPlural(total, 'gate')} passed.`,
  gatesFailed: (names: string) => `Failed: ${names}.`,
  gatesBeyond: (names: string) =>
    `Beyond the bound, but not significantly: ${names}. So few rows could show this by chance.`,
  gatesUnmeasured: (names: string) => `Not measured: ${names}.`,
  findings: 'What the training found',
  findingsNote: 'About its data and its figures. Whoever decides about the version should know it.',
  finding: 'Finding',
  findingText: 'What was found',

  consequence: 'If not passed',
  consequences: { reject: 'rejected', hold: 'waits for a person', show: 'no consequence' },

  algorithm: 'Algorithm',
  candidates: 'Candidates',
  candidatesNote: (holdoutRows: number | null) =>
    `Chosen by cross-validation. The holdout${holdoutRows === null ? '' : ` of ${formatPlural(holdoutRows, 'application')}`} was never used to choose, and is the same for all of them.`,
  chosen: (algorithm: string) => `${algorithm}, chosen`,
  cvAuc: 'AUC, cross-validated',
  cvAucValue: (mean: number, deviation: number) => `${formatDecimal(mean, 4)} ± ${formatDecimal(deviation, 4)}`,
  candidateAuc: 'AUC on the holdout',
  ks: 'KS',
  brier: 'Brier score',
  ece: 'ECE',

  features: (count: number) => formatPlural(count, 'feature'),
  featuresNote: 'that it reads, in the order of its inputs',
  featuresCaption: 'Features of the model',
  feature: 'Feature',
  name: 'Name',
  type: 'Type',
  direction: 'Allowed direction',
  directions: { safer: 'more is safer', free: 'either way', riskier: 'more is riskier' },

  card: 'Model card',
  noCard: 'There is no model card',
  noCardWhy: 'Its training wrote none.',

  nextPromote: 'Propose this version as champion, with your reason; another person approves it:',
  nextPromoteDespite:
    'A gate rejected this version. Two people can promote it nevertheless; propose it with the reason:',
  nextRollback: 'Propose to go back to the champion before it, with your reason; another person approves it:',
  nextCompare: 'Compare it with the champion on the same applications',
  nextPerformance: 'See how well it predicts, with intervals',
  nextFeatures: 'See which features decide, and how',
  nextDrift: "See whether today's applications still resemble its training data",
  nextShow: 'See the same in the terminal, with the addresses of the documents:',
} as const;

function formatSigned(value: number): string {
  return `${value > 0 ? '+' : ''}${formatDecimal(value, 4)}`;
}

function formatExponent(value: number): string {
  return value === 0 ? '0' : value.toExponential(1).replace('-', '−');
}
