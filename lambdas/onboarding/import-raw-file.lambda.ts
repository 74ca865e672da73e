/**
 * Makes deliveries of raw files: of a file that arrived in the inbox (an event of S3), and step by step of an import that
 * a person makes in the browser (a call of the API).
 */
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { getDeliveryLimits } from '../shared/landing/delivery-limits.ts';
import { ImportWork } from './contract/import-state.ts';
import { runImportWork } from './imports/run-import-work.ts';
import { startDailyRun } from './imports/start-daily-run.ts';
import type { InboxTools } from './inbox/import-inbox-file.ts';
import { limitTime } from './inbox/limit-time.ts';
import { takeInboxFile } from './inbox/take-inbox-file.ts';

/** `detail` of the event "Object Created" of S3. */
const ObjectCreated = z.object({ object: z.object({ key: z.string(), etag: z.string() }) });

let clients: { s3: S3Client; sfn: SFNClient; sns: SNSClient } | undefined;

export const handler = createRiskHandler(
  { name: 'onboarding/import-raw-file', input: z.union([ImportWork, ObjectCreated]) },
  async (input, telemetry) => {
    clients ??= { s3: new S3Client({}), sfn: new SFNClient({}), sns: new SNSClient({}) };
    const { s3, sfn, sns } = clients;
    const tools: InboxTools = {
      store: getObjectStore(),
      landingBucket: requireEnv('LANDING_BUCKET'),
      mappingBucket: requireEnv('MODEL_BUCKET'),
      reportBucket: requireEnv('REPORT_BUCKET'),
      limits: getDeliveryLimits(),
      maxRawBytes: Number(requireEnv('RAW_FILE_BYTES')),
      checkTime: limitTime(),
    };
    if ('object' in input) {
      const texts = { environment: requireEnv('NAME_PREFIX'), runbook: requireEnv('RUNBOOK') };
      const alerts = { sns, topicArn: requireEnv('ALERT_TOPIC_ARN'), ...texts };
      return takeInboxFile(input.object, { ...tools, ...alerts, ...telemetry });
    }
    return runImportWork(input, {
      ...tools,
      database: getDatabase(),
      workBucket: requireEnv('WORK_BUCKET'),
      startDailyRun: (work) => startDailyRun(sfn, requireEnv('DAILY_ETL_ARN'), work),
      deleteObject: async (Bucket, Key) => {
        await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      },
      today: new Date().toISOString().slice(0, 10),
    });
  },
);
