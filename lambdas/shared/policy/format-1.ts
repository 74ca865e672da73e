/** Translates policy documents of format 1, which state no format. Stored decisions were made by such documents. */
import { z } from 'zod';
import { ScoreScale } from '../model/score-scale.ts';
import type { Condition } from './condition.ts';
import { Bands, cutOffs, type Policy, ruleName } from './policy.ts';

const condition = z.union([
  z.strictObject({ feature: z.string(), below: z.number() }),
  z.strictObject({ feature: z.string(), at_least: z.number() }),
]);

const strictDecision = z.enum(['refer', 'decline']);
const reason = z.string().min(1);

const PolicyFormat1 = z.strictObject({
  version: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  description: z.string().min(1),
  /** The first policies state one, and nothing reads it: what default means is in the lender's deliveries. */
  target: z.strictObject({ definition: z.string().min(1) }).optional(),
  score: ScoreScale,
  bands: Bands,
  decisions: z
    .strictObject(cutOffs)
    .refine((cut) => cut.approve_below_pd <= cut.decline_from_pd, 'approve_below_pd must not exceed decline_from_pd'),
  lgd: z.strictObject({
    unsecured: z.number().min(0).max(1),
    secured: z.strictObject({ feature: z.string(), at_most: z.number(), lgd: z.number().min(0).max(1) }),
  }),
  ead: z.strictObject({ rule: z.literal('feature'), feature: z.string() }),
  hard_rules: z.array(z.strictObject({ name: ruleName, when: condition, decision: strictDecision, reason })),
  expected_loss_limits: z
    .array(z.strictObject({ name: ruleName, at_least: z.number().positive(), decision: strictDecision, reason }))
    .optional(),
});

const addUnknownAnswer = (when: z.infer<typeof condition>): Condition => ({ ...when, if_unknown: 'not_met' });

/** Validates a document of format 1 and translates it: it decides bit for bit as before. */
export const TranslatedFormat1 = PolicyFormat1.transform((document): Policy => {
  const { version, description, score, bands, decisions, lgd, ead } = document;
  const { secured, unsecured } = lgd;
  return {
    ...{ version, description, score, bands, values: [], cut_offs: [decisions] },
    rules: document.hard_rules.map((rule) => ({ ...rule, when: addUnknownAnswer(rule.when) })),
    matrices: [],
    limits: (document.expected_loss_limits ?? []).map((limit) => ({ ...limit, of: 'expected_loss' as const })),
    lgd: [
      { when: { feature: secured.feature, at_most: secured.at_most, if_unknown: 'not_met' }, lgd: secured.lgd },
      { lgd: unsecured },
    ],
    ead: [{ feature: ead.feature, factor: 1 }],
    ...{ pricing: [], golden_cases: [] },
  };
});
