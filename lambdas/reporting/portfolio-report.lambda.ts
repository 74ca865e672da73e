/** The weekly portfolio risk report: reads the figures, writes HTML and CSV to the report bucket, and says so by SNS. */
import { Readable } from 'node:stream';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { portfolioReportKey } from '../shared/object-keys.ts';
import { announceReport } from './portfolio/announce-report.ts';
import { readFigures, WEEK_DAYS } from './portfolio/figures.ts';
import { renderReportPage } from './portfolio/page/report-page.ts';
import { readRecentAlarms } from './portfolio/recent-alarms.ts';
import { formatReportCsv } from './portfolio/report-csv.ts';

const Input = z.object({
  /** Whether subscribers are told; the schedule tells them, a look in between does not. */
  announces: z.boolean().default(true),
});

let clients: { cloudwatch: CloudWatchClient; sns: SNSClient } | undefined;

export const handler = createRiskHandler(
  { name: 'reporting/portfolio-report', input: Input },
  async ({ announces }, tools) => {
    clients ??= { cloudwatch: new CloudWatchClient({}), sns: new SNSClient({}) };
    const { cloudwatch, sns } = clients;
    const [bucket, prefix] = [requireEnv('REPORT_BUCKET'), requireEnv('NAME_PREFIX')];
    const generatedAt = new Date();
    const since = new Date(generatedAt.getTime() - WEEK_DAYS * 86_400_000);
    const [figures, alarms] = await Promise.all([
      readFigures(getDatabase()),
      // The portfolio is worth a report also while the alarms can't be read; it says that they are missing.
      readRecentAlarms(cloudwatch, `${prefix}-`, since).catch((error) => {
        tools.logger.warn('the alarms cannot be read', error as Error);
        return null;
      }),
    ]);
    const facts = { environment: prefix.replace(/^risk-/, ''), generatedAt, figures, alarms };
    const keys = {
      html: portfolioReportKey(generatedAt, 'html'),
      csv: portfolioReportKey(generatedAt, 'csv'),
    };
    const objects = getObjectStore();
    await objects.putStream(bucket, keys.html, Readable.from([renderReportPage(facts)]), {
      contentType: 'text/html; charset=utf-8',
    });
    await objects.putStream(bucket, keys.csv, Readable.from([formatReportCsv(figures, alarms)]), {
      contentType: 'text/csv; charset=utf-8',
    });
    const as_of = figures.trend.at(-1)?.as_of ?? null;
    if (announces) await announceReport(sns, requireEnv('REPORT_TOPIC_ARN'), { ...facts, bucket, keys });
    return { outcome: 'reported' as const, as_of, bucket, keys };
  },
);
