/** Workflow step: finds what is to be measured, and measures how far features and scores have moved. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore, ObjectMissing } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { AsOfDate } from '../shared/runs/run.ts';
import { configuration } from './contract/configuration.ts';
import { storeResults } from './contract/results.ts';
import { findTarget } from './contract/target.ts';
import { readBaseline } from './measures/baseline.ts';
import { measureDrift } from './measures/measure-drift.ts';

const Input = z.object({
  /** The day to measure; without it the newest published. */
  as_of: AsOfDate.nullish(),
});

const KINDS = ['feature_drift', 'score_drift'] as const;

export const handler = createRiskHandler(
  { name: 'monitoring/measure-drift', input: Input },
  async (input, { logger }) => {
    const db = getDatabase();
    const target = await findTarget(db, input.as_of);
    if (!target) return { outcome: 'nothing_published' as const };
    const { model_version } = target;
    const baseline = model_version && (await baselineOf(model_version));
    if (model_version && !baseline) logger.warn('the model has no baseline', { model_version });
    const results = baseline ? await measureDrift(db, { ...target, model_version }, baseline, configuration) : [];
    const measures = await storeResults(db, target, KINDS, results);
    return { outcome: 'measured' as const, ...target, measures };
  },
);

/** A model that was trained before baselines were, or made by hand, has none: nothing can be compared then. */
async function baselineOf(version: string) {
  try {
    return await readBaseline(getObjectStore(), requireEnv('MODEL_BUCKET'), version);
  } catch (error) {
    if (error instanceof ObjectMissing) return undefined;
    throw error;
  }
}
