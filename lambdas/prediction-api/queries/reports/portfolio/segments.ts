/** The report `segments`: applications of a filter by one dimension, with observed default rates, and the riskiest. */
import type { Database, SqlParameters } from '../../../../shared/aws/database.ts';
import { monitoringConfiguration } from '../../../../shared/monitoring-configuration.ts';
import { readSqlFile } from '../../../../shared/sql-file.ts';
import { computeWilsonInterval } from '../../../../shared/statistics/wilson-interval.ts';
import type { ReportOf } from '../../../contract/schemas/reports.ts';
import type { Caller } from '../../../http/operation.ts';
import { toReader } from '../../../predictions/stored/reader.ts';
import type { Filter } from './filter.ts';
import { createUnknownDimension, splitWithin } from './filter-parameters.ts';
import { readFiltered } from './filtered.ts';
import { divide, roundMoney, roundShare } from './totals.ts';

type SegmentsReport = ReportOf<'segments'>;
type Segment = SegmentsReport['segments'][number];
type Dimension = SegmentsReport['dimensions'][number];

/** A row of sql/api/reports/sum_segments.sql. */
interface SegmentSums extends Pick<Segment, 'segment' | 'label' | 'applications' | 'outcomes' | 'defaults'> {
  pd_sum: number;
  high_risk: number;
  approvals: number;
  exposure: number;
  expected_loss: number;
  expected_loss_approved: number;
  outcome_pd_sum: number;
}

/** As many as the observed rate of a band needs. */
const MINIMUM_OUTCOMES = monitoringConfiguration.performance.band.minimum_rows;

/**
 * Without a dimension, divides by the first one that is not the filter's.
 * @throws {Problem} when the dimension or a value of the filter does not exist (404)
 */
export async function readSegments(
  database: Database,
  filter: Filter,
  requestedDimension: string | undefined,
  caller: Caller,
): Promise<SegmentsReport> {
  const [{ fields, parameters }, dimensions] = await Promise.all([
    readFiltered(database, filter),
    database.query<Dimension>(readSqlFile('api/reports/list_dimensions.sql')),
  ]);
  const dimension = chooseDimension(dimensions, requestedDimension, filter.within);
  const [rows, applications] = await Promise.all([
    dimension === null ? [] : readSegmentSums(database, dimension, parameters),
    readRiskiestApplications(database, { ...parameters, ...toReader(caller) }),
  ]);
  return {
    ...{ report: 'segments', ...fields, dimensions, dimension, within: filter.within },
    segments: rows.map(toSegment),
    minimum_outcomes: MINIMUM_OUTCOMES,
    applications,
  };
}

function chooseDimension(
  dimensions: readonly Dimension[],
  requested: string | undefined,
  within: string | null,
): string | null {
  const names = dimensions.map(({ dimension }) => dimension);
  if (requested !== undefined && !names.includes(requested)) throw createUnknownDimension();
  const enclosing = within === null ? undefined : splitWithin(within).dimension;
  return requested ?? names.find((name) => name !== enclosing) ?? null;
}

function readSegmentSums(database: Database, dimension: string, parameters: SqlParameters): Promise<SegmentSums[]> {
  return database.query<SegmentSums>(readSqlFile('api/reports/sum_segments.sql'), { ...parameters, dimension });
}

function readRiskiestApplications(
  database: Database,
  parameters: SqlParameters,
): Promise<SegmentsReport['applications']> {
  return database.query<SegmentsReport['applications'][number]>(
    readSqlFile('api/reports/list_riskiest_applications.sql'),
    parameters,
  );
}

function toSegment(row: SegmentSums): Segment {
  const { segment, label, applications, outcomes, defaults } = row;
  return {
    ...{ segment, label, applications },
    mean_pd: roundShare(row.pd_sum / applications),
    high_risk_share: roundShare(row.high_risk / applications),
    approval_rate: roundShare(row.approvals / applications),
    exposure: roundMoney(row.exposure),
    expected_loss: roundMoney(row.expected_loss),
    expected_loss_approved: roundMoney(row.expected_loss_approved),
    ...{ outcomes, defaults },
    ...compareWithOutcomes(row),
  };
}

/** Compares the mean PD of the applications with an outcome with the interval of their observed rate. */
function compareWithOutcomes({
  outcomes,
  defaults,
  outcome_pd_sum,
}: SegmentSums): Pick<Segment, 'observed_rate' | 'observed_interval' | 'outcome_mean_pd' | 'calibration'> {
  const outcome_mean_pd = divide(outcome_pd_sum, outcomes);
  if (outcome_mean_pd === null || outcomes < MINIMUM_OUTCOMES) {
    return { observed_rate: null, observed_interval: null, outcome_mean_pd, calibration: 'insufficient' };
  }
  const [low, high] = computeWilsonInterval(defaults, outcomes);
  const observed = {
    observed_rate: divide(defaults, outcomes),
    observed_interval: [roundShare(low), roundShare(high)] as [number, number],
    outcome_mean_pd,
  };
  if (outcome_mean_pd < low) return { ...observed, calibration: 'above' };
  return { ...observed, calibration: outcome_mean_pd > high ? 'below' : 'as_predicted' };
}
