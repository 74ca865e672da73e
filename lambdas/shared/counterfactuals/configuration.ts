/** Reads config/counterfactuals.json: what no counterfactual changes, and how many changes and answers there are. */
import { z } from 'zod';
import configurationFile from '../../../config/counterfactuals.json' with { type: 'json' };

const CounterfactualConfiguration = z.strictObject({
  /** Protected features and their stand-ins. They win over `actionable` of catalogue and manifest. */
  never_changed: z
    .array(z.strictObject({ feature: z.string().min(1), because: z.string().min(1) }))
    .refine((list) => new Set(list.map(({ feature }) => feature)).size === list.length, 'a feature comes twice'),
  /** Features that one answer changes at most. More than three are no advice that a person can follow. */
  max_changes: z.int().min(1).max(3),
  /** Answers of one response at most. */
  answers: z.int().min(1).max(10),
});

/** The lender's configuration of counterfactuals. */
export const COUNTERFACTUALS = CounterfactualConfiguration.parse(configurationFile);

/** Features that are never changed. */
export const NEVER_CHANGED: ReadonlySet<string> = new Set(COUNTERFACTUALS.never_changed.map(({ feature }) => feature));
