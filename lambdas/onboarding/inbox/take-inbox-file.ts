/** Imports a file of the inbox; one that is refused rings the alarm, and a mail says why. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { Telemetry } from '../../shared/handler.ts';
import { DeliveryRefused } from '../../shared/landing/refusals.ts';
import { RawFileRefused } from '../contract/refusals.ts';
import { type ArrivedFile, type InboxResult, type InboxTools, importInboxFile } from './import-inbox-file.ts';
import { tellRefusal } from './tell-refusal.ts';

export interface InboxFileTools extends InboxTools, Telemetry {
  sns: SNSClient;
  topicArn: string;
  /** `risk-<env>`. */
  environment: string;
  /** Address of the runbook's section on refused raw files. */
  runbook: string;
}

/** Returns what became of the file. A refusal is a result, because a retry cannot help. */
export async function takeInboxFile(
  file: ArrivedFile,
  tools: InboxFileTools,
): Promise<InboxResult | { outcome: 'refused'; reason: string }> {
  try {
    return await importInboxFile(file, tools);
  } catch (error) {
    if (!(error instanceof RawFileRefused || error instanceof DeliveryRefused)) throw error;
    const reason = error instanceof RawFileRefused ? error.reason : error.reason.error;
    const { sns, topicArn, environment, runbook, landingBucket, logger, metrics } = tools;
    logger.warn('refused', { key: file.key, reason });
    metrics.addMetric('RawFilesRefused', MetricUnit.Count, 1);
    const named = { name: reason, detail: error.message, runbook };
    const refusal = { environment, bucket: landingBucket, key: file.key, ...named };
    await tellRefusal(sns, topicArn, refusal);
    return { outcome: 'refused', reason };
  }
}
