/** Follows experiments: records starts and ends, measures the arms, stores the results, and stops arms by guardrails. */
import { z } from 'zod';
import { type Database, json } from '../../shared/aws/database.ts';
import { ArmDefinition, ExperimentDefinition } from '../../shared/experiments/definition.ts';
import { ArmFigures } from '../../shared/experiments/figures.ts';
import { evaluateGuardrails, type GuardrailResult } from '../../shared/experiments/guardrails.ts';
import { buildResults } from '../../shared/experiments/results.ts';
import type { MonitoringConfiguration } from '../../shared/monitoring-configuration.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

type Bounds = MonitoringConfiguration['experiments'];

/** What the watch found; counts for metrics. */
export interface WatchedExperiments {
  measured: string[];
  /** Arms that a guardrail stopped now. */
  stopped_arms: { experiment_id: string; arm: string; guardrail: string }[];
  /** Experiments that ended because another policy or model decides. */
  changed_baselines: string[];
  /** Running experiments whose customers are not divided as the shares say. */
  sample_ratio_mismatches: string[];
}

const Watched = z.object({
  experiment_id: z.string(),
  state: z.enum(['running', 'ended', 'stopped']),
  definition: ExperimentDefinition,
  arms: z.array(ArmDefinition.loose().extend({ is_stopped: z.boolean() })),
});
type Watched = z.infer<typeof Watched>;

const Changes = z.array(z.object({ experiment_id: z.string(), change: z.string() }));

/** Follows every experiment that runs, and once a day those that have ended and wait for outcomes. */
export async function watchExperiments(database: Database, bounds: Bounds): Promise<WatchedExperiments> {
  const [followed] = await database.query<{ changes: unknown }>(readSqlFile('monitoring/follow_experiments.sql'));
  const changes = Changes.parse(followed?.changes);
  const rows = await database.query(readSqlFile('monitoring/list_experiments_to_measure.sql'), {
    follow_days: bounds.follow_days,
  });
  const found: WatchedExperiments = {
    ...{ measured: [], stopped_arms: [], sample_ratio_mismatches: [] },
    changed_baselines: changes.filter(({ change }) => change === 'baseline_changed').map((row) => row.experiment_id),
  };
  for (const experiment of z.array(Watched).parse(rows)) await measureExperiment(database, experiment, bounds, found);
  return found;
}

/** Measures one experiment, stops its violated arms, and adds what was found. */
async function measureExperiment(
  database: Database,
  { experiment_id, state, definition, arms }: Watched,
  bounds: Bounds,
  found: WatchedExperiments,
): Promise<void> {
  const rows = await database.query(readSqlFile('monitoring/measure_experiment.sql'), { experiment_id });
  const figures = new Map(
    z
      .array(ArmFigures)
      .parse(rows)
      .map((arm) => [arm.arm, arm]),
  );
  const guardrails = evaluateGuardrails(definition, figures, bounds.minimum_requests);
  const results = buildResults(definition, figures, bounds.sample_ratio_p_value);
  await database.execute(readSqlFile('monitoring/store_experiment_check.sql'), {
    ...{ experiment_id, sample_ratio: results.sample_ratio.level },
    results: json({ ...results, guardrails }),
  });
  found.measured.push(experiment_id);
  if (state !== 'running') return;
  if (results.sample_ratio.level === 'mismatch') found.sample_ratio_mismatches.push(experiment_id);
  const stoppedBefore = new Set(arms.filter((arm) => arm.is_stopped).map(({ arm }) => arm));
  for (const violated of selectFirstViolations(guardrails, stoppedBefore)) {
    await stopArm(database, experiment_id, violated);
    found.stopped_arms.push({ experiment_id, arm: violated.arm, guardrail: violated.guardrail });
  }
}

/** One violation is enough to stop an arm. */
function selectFirstViolations(
  guardrails: readonly GuardrailResult[],
  stopped: ReadonlySet<string>,
): GuardrailResult[] {
  const violated = guardrails.filter(({ arm, level }) => level === 'violated' && !stopped.has(arm));
  return violated.filter(({ arm }, i) => violated.findIndex((other) => other.arm === arm) === i);
}

const REASONS: Record<GuardrailResult['guardrail'], string> = {
  expected_loss: 'The expected loss per unit of approved exposure is too many times that of the control arm.',
  approval_rate: 'The approval rate differs too much from that of the control arm.',
  error_rate: 'Too many requests could not be decided.',
};

async function stopArm(database: Database, experiment_id: string, violated: GuardrailResult): Promise<void> {
  const { arm, guardrail, value, bound, interval } = violated;
  await database.query(readSqlFile('monitoring/stop_arm.sql'), {
    ...{ experiment_id, arm, guardrail, why: REASONS[guardrail], figures: json({ value, bound, interval }) },
  });
}
