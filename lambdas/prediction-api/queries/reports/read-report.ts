/** GET /v1/reports/{name}: which report is read how. */
import type { Database } from '../../../shared/aws/database.ts';
import type { reportRoute } from '../../contract/routes/reports.ts';
import type { Report } from '../../contract/schemas/reports.ts';
import type { OperationInput } from '../../http/operation.ts';
import { type AlarmService, readAlarms } from './alarms.ts';
import { readDrift, readImportance } from './features.ts';
import { readOverview } from './overview.ts';
import { readPerformance } from './performance.ts';
import { readDistribution, readTrends } from './portfolio.ts';
import { readSegments } from './segments.ts';

export type ReportDependencies = { database: () => Database; alarms: AlarmService };

type Query = OperationInput<typeof reportRoute>['query'];
type Reader = (sources: ReportDependencies, query: Query) => Promise<Report>;

const readers: Record<Report['report'], Reader> = {
  overview: readOverview,
  distribution: ({ database }) => readDistribution(database()),
  performance: ({ database }, { days }) => readPerformance(database(), days),
  segments: ({ database }, query) => readSegments(database(), query),
  trends: ({ database }, { days }) => readTrends(database(), days),
  drift: ({ database }, { days }) => readDrift(database(), days),
  importance: ({ database }) => readImportance(database()),
  alarms: async ({ alarms }) => ({ report: 'alarms', alarms: await readAlarms(alarms) }),
};

export function reportReader(sources: ReportDependencies) {
  return ({ params: { name }, query }: OperationInput<typeof reportRoute>): Promise<Report> =>
    readers[name](sources, query);
}
