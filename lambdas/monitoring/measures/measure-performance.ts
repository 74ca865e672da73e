/** How well scores did once their outcomes came: discrimination and calibration, by band, and against the challenger. */
import { z } from 'zod';
import { type Database, date, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { Bounds, Configuration } from '../contract/configuration.ts';
import { determineLevel, type Level, type MonitoringResult, type MonitoringTarget } from '../contract/results.ts';

/** Figures of the holdout that realised ones are compared with; older models may lack some. */
const Holdout = z
  .looseObject({ auc: z.number(), ks: z.number(), brier: z.number(), ece: z.number() })
  .partial()
  .nullable();

interface Band {
  band: string;
  rows: number;
  defaults: number;
  mean_pd: number;
}

interface Measured {
  /** `realised`, or a side of a pair: then `model_version` is the challenger's. */
  cohort: 'realised' | 'champion' | 'challenger';
  model_version: string;
  rows: number;
  defaults: number;
  mean_pd: number;
  brier: number;
  /** Null while only one kind of outcome has come. */
  auc: number | null;
  ks: number | null;
  ece: number;
  calibration: { mean_pd: number; realised: number; rows: number }[];
  bands: Band[];
  holdout: unknown;
}

type Bounded = Configuration['performance'];

/** Everything that outcomes of the window say about models, and what both models' scores say without outcomes. */
export async function measurePerformance(
  database: Database,
  { as_of, run_id, model_version: champion }: MonitoringTarget,
  { performance: bounds }: Pick<Configuration, 'performance'>,
): Promise<MonitoringResult[]> {
  const measured = await database.query<Measured>(readSqlFile('monitoring/measure_performance.sql'), {
    as_of: date(as_of),
    window_days: bounds.window_days,
    champion: champion ?? '',
  });
  const realised = measured.filter(({ cohort }) => cohort === 'realised');
  return [
    ...realised.flatMap((of) => [...realisedOf(of, bounds), ...bandsOf(of, bounds)]),
    ...pairsOf(measured, champion ?? '', bounds),
    ...(await shadowsOf(database, run_id, champion ?? '')),
  ];
}

const isEnough = ({ rows, defaults }: Measured, { minimum_defaults, minimum_others }: Bounded): boolean =>
  defaults >= minimum_defaults && rows - defaults >= minimum_others;

function realisedOf(measured: Measured, bounds: Bounded): MonitoringResult[] {
  const { model_version, rows, defaults, mean_pd, auc, ks, brier, ece, calibration } = measured;
  const holdout = Holdout.parse(measured.holdout) ?? {};
  const badRate = defaults / rows;
  const enough = isEnough(measured, bounds);
  const figure = (
    metric: string,
    value: number | null,
    of: { baseline?: number; bound?: number; level?: () => Level; detail?: MonitoringResult['detail'] } = {},
  ): MonitoringResult => ({
    ...{ kind: 'performance', model_version, subject: 'realised', metric, value, rows },
    ...{ baseline: of.baseline ?? null, bound: of.bound ?? null, detail: of.detail ?? {} },
    level: enough && value !== null ? (of.level?.() ?? 'ok') : 'insufficient',
  });
  /** Of a figure that is the better the larger it is. */
  const dropped = (metric: 'auc' | 'ks', value: number | null, drop: Bounds, chance: number): MonitoringResult => {
    const before = holdout[metric];
    if (before === undefined) return figure(metric, value);
    const level = () => determineLevel(before - (value ?? before), drop, chance);
    return figure(metric, value, { baseline: before, bound: before - drop.alert - chance, level });
  };
  const deviation = standardErrorOfAuc(auc ?? 0.5, defaults, rows - defaults);
  return [
    dropped('auc', auc, bounds.auc_drop, deviation),
    dropped('ks', ks, bounds.ks_drop, 2 * deviation),
    brierOf(figure, brier, holdout.brier, bounds.brier_rise),
    figure('ece', ece, {
      baseline: holdout.ece,
      bound: bounds.ece.alert + chanceOfEce(badRate, rows),
      level: () => determineLevel(ece, bounds.ece, chanceOfEce(badRate, rows)),
      detail: { calibration },
    }),
    figure('bad_rate', badRate, {
      baseline: mean_pd,
      bound: mean_pd * bounds.bad_rate_ratio.alert,
      level: () => determineLevel(Math.max(badRate / mean_pd, mean_pd / badRate), bounds.bad_rate_ratio),
      detail: { defaults },
    }),
  ];
}

type Figure = (
  metric: string,
  value: number | null,
  of?: { baseline?: number; bound?: number; level?: () => Level },
) => MonitoringResult;

function brierOf(figure: Figure, brier: number, before: number | undefined, rise: Bounds): MonitoringResult {
  if (before === undefined) return figure('brier', brier);
  const level = () => determineLevel(brier / before - 1, rise);
  return figure('brier', brier, { baseline: before, bound: before * (1 + rise.alert), level });
}

function bandsOf({ model_version, bands }: Measured, { band: bounds }: Bounded): MonitoringResult[] {
  return bands.map(({ band, rows, defaults, mean_pd }) => {
    const value = defaults / rows;
    // Two standard errors of a rate among so many rows.
    const chance = 2 * Math.sqrt((mean_pd * (1 - mean_pd)) / rows);
    return {
      ...{ kind: 'band_performance', model_version, subject: band, metric: 'bad_rate', value, baseline: mean_pd, rows },
      bound: mean_pd + bounds.alert + chance,
      level: rows < bounds.minimum_rows ? 'insufficient' : determineLevel(Math.abs(value - mean_pd), bounds, chance),
      detail: { defaults },
    };
  });
}

/** Both models on the same applications: the champion's figure is the baseline. Promotion stays with the gates. */
function pairsOf(measured: readonly Measured[], champion: string, bounds: Bounded): MonitoringResult[] {
  return measured
    .filter(({ cohort }) => cohort === 'challenger')
    .flatMap((challenger) => {
      const { model_version: subject, rows } = challenger;
      const own = measured.find((of) => of.cohort === 'champion' && of.model_version === subject);
      return (['auc', 'ks', 'brier', 'ece', 'mean_pd'] as const).map(
        (metric): MonitoringResult => ({
          ...{ kind: 'champion_challenger', model_version: champion, subject, metric, rows, bound: null },
          ...{ value: challenger[metric], baseline: own?.[metric] ?? null },
          level: isEnough(challenger, bounds) ? 'ok' : 'insufficient',
          detail: { defaults: challenger.defaults },
        }),
      );
    });
}

async function shadowsOf(database: Database, runId: string, champion: string): Promise<MonitoringResult[]> {
  const shadows = await database.query<{
    challenger: string;
    rows: number;
    champion_mean_pd: number;
    challenger_mean_pd: number;
    mean_difference: number;
  }>(readSqlFile('monitoring/compare_shadows.sql'), { run_id: uuid(runId), champion });
  return shadows.flatMap(({ challenger: subject, rows, champion_mean_pd, challenger_mean_pd, mean_difference }) => {
    const shared: Omit<MonitoringResult, 'metric' | 'value' | 'baseline'> = {
      ...{ kind: 'champion_challenger', model_version: champion, subject, rows },
      ...{ bound: null, level: 'ok', detail: {} },
    };
    return [
      { ...shared, metric: 'mean_pd_today', value: challenger_mean_pd, baseline: champion_mean_pd },
      { ...shared, metric: 'mean_difference_today', value: mean_difference, baseline: null },
    ];
  });
}

/** Hanley and McNeil, 1982. */
function standardErrorOfAuc(auc: number, bads: number, goods: number): number {
  if (bads < 1 || goods < 1) return 0;
  const [q1, q2] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)];
  const variance = auc * (1 - auc) + (bads - 1) * (q1 - auc * auc) + (goods - 1) * (q2 - auc * auc);
  return Math.sqrt(variance / (bads * goods));
}

const CALIBRATION_BINS = 10;

/** Mean absolute deviation of a bin's bad rate from its mean PD when every PD is true: normal approximation. */
const chanceOfEce = (rate: number, rows: number): number =>
  Math.sqrt((2 * CALIBRATION_BINS * rate * (1 - rate)) / (Math.PI * rows));
