/** Every quarter, and on request: gathers the pack of the quarterly review. */
import { BudgetsClient } from '@aws-sdk/client-budgets';
import { IAMClient } from '@aws-sdk/client-iam';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { gatherReview } from './review/gather-review.ts';
import { findEndedQuarter } from './review/quarter.ts';
import { Dependencies } from './review/review.ts';

/** The schedule's event has other fields. */
const Input = z.looseObject({});

export const handler = createRiskHandler({ name: 'reporting/gather-review', input: Input }, (_, { logger }) => {
  const text = requireEnv('DEPENDENCIES');
  const dependencies = {
    ...{ database: getDatabase(), store: getObjectStore(), iam: new IAMClient({}), budgets: new BudgetsClient({}) },
    bucket: requireEnv('REPORT_BUCKET'),
    namePrefix: requireEnv('NAME_PREFIX'),
    accountId: requireEnv('ACCOUNT_ID'),
    dependencies: Dependencies.nullable().parse(JSON.parse(text)),
    logger,
  };
  return gatherReview(dependencies, findEndedQuarter(new Date()));
});
