/** Defines what a policy states. Documents of format 2 state it as it is here; format 1 is translated to it. */
import { z } from 'zod';
import { RANGES } from '../features/catalogue.ts';
import { ScoreScale } from '../model/score-scale.ts';
import { chooseSchema } from './choose-schema.ts';
import { Categories, Condition, type NumberTest, type Operand, selectNumberTest, unknownAnswer } from './condition.ts';
import { DECISIONS } from './decisions.ts';
import { GoldenCase } from './golden-case.ts';
import { ComputedValue, NumberRange } from './scorecard.ts';

/** Figures that limits bound. */
const FIGURES = ['expected_loss', 'ead', 'lgd', 'rate', 'expected_return'] as const;
export type Figure = (typeof FIGURES)[number];
/** Figures that are unknown where the policy has no rate for an application. */
const UNCERTAIN_FIGURES: readonly string[] = ['rate', 'expected_return'] satisfies Figure[];

const POLICY_VERSION_PATTERN = /^[a-z0-9][a-z0-9._-]{0,59}$/;

/** 12 instead of 0.12 is a slip. */
const annualRate = z.number().max(RANGES.annual_rate[1]);
const probability = z.number().gt(0).lt(1);
const share = z.number().min(0).max(1);
const featureName = z.string().min(1);
const reason = z.string().min(1).max(500);
const strictDecision = z.enum(['refer', 'decline']);
export const ruleName = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9_]*$/, 'must be lower case letters, digits and _, a letter first');

/** `below_pd` is exclusive and ascends. The last band has no upper bound (null). */
export const Bands = z
  .array(z.strictObject({ name: z.string().min(1).max(60), below_pd: probability.nullable() }))
  .min(2)
  .refine((list) => list.at(-1)?.below_pd === null, 'the last band must have below_pd null')
  .refine(areBoundsAscending, 'below_pd must ascend from band to band, and only the last may be null')
  .refine((list) => new Set(list.map((band) => band.name)).size === list.length, 'band names must differ');

export const cutOffs = { approve_below_pd: probability, decline_from_pd: probability };
const CutOff = z
  .strictObject({ when: Condition.optional(), ...cutOffs })
  .refine((cut) => cut.approve_below_pd <= cut.decline_from_pd, 'approve_below_pd must not exceed decline_from_pd');

/**
 * `feature` is the one that the reason names and shows; without it, the first that the row reads. A rule that suspects
 * fraud opens a case of its own, and decides before the other rules of its decision, so that the case names it.
 */
const Rule = z.strictObject({
  ...{ name: ruleName, when: Condition, decision: strictDecision, reason, feature: featureName.optional() },
  suspects_fraud: z.literal(true).optional(),
});
export type Rule = z.infer<typeof Rule>;

/** Lists rules in the order in which one of equally strict ones decides. */
export const orderRules = <R extends Pick<Rule, 'suspects_fraud'>>(rules: readonly R[]): R[] => [
  ...rules.filter(({ suspects_fraud }) => suspects_fraud),
  ...rules.filter(({ suspects_fraud }) => !suspects_fraud),
];

/** Rows or columns of a matrix: ranges of a number, or groups of a category of which the last is every other one. */
export type Axis = (Operand & { ranges: NumberRange[] }) | { feature: string; groups: (string[] | 'otherwise')[] };

const ranges = z.array(NumberRange).min(1);
const groups = z
  .array(z.union([Categories, z.literal('otherwise')], "must be a list of categories, or 'otherwise'"))
  .min(2)
  .refine(
    (list) => list.every((group, i) => (group === 'otherwise') === (i === list.length - 1)),
    "the last group, and no other, must be 'otherwise'",
  );
const Axis: z.ZodType<Axis> = chooseSchema((part) => {
  if ('groups' in part) return z.strictObject({ feature: featureName, groups });
  if ('value' in part) return z.strictObject({ value: featureName, ranges });
  if ('of' in part) return z.strictObject({ of: z.enum(['pd', 'score']), ranges });
  return 'feature' in part ? z.strictObject({ feature: featureName, ranges }) : undefined;
}, 'ranges of a feature, of a value, of pd or of score, or groups of a feature');

const Matrix = z.strictObject({
  ...{ name: ruleName, when: Condition.optional(), rows: Axis, columns: Axis },
  decisions: z.array(z.array(z.enum(DECISIONS))),
  /** Where the feature of the rows or of the columns is unknown. */
  if_unknown: z.enum(DECISIONS),
  ...{ reason, feature: featureName.optional() },
});
export type Matrix = z.infer<typeof Matrix>;

/** Bounds a figure that the score and the features lead to. Only `rate` and `expected_return` may be unknown. */
export type Limit = Omit<Rule, 'when'> & {
  when?: Condition | undefined;
  of: Figure;
  if_unknown?: 'met' | 'not_met';
} & NumberTest;
const Limit: z.ZodType<Limit> = chooseSchema(
  (part) =>
    z.strictObject({
      ...{ name: ruleName, when: Condition.optional(), of: z.enum(FIGURES), ...selectNumberTest(part) },
      ...('of' in part && UNCERTAIN_FIGURES.includes(String(part.of)) ? { if_unknown: unknownAnswer } : {}),
      ...{ decision: strictDecision, reason, feature: featureName.optional() },
    }),
  'a limit',
);

/** Rates by band and term. `up_to_months` ascends, is inclusive, and ends with null; a rate of null is no offer. */
const Pricing = z.strictObject({
  ...{ when: Condition.optional(), term: featureName, funding_rate: annualRate },
  up_to_months: z.array(z.number().positive().nullable()).min(1),
  rates: z.array(z.strictObject({ band: z.string(), rates: z.array(annualRate.min(0).nullable()) })),
});
export type Pricing = z.infer<typeof Pricing>;

export const PolicyContent = z.strictObject({
  version: z.string().regex(POLICY_VERSION_PATTERN, 'must be lower case letters, digits, . _ and -, at most 60'),
  description: z.string().min(1).max(10_000),
  /** The model's is used where a policy states none; where it states one, it must be the model's. */
  score: ScoreScale.optional(),
  bands: Bands,
  values: z.array(ComputedValue).default([]),
  cut_offs: z.array(CutOff).min(1),
  rules: z.array(Rule).default([]),
  matrices: z.array(Matrix).default([]),
  limits: z.array(Limit).default([]),
  lgd: z.array(z.strictObject({ when: Condition.optional(), lgd: share })).min(1),
  /** The feature that holds the exposure, and the share of it that is owed at default. */
  ead: z
    .array(
      z.strictObject({ when: Condition.optional(), feature: featureName, factor: z.number().positive().default(1) }),
    )
    .min(1),
  pricing: z.array(Pricing).default([]),
  golden_cases: z.array(GoldenCase).default([]),
});

/** A policy, whichever format its document has. */
export interface Policy extends z.infer<typeof PolicyContent> {}

function areBoundsAscending(list: { below_pd: number | null }[]): boolean {
  const bounds = list.slice(0, -1).map((band) => band.below_pd);
  return bounds.every((bound, i) => bound !== null && bound > (bounds[i - 1] ?? 0));
}
