/** What a training found suspicious about its data or its model, as the manifest's `findings`. Pure functions, no I/O. */
import { z } from 'zod';

export const ModelFinding = z.object({
  code: z
    .string()
    .describe('leak: an input gives the outcome away; weak; near_duplicates; identifier; free_text; others may follow'),
  feature: z.string().nullish().describe('The input that it is about; null where it is about none'),
  text: z.string().describe('The finding in words, with its figures'),
  holds: z.boolean().describe('Whether the model waits for a person because of it'),
});
export type ModelFinding = z.infer<typeof ModelFinding>;

/** A manifest, of which older ones have no findings. */
interface WithFindings {
  [field: string]: unknown;
}

const StoredFindings = z.array(
  ModelFinding.extend({ figures: z.looseObject({ by: z.string().optional() }).optional() }),
);

/** The findings; undefined where the training was before they were looked for. */
export const readFindings = ({ findings }: WithFindings): ModelFinding[] | undefined =>
  StoredFindings.safeParse(findings).data?.map(toFinding);

/**
 * The findings that a person has to judge; undefined where the training was before they were looked for. An input that
 * gives the outcome away alone is judged by the gate `single_input`, whose bound the lender can change.
 */
export const readHoldingFindings = ({ findings }: WithFindings): ModelFinding[] | undefined =>
  StoredFindings.safeParse(findings)
    .data?.filter(({ holds, figures }) => holds && figures?.by !== 'alone')
    .map(toFinding);

const toFinding = ({ figures: _, ...finding }: z.infer<typeof StoredFindings>[number]): ModelFinding => ({
  ...finding,
  feature: finding.feature ?? null,
});
