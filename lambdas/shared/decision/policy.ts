/** Defines and validates the content of a policy. The files are in `config/policy/`; a version never changes. */
import { z } from 'zod';

/** Decisions from the mildest to the strictest. */
export const DECISIONS = ['approve', 'refer', 'decline'] as const;

const probability = z.number().gt(0).lt(1);

const condition = z.union([
  z.strictObject({ feature: z.string(), below: z.number() }),
  z.strictObject({ feature: z.string(), at_least: z.number() }),
]);

const hardRule = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  when: condition,
  decision: z.enum(['refer', 'decline']),
  reason: z.string().min(1),
});

/** Applies from an expected loss (PD × LGD × EAD, money) on: a cut-off limits the risk of a loan, this its cost. */
const expectedLossLimit = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  at_least: z.number().positive(),
  decision: z.enum(['refer', 'decline']),
  reason: z.string().min(1),
});

/** `below_pd` is exclusive and ascends. The last band has no upper bound (null). */
const bands = z
  .array(z.strictObject({ name: z.string().min(1), below_pd: probability.nullable() }))
  .min(2)
  .refine((list) => list.at(-1)?.below_pd === null, 'the last band must have below_pd null')
  .refine(areBoundsAscending, 'below_pd must ascend from band to band, and only the last may be null')
  .refine((list) => new Set(list.map((band) => band.name)).size === list.length, 'band names must differ');

export const Policy = z
  .strictObject({
    version: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
    description: z.string().min(1),
    /** The first policies state one, and nothing reads it: what default means is in the lender's deliveries. */
    target: z.strictObject({ definition: z.string().min(1) }).optional(),
    score: z
      .strictObject({
        base: z.number(),
        odds: z.number().positive(),
        pdo: z.number().positive(),
        min: z.int(),
        max: z.int(),
      })
      .refine((score) => score.min < score.max, 'min must be less than max'),
    bands,
    decisions: z
      .strictObject({ approve_below_pd: probability, decline_from_pd: probability })
      .refine((cut) => cut.approve_below_pd <= cut.decline_from_pd, 'approve_below_pd must not exceed decline_from_pd'),
    lgd: z.strictObject({
      unsecured: z.number().min(0).max(1),
      secured: z.strictObject({ feature: z.string(), at_most: z.number(), lgd: z.number().min(0).max(1) }),
    }),
    ead: z.strictObject({ rule: z.literal('feature'), feature: z.string() }),
    hard_rules: z.array(hardRule),
    expected_loss_limits: z.array(expectedLossLimit).optional(),
  })
  .refine(areNamesUnique, 'hard rules and limits must have names of their own')
  .readonly();

export type Policy = z.infer<typeof Policy>;
export type Decision = (typeof DECISIONS)[number];
export type Condition = z.infer<typeof condition>;

/** Lists the features that a policy's rules, LGD and EAD read. Sorted, each once. */
export function listPolicyFeatures(policy: Policy): string[] {
  const rules = policy.hard_rules.map((rule) => rule.when.feature);
  return [...new Set([...rules, policy.lgd.secured.feature, policy.ead.feature])].sort();
}

type Named = readonly { name: string }[];

function areNamesUnique({ hard_rules: rules, expected_loss_limits: limits = [] }: Record<string, unknown>): boolean {
  const names = [...(rules as Named), ...(limits as Named)].map(({ name }) => name);
  return new Set(names).size === names.length;
}

function areBoundsAscending(list: { below_pd: number | null }[]): boolean {
  const bounds = list.slice(0, -1).map((band) => band.below_pd);
  return bounds.every((bound, i) => bound !== null && bound > (bounds[i - 1] ?? 0));
}
