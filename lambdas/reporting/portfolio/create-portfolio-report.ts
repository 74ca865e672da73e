/** Creates the portfolio risk report: reads the figures, stores a page and a CSV file, and announces them. */
import { Readable } from 'node:stream';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { Database } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { Telemetry } from '../../shared/handler.ts';
import { portfolioReportKey } from '../../shared/object-keys.ts';
import { announceReport } from './announce-report.ts';
import { WEEK_DAYS } from './figures/figures.ts';
import { readFigures } from './figures/read-figures.ts';
import { type RecentAlarm, readRecentAlarms } from './figures/read-recent-alarms.ts';
import { renderReportPage } from './page/report-page.ts';
import { formatReportCsv } from './report-csv.ts';

export interface PortfolioReportDependencies {
  database: Database;
  store: ObjectStore;
  cloudwatch: CloudWatchClient;
  sns: SNSClient;
  reportBucket: string;
  /** `risk-<env>`. */
  namePrefix: string;
  topicArn: string;
  logger: Telemetry['logger'];
}

export interface PortfolioReportResult {
  outcome: 'reported';
  /** The newest day of the portfolio; null while nothing is scored. */
  as_of: string | null;
  bucket: string;
  keys: { html: string; csv: string };
}

/** @param announces whether subscribers get a message */
export async function createPortfolioReport(
  dependencies: PortfolioReportDependencies,
  announces: boolean,
): Promise<PortfolioReportResult> {
  const { database, store, sns, reportBucket: bucket, namePrefix, topicArn } = dependencies;
  const generatedAt = new Date();
  const [figures, alarms] = await Promise.all([readFigures(database), readAlarms(dependencies, generatedAt)]);
  const content = { environment: namePrefix.replace(/^risk-/, ''), generatedAt, figures, alarms };
  const keys = { html: portfolioReportKey(generatedAt, 'html'), csv: portfolioReportKey(generatedAt, 'csv') };
  await store.putStream(bucket, keys.html, Readable.from([renderReportPage(content)]), {
    contentType: 'text/html; charset=utf-8',
  });
  await store.putStream(bucket, keys.csv, Readable.from([formatReportCsv(figures, alarms)]), {
    contentType: 'text/csv; charset=utf-8',
  });
  if (announces) await announceReport(sns, topicArn, { ...content, bucket, keys });
  return { outcome: 'reported', as_of: figures.trend.at(-1)?.as_of ?? null, bucket, keys };
}

/** Returns null when CloudWatch does not answer. The report then has no alarms and states that they are missing. */
async function readAlarms(
  { cloudwatch, namePrefix, logger }: PortfolioReportDependencies,
  now: Date,
): Promise<RecentAlarm[] | null> {
  const since = new Date(now.getTime() - WEEK_DAYS * 86_400_000);
  try {
    return await readRecentAlarms(cloudwatch, `${namePrefix}-`, since);
  } catch (error) {
    logger.warn('the alarms cannot be read', error as Error);
    return null;
  }
}
