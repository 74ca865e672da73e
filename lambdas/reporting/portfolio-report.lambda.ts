/** Every week, and on request: creates the portfolio risk report. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { createPortfolioReport } from './portfolio/create-portfolio-report.ts';

/** The scheduled report is announced to subscribers, a manually created one is not. */
const Input = z.object({ announces: z.boolean().default(true) });

let clients: { cloudwatch: CloudWatchClient; sns: SNSClient } | undefined;

export const handler = createRiskHandler(
  { name: 'reporting/portfolio-report', input: Input },
  ({ announces }, { logger }) => {
    clients ??= { cloudwatch: new CloudWatchClient({}), sns: new SNSClient({}) };
    const environment = {
      reportBucket: requireEnv('REPORT_BUCKET'),
      namePrefix: requireEnv('NAME_PREFIX'),
      topicArn: requireEnv('REPORT_TOPIC_ARN'),
    };
    const dependencies = { database: getDatabase(), store: getObjectStore(), ...clients, ...environment, logger };
    return createPortfolioReport(dependencies, announces);
  },
);
