/** `baseline.json` of the model folder: how the rows lay that a model learned from. training/evaluation/stability.py writes it. */
import { z } from 'zod';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { RiskError } from '../../shared/errors.ts';
import { modelBaselineKey } from '../../shared/object-keys.ts';

const share = z.number().min(0).max(1);
const common = { shares: z.array(share), unknown: share };

/** Bins end below their upper edge; there is one more than edges. */
const NumberBaseline = z.looseObject({ ...common, edges: z.array(z.number()) });
/** A bin a word, then one for all others. */
const CategoryBaseline = z.looseObject({ ...common, words: z.array(z.string()) });

const FeatureBaseline = z.union([NumberBaseline, CategoryBaseline]);
export type FeatureBaseline = z.infer<typeof FeatureBaseline>;

const Baseline = z.looseObject({
  /** Training rows. */
  rows: z.int().positive(),
  scores: NumberBaseline,
  features: z.record(z.string(), FeatureBaseline),
});
export type Baseline = z.infer<typeof Baseline>;

/** The model's folder has a baseline of another form than training writes. */
export class InvalidBaseline extends RiskError {
  constructor(version: string, cause: z.ZodError) {
    super(`baseline.json of ${version} is not what training writes: ${cause.issues[0]?.path.join('.')}`, { cause });
  }
}

/**
 * @throws {InvalidBaseline}
 * @throws {ObjectMissing} when the model's folder has none
 */
export async function readBaseline(store: ObjectStore, bucket: string, version: string): Promise<Baseline> {
  const parsed = Baseline.safeParse(await store.getJson(bucket, modelBaselineKey(version)));
  if (!parsed.success) throw new InvalidBaseline(version, parsed.error);
  return parsed.data;
}

/** Rows per bin then, the unknown ones last. */
export function countBaselineRows(baseline: FeatureBaseline, rows: number): number[] {
  return [...baseline.shares, baseline.unknown].map((part) => Math.round(part * rows));
}

/** What each bin holds, the unknown ones last, in words for people. */
export function labelBins(baseline: FeatureBaseline): string[] {
  if (isCategoryBaseline(baseline)) return [...baseline.words, 'other', 'unknown'];
  const edges = baseline.edges.map((edge) => String(Number(edge.toPrecision(4))));
  if (edges.length === 0) return ['any', 'unknown'];
  const between = edges.slice(1).map((edge, at) => `${edges[at]} to ${edge}`);
  return [`below ${edges[0]}`, ...between, `${edges.at(-1)} or more`, 'unknown'];
}

export function isCategoryBaseline(baseline: FeatureBaseline): baseline is z.infer<typeof CategoryBaseline> {
  return 'words' in baseline;
}
