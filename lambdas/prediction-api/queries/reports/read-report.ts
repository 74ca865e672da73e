/** GET /v1/reports/{name}: reads a report by its name. Open it to add a report. */
import type { Database } from '../../../shared/aws/database.ts';
import type { reportRoute } from '../../contract/routes/reports.ts';
import type { Report } from '../../contract/schemas/reports.ts';
import type { OperationInput } from '../../http/operation.ts';
import { type AlarmSource, readAlarms } from './alarms.ts';
import { readDrift, readImportance } from './features.ts';
import { readOverview } from './overview.ts';
import { readPerformance } from './performance.ts';
import { readDistribution, readTrends } from './portfolio.ts';
import { readSegments } from './segments.ts';

export interface ReportDependencies {
  database: () => Database;
  alarms: AlarmSource;
}

type ReportInput = OperationInput<typeof reportRoute>;
type ReportReader = (dependencies: ReportDependencies, query: ReportInput['query']) => Promise<Report>;

const REPORT_READERS: Record<Report['report'], ReportReader> = {
  overview: ({ database, alarms }) => readOverview(database(), alarms),
  distribution: ({ database }) => readDistribution(database()),
  performance: ({ database }, { days }) => readPerformance(database(), days),
  segments: ({ database }, query) => readSegments(database(), query),
  trends: ({ database }, { days }) => readTrends(database(), days),
  drift: ({ database }, { days }) => readDrift(database(), days),
  importance: ({ database }) => readImportance(database()),
  alarms: async ({ alarms }) => ({ report: 'alarms', alarms: await readAlarms(alarms) }),
};

export function readReport(
  dependencies: ReportDependencies,
  { params: { name }, query }: Pick<ReportInput, 'params' | 'query'>,
): Promise<Report> {
  return REPORT_READERS[name](dependencies, query);
}
