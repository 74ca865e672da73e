/** Reads the manifest's optional figures for the gates. Older trainings do not write them. Pure functions, no I/O. */
import { z } from 'zod';
import type { ModelManifest } from '../../shared/model/model-manifest.ts';

const Stability = z.looseObject({ psi_scores: z.number() });
/** `reasons_ms` is an estimate (training/models/size.py); older trainings made none. */
const Latency = z.looseObject({ p50_ms: z.number(), p99_ms: z.number(), reasons_ms: z.number().default(0) });

/** A figure with its 95 % interval; without one both ends are the figure. */
const Interval = z
  .looseObject({ value: z.number(), low: z.number().nullish(), high: z.number().nullish() })
  .transform(({ value, low, high }) => ({ value, low: low ?? value, high: high ?? value }));
export type Interval = z.output<typeof Interval>;

const HoldoutIntervals = z.record(z.string(), z.tuple([z.number(), z.number()]));

const SingleInputs = z.array(z.looseObject({ feature: z.string(), of: z.string(), auc: z.number() }));

const Attribute = z.looseObject({
  approval_rate_ratio: z.unknown(),
  equal_opportunity_difference: z.unknown(),
});
const Fairness = z.looseObject({ attributes: z.record(z.string(), Attribute) });

export interface AttributeGap {
  name: string;
  /** Lowest approval rate of a group / highest one, 0 to 1. */
  ratio: Interval | undefined;
  /** Size of the difference of the groups' shares of good payers that are approved, 0 to 1. */
  difference: Interval | undefined;
}

/** The 95 % interval of a figure of the holdout; null when the manifest has none. */
export const readHoldoutInterval = ({ metrics }: ModelManifest, figure: string): [number, number] | null =>
  HoldoutIntervals.safeParse(metrics.intervals).data?.[figure] ?? null;

/** Returns undefined when the manifest has no valid figure. */
export const readStability = ({ stability }: ModelManifest) => Stability.safeParse(stability).data;

/** Returns undefined when the manifest has no valid figures. */
export const readLatency = ({ latency }: ModelManifest) => Latency.safeParse(latency).data;

/** The inputs that tell most alone, the strongest first; undefined when the manifest has no valid figures. */
export const readSingleInputs = ({ single_inputs }: ModelManifest) => SingleInputs.safeParse(single_inputs).data;

/** The gaps of each attribute. A gap is undefined where it could not be measured, for example with one group only. */
export function readFairness(fairness: unknown): AttributeGap[] | undefined {
  const attributes = Fairness.safeParse(fairness).data?.attributes;
  return (
    attributes &&
    Object.entries(attributes).map(([name, gaps]) => ({
      name,
      ratio: Interval.safeParse(gaps.approval_rate_ratio).data,
      difference: toSize(Interval.safeParse(gaps.equal_opportunity_difference).data),
    }))
  );
}

/** The difference as its size: which of the two groups has the higher rate does not matter. */
const toSize = (difference: Interval | undefined): Interval | undefined =>
  difference && difference.value < 0
    ? { value: -difference.value, low: -difference.high, high: -difference.low }
    : difference;
