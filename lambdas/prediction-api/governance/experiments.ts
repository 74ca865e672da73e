/** GET /v1/experiments, GET /v1/experiments/{experiment_id} and POST …/stop: experiments with their results. */
import { readSqlFile } from '../../shared/sql-file.ts';
import type { experimentRoute, stopExperimentRoute } from '../contract/routes/experiments.ts';
import type {
  Experiment,
  ExperimentList,
  ExperimentResults,
  ExperimentSummary,
} from '../contract/schemas/experiments.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { OperationInput } from '../http/operation.ts';
import type { GovernanceDependencies } from './dependencies.ts';
import { readPerson } from './people.ts';
import { callGovernance, createRefusal } from './refusals.ts';

type Stop = ExperimentSummary['stops'][number];

/** A row of policies.experiment_states with the newest results. */
interface StoredExperiment
  extends Omit<ExperimentSummary, 'approved_by' | 'stops'>,
    Pick<Experiment, 'champion_version' | 'default_version'> {
  approved_by: string;
  stops: (Omit<Stop, 'stopped_by'> & { stopped_by: string })[];
  /** Both are read for one experiment only. */
  definition: Experiment['definition'] | null;
  results: Omit<ExperimentResults, 'measured_at'> | null;
}

export async function listExperiments(dependencies: GovernanceDependencies): Promise<ExperimentList> {
  const rows = await queryExperiments(dependencies, null);
  return { experiments: await Promise.all(rows.map((row) => toSummary(dependencies, row))) };
}

/** @throws {Problem} when there is no experiment of this name (404) */
export async function readExperiment(
  dependencies: GovernanceDependencies,
  { params: { experiment_id } }: Pick<OperationInput<typeof experimentRoute>, 'params'>,
): Promise<Experiment> {
  const [[row], checks] = await Promise.all([
    queryExperiments(dependencies, experiment_id),
    dependencies
      .database()
      .query<Experiment['checks'][number]>(readSqlFile('api/experiments/list_checks.sql'), { experiment_id }),
  ]);
  if (!row?.definition) throw createRefusal('unknown-experiment');
  const summary = await toSummary(dependencies, row);
  const { definition, champion_version, default_version } = row;
  const results = row.results && summary.measured_at && { measured_at: summary.measured_at, ...row.results };
  return { ...summary, definition, champion_version, default_version, results: results || null, checks };
}

/** @throws {Problem} when there is no such experiment or arm, or it is over */
export async function stopExperiment(
  dependencies: GovernanceDependencies,
  { params, body: { arm, why }, caller }: OperationInput<typeof stopExperimentRoute>,
): Promise<Experiment> {
  const values = { experiment_id: params.experiment_id, arm, why, by_person: caller.name };
  await callGovernance(() => dependencies.database().query(readSqlFile('api/experiments/stop_experiment.sql'), values));
  return readExperiment(dependencies, { params });
}

const queryExperiments = ({ database }: GovernanceDependencies, experiment_id: string | null) =>
  database().query<StoredExperiment>(readSqlFile('api/experiments/list_experiments.sql'), { experiment_id });

async function toSummary({ readName }: GovernanceDependencies, row: StoredExperiment): Promise<ExperimentSummary> {
  const { experiment_id, state, question, measure, request_id, arms, sample_ratio } = row;
  const stops = row.stops.map(async (stop) => ({ ...stop, stopped_by: await readPerson(readName, stop.stopped_by) }));
  return {
    ...{ experiment_id, state, question, measure, request_id, arms, sample_ratio },
    ...{ starts_at: toIsoTime(row.starts_at), ends_at: toIsoTime(row.ends_at) },
    stopped_at: row.stopped_at && toIsoTime(row.stopped_at),
    measured_at: row.measured_at && toIsoTime(row.measured_at),
    approved_by: await readPerson(readName, row.approved_by),
    stops: await Promise.all(stops),
  };
}
