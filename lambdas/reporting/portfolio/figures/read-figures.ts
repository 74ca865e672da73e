/** Reads the figures of the portfolio risk report from the views of the schema `reporting`. */
import type { Sql } from '../../../shared/aws/database.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import {
  type BandFigures,
  type BandPerformanceFigures,
  type DayFigures,
  type DriftFigures,
  type FailedCheck,
  type Figures,
  type Freshness,
  type Measurement,
  MIN_SEGMENT_APPLICATIONS,
  type ModelFigures,
  type OverrideFigures,
  type RunFigures,
  type SegmentFigures,
  WEEK_DAYS,
} from './figures.ts';

const TREND_DAYS = 60;
const MAX_SEGMENTS = 12;
const MAX_MEASUREMENTS = 48;

/** Reads all figures. The database role risk_reporting, which reads nothing else, may call it. */
export async function readFigures(sql: Sql): Promise<Figures> {
  const readRows = <Row>(name: string, parameters = {}) =>
    sql.query<Row>(readSqlFile(`reporting/portfolio/${name}.sql`), parameters);
  const week = { days: WEEK_DAYS };
  const [bands, trend, segments, models, performance, band_performance, drift] = await Promise.all([
    readRows<BandFigures>('bands'),
    readRows<DayFigures>('trend', { days: TREND_DAYS }),
    readRows<SegmentFigures>('segments', { min_applications: MIN_SEGMENT_APPLICATIONS, rows: MAX_SEGMENTS }),
    readRows<ModelFigures>('models'),
    readRows<Measurement>('performance', { rows: MAX_MEASUREMENTS }),
    readRows<BandPerformanceFigures>('band_performance'),
    readRows<DriftFigures>('drift'),
  ]);
  const [runs, rejections, failed_checks, [freshness], [overrides]] = await Promise.all([
    readRows<RunFigures>('runs', week),
    readRows<Figures['rejections'][number]>('rejections', week),
    readRows<FailedCheck>('failed_checks', week),
    readRows<Freshness>('freshness'),
    readRows<OverrideFigures>('overrides'),
  ]);
  return {
    ...{ bands, trend, segments, models, performance, band_performance, drift, runs, rejections, failed_checks },
    overrides: overrides ?? { held: 0, contradicted: 0 },
    freshness: freshness ?? { scores_until: null, currency: null, published_at: null, features_age_hours: null },
  };
}
