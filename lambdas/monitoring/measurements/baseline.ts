/** Reads a model's baseline, `baseline.json` of its folder, which training/evaluation/stability.py writes. */
import { z } from 'zod';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { RiskError } from '../../shared/errors.ts';
import { type RegisteredReports, readModelReport } from '../../shared/model/model-report.ts';

const Share = z.number().min(0).max(1);
const sharedFields = { shares: z.array(Share), unknown: Share };

/** A bin ends below its upper edge. There is one bin more than edges. */
const NumberBaseline = z.looseObject({ ...sharedFields, edges: z.array(z.number()) });
/** One bin for each category, then one for all others. */
const CategoryBaseline = z.looseObject({ ...sharedFields, words: z.array(z.string()) });

const FeatureBaseline = z.union([NumberBaseline, CategoryBaseline]);
export type FeatureBaseline = z.infer<typeof FeatureBaseline>;

const Baseline = z.looseObject({
  /** Training rows. */
  rows: z.int().positive(),
  scores: NumberBaseline,
  features: z.record(z.string(), FeatureBaseline),
});
export type Baseline = z.infer<typeof Baseline>;

/** The baseline in the model's folder has another form than training writes. */
class InvalidBaseline extends RiskError {
  constructor(version: string, cause: z.ZodError) {
    super(`baseline.json of ${version} is not what training writes: ${cause.issues[0]?.path.join('.')}`, { cause });
  }
}

/**
 * @returns undefined for a model without a baseline: an old model, or one that was not trained here
 * @throws {InvalidBaseline} when it has another form than training writes
 * @throws {ModelReportChanged} when it is not the registered file, which would hide drift
 */
export async function readBaseline(
  store: ObjectStore,
  bucket: string,
  model: RegisteredReports,
): Promise<Baseline | undefined> {
  const text = await readModelReport(store, bucket, model, 'baseline.json');
  if (text === undefined) return undefined;
  const parsed = Baseline.safeParse(JSON.parse(text));
  if (!parsed.success) throw new InvalidBaseline(model.version, parsed.error);
  return parsed.data;
}

/** Rows per bin in the baseline, the unknown ones last. @param rows training rows */
export function countBaselineRows(baseline: FeatureBaseline, rows: number): number[] {
  return [...baseline.shares, baseline.unknown].map((share) => Math.round(share * rows));
}

/** Labels the bins for people, the unknown rows last. A category with the label of another bin is quoted. */
export function labelBins(baseline: FeatureBaseline): string[] {
  if (isCategoryBaseline(baseline)) return [...baseline.words.map(labelCategory), 'other', 'unknown'];
  const edges = baseline.edges.map((edge) => String(Number(edge.toPrecision(4))));
  if (edges.length === 0) return ['any', 'unknown'];
  const between = edges.slice(1).map((edge, at) => `${edges[at]} to ${edge}`);
  return [`below ${edges[0]}`, ...between, `${edges.at(-1)} or more`, 'unknown'];
}

const labelCategory = (word: string): string => (/^(other|unknown|".*)$/is.test(word) ? `"${word}"` : word);

export function isCategoryBaseline(baseline: FeatureBaseline): baseline is z.infer<typeof CategoryBaseline> {
  return 'words' in baseline;
}
