/**
 * Every quarter of an hour: issues the notices that are owed and sends those that wait for e-mail, as configured. SES calls it
 * too, when a message came back.
 */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { readOptionalEnv, requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { createIssueServices } from '../shared/notices/issue-services.ts';
import { LANGUAGES } from '../shared/notices/template.ts';
import { NOTICE_KINDS } from '../shared/notices/template-kinds.ts';
import { issueOwed } from './delivery/issue-owed.ts';
import { markReturned } from './delivery/mark-returned.ts';
import { sendEmails } from './delivery/send-emails.ts';
import { createSendServices } from './delivery/send-services.ts';

/** A message that came back, as the rule in lib/constructs/cases/notice-delivery.ts forms it; the schedule has none. */
const Input = z.looseObject({ returned_message: z.string().optional() });

/** Issued automatically: in which kind and language. */
const Automatic = z.strictObject({ kind: z.enum(NOTICE_KINDS), language: z.enum(LANGUAGES) });

/** A call takes what it can in this time; the rest is there for the next one. */
const BUDGET_MILLISECONDS = 13 * 60_000;

export const handler = createRiskHandler(
  { name: 'notices/deliver-notices', input: Input },
  async ({ returned_message }, { logger, metrics }) => {
    const database = getDatabase();
    if (returned_message) return { returned: await markReturned(database, returned_message) };
    const ends = Date.now() + BUDGET_MILLISECONDS;
    const hasTime = () => Date.now() < ends;
    const automatic = readOptionalEnv('NOTICE_AUTOMATIC');
    const issuing = automatic
      ? await issueOwed(
          { database, ...createIssueServices() },
          { ...Automatic.parse(JSON.parse(automatic)), hasTime },
          logger,
        )
      : { issued: 0, failed: 0 };
    const sending =
      requireEnv('NOTICE_CHANNEL') === 'email'
        ? await sendEmails(createSendServices(database, hasTime), logger)
        : { sent: 0, failed: 0 };
    metrics.addMetric('NoticesFailed', MetricUnit.Count, issuing.failed + sending.failed);
    return { issued: issuing.issued, sent: sending.sent, failed: issuing.failed + sending.failed };
  },
);
