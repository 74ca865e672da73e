/** GET /v1/reports/{name}: reads a report by its name. Open it to add a report. */
import type { Database } from '../../../shared/aws/database.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { reportRoute } from '../../contract/routes/reports.ts';
import type { Report } from '../../contract/schemas/reports.ts';
import type { OperationInput } from '../../http/operation.ts';
import { UnknownVersion } from '../models.ts';
import { type AlarmSource, readAlarms } from './alarms.ts';
import { readDrift, readImportance } from './features.ts';
import { readOverview } from './overview.ts';
import { readPerformance } from './performance.ts';
import { readDistribution } from './portfolio/distribution.ts';
import { checkParameters, toFilter } from './portfolio/filter.ts';
import { readFilterValues } from './portfolio/filter-values.ts';
import { readScoreBands } from './portfolio/score-bands.ts';
import { readSegments } from './portfolio/segments.ts';
import { readTrends } from './portfolio/trends.ts';

export interface ReportDependencies {
  database: () => Database;
  alarms: AlarmSource;
  /** The policy that decides now where no segment is met. */
  policy: () => Promise<Policy>;
}

type ReportInput = OperationInput<typeof reportRoute>;
type ReportReader = (
  dependencies: ReportDependencies,
  query: ReportInput['query'],
  caller: ReportInput['caller'],
) => Promise<Report>;

const DEFAULT_DAYS = 90;

const REPORT_READERS: Record<Report['report'], ReportReader> = {
  overview: ({ database, alarms }, query) => readOverview(database(), alarms, toFilter(query)),
  distribution: async ({ database, policy }, query) => readDistribution(database(), await policy(), toFilter(query)),
  score_bands: ({ database }, query) => readScoreBands(database(), toFilter(query)),
  segments: ({ database }, query, caller) => readSegments(database(), toFilter(query), query.dimension, caller),
  trends: ({ database }, { days = DEFAULT_DAYS, ...query }) => readTrends(database(), toFilter(query), days),
  filters: ({ database }) => readFilterValues(database()),
  performance: ({ database }, { days = DEFAULT_DAYS, model_version }) =>
    readPerformance(database(), days, model_version),
  drift: ({ database }, { days = DEFAULT_DAYS, as_of }) => readDrift(database(), days, as_of),
  importance: ({ database }) => readImportance(database()),
  alarms: async ({ alarms }) => ({ report: 'alarms', alarms: await readAlarms(alarms) }),
};

/**
 * @throws {Problem} when the report does not take a parameter (400), or a value of one is unknown (404)
 */
export async function readReport(
  dependencies: ReportDependencies,
  { params: { name }, query, caller }: Pick<ReportInput, 'params' | 'query' | 'caller'>,
): Promise<Report> {
  checkParameters(name, query);
  if (query.model_version !== undefined) await checkVersion(dependencies.database(), query.model_version);
  return REPORT_READERS[name](dependencies, query, caller);
}

async function checkVersion(database: Database, version: string): Promise<void> {
  const models = await database.query(readSqlFile('api/models/find_version.sql'), { version });
  if (models.length === 0) throw new UnknownVersion();
}
