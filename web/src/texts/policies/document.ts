/** The sentences of a policy, as a person reads it. Each is one line of a comparison. */

const DECISION_WORDS = { approve: 'approve', refer: 'refer to a person', decline: 'decline' } as const;
type DecisionCode = keyof typeof DECISION_WORDS;

const decide = (decision: DecisionCode): string => DECISION_WORDS[decision];
const where = (condition: string | undefined): string => (condition === undefined ? '' : ` where ${condition}`);

export const documentTexts = {
  sections: {
    purpose: 'What it is for',
    cutOffs: 'Cut-offs of the probability of default',
    rules: 'Rules',
    matrices: 'Matrices',
    limits: 'Limits',
    values: 'Numbers that it computes',
    loss: 'Loss and exposure',
    pricing: 'Price',
    bands: 'Risk bands and score',
    goldenCases: 'Golden cases',
  },
  notes: {
    cutOffs: 'The first line whose condition is met decides.',
    rules: 'Each rule that is met counts, whatever the probability of default. The strictest result of all decides.',
    matrices: 'The cell of an application counts as one more result; the strictest of all decides.',
    limits: 'Each limit that is met counts as one more result; the strictest of all decides.',
    loss: 'Expected loss is probability of default × LGD × exposure. The first line whose condition is met applies.',
    goldenCases:
      'Applications whose result is agreed. All must come out as they say before the policy can be proposed.',
  },
  none: 'None.',
  figures: {
    pd: 'the probability of default',
    expected_loss: 'the expected loss',
    ead: 'the exposure',
    expected_return: 'the expected return',
    lgd: 'the LGD',
    rate: 'the rate',
    score: 'the score',
  },
  decisions: DECISION_WORDS,

  cutOffs: (condition: string | undefined, isOnly: boolean, approve: string, decline: string) =>
    `${isOnly ? 'Always' : condition === undefined ? 'Otherwise' : `Where ${condition}`}: approve below ${approve}, ` +
    `decline from ${decline}${approve === decline ? '' : ', refer to a person in between'}.`,
  rule: (name: string, condition: string, decision: DecisionCode, reason: string) =>
    `${name}: ${decide(decision)} where ${condition}. Reason: “${reason}”`,
  suspicion: (rule: string) => `${rule} It suspects fraud, which opens a case of its own.`,
  limit: (name: string, test: string, condition: string | undefined, decision: DecisionCode, reason: string) =>
    `${name}: ${decide(decision)} where ${test}${condition === undefined ? '' : ` and ${condition}`}. Reason: “${reason}”`,
  below: (bound: string) => `below ${bound}`,
  from: (bound: string) => `${bound} or more`,
  interval: (low: string, high: string) => `${low} to below ${high}`,
  unknown: 'unknown',
  anyValue: 'of any value',
  matrix: (
    name: string,
    rows: string,
    columns: string,
    unknown: DecisionCode,
    condition: string | undefined,
    reason: string,
  ) =>
    `${name}: ${rows} against ${columns}${where(condition)}; ${decide(unknown)} where one is unknown. Reason: “${reason}”`,
  matrixCell: (column: string, decision: DecisionCode) => `${decide(decision)} where it is ${column}`,
  matrixRow: (name: string, row: string, cells: readonly string[]) => `${name}, ${row}: ${cells.join('; ')}.`,
  matrixCaption: (name: string, rows: string, columns: string) => `${name}: decisions by ${rows} and ${columns}`,
  matrixCorner: (rows: string, columns: string) => `${rows} (down) and ${columns} (across)`,
  scorecard: (name: string, base: string) =>
    `${name}: ${base} points to begin with, and points for each characteristic.`,
  characteristic: (name: string, feature: string, bins: readonly string[]) =>
    `${name}, ${feature}: ${bins.join('; ')}.`,
  bin: (interval: string, points: string) => `${interval}: ${points} points`,
  otherCategory: 'any other',
  lgd: (lgd: string, condition: string | undefined) => `LGD is ${lgd}${where(condition)}.`,
  ead: (feature: string, factor: string | undefined, condition: string | undefined) =>
    `Exposure is ${feature}${factor === undefined ? '' : ` × ${factor}`}${where(condition)}.`,
  otherwise: (sentence: string) => `Otherwise: ${sentence}`,
  funding: (rate: string, term: string, condition: string | undefined) =>
    `Funding costs ${rate} a year; the term is ${term}, in months${where(condition)}.`,
  noOffer: 'no offer',
  rates: (band: string, rates: readonly string[]) => `Rate of band ${band}: ${rates.join(', ')}.`,
  rateUpTo: (rate: string, months: string) => `${rate} up to ${months} months`,
  rateBeyond: (rate: string) => `${rate} for any longer term`,
  band: (name: string, bound: string) => `Band ${name}: a probability of default of ${bound}.`,
  bandBelow: (name: string, bound: string) => `Band ${name}: a probability of default below ${bound}.`,
  score: (base: string, odds: string, pdo: string, min: string, max: string) =>
    `Score: ${base} points at odds of ${odds} to 1, ${pdo} points double the odds, from ${min} to ${max}.`,
  scoreOfModel: 'Score: the scale of the model that scores.',
  goldenCase: (name: string, pd: string, inputs: readonly string[], expected: string) =>
    `${name}: a probability of default of ${pd}${inputs.length > 0 ? `, ${inputs.join(', ')}` : ''} must come out as ${expected}.`,
  input: (feature: string, value: string) => `${feature} ${value}`,
  expected: (field: string, value: string) => `${field} ${value}`,
} as const;
