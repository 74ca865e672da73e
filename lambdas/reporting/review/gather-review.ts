/** Gathers the pack of a quarterly review: reads its parts, and stores them as data and as one page. */
import { Readable } from 'node:stream';
import type { BudgetsClient } from '@aws-sdk/client-budgets';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { Sql } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { Telemetry } from '../../shared/handler.ts';
import { reviewKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { DriftFigures, ModelFigures } from '../portfolio/figures/figures.ts';
import type { Quarter } from './quarter.ts';
import { readAlarms } from './read-alarms.ts';
import { readCost } from './read-cost.ts';
import { readDrills } from './read-drills.ts';
import { readUnusedPermissions } from './read-unused-permissions.ts';
import type { Dependencies, Review } from './review.ts';
import { renderReviewPage } from './review-page.ts';
import { requireUnsigned } from './sign-off.ts';

const DAY_MILLISECONDS = 86_400_000;

export interface ReviewDependencies {
  database: Sql;
  store: ObjectStore;
  iam: IAMClient;
  budgets: BudgetsClient;
  bucket: string;
  /** `risk-<env>`. */
  namePrefix: string;
  accountId: string;
  /** What CI found when it built the release; null when it was not built by CI. */
  dependencies: Dependencies | null;
  logger: Telemetry['logger'];
}

export interface GatheredReview {
  outcome: 'gathered';
  quarter: string;
  bucket: string;
  key: string;
}

/**
 * Makes the pack of the quarter, or makes it anew until somebody has signed it.
 * @throws {ReviewSigned} when the review of the quarter is signed
 */
export async function gatherReview(dependencies: ReviewDependencies, quarter: Quarter): Promise<GatheredReview> {
  const { store, bucket } = dependencies;
  await requireUnsigned(store, bucket, quarter.name);
  const review = await readReview(dependencies, quarter);
  // Reading takes minutes, in which somebody may have signed the review that was there.
  await requireUnsigned(store, bucket, quarter.name);
  await store.putJson(bucket, reviewKey(quarter.name, 'review.json'), review);
  const key = reviewKey(quarter.name, 'review.html');
  await store.putStream(bucket, key, Readable.from([renderReviewPage(review)]), {
    contentType: 'text/html; charset=utf-8',
  });
  return { outcome: 'gathered', quarter: quarter.name, bucket, key };
}

async function readReview(dependencies: ReviewDependencies, quarter: Quarter): Promise<Review> {
  const { database, store, bucket, namePrefix, iam, budgets, accountId, logger } = dependencies;
  const environment = namePrefix.replace(/^risk-/, '');
  const now = new Date();
  /** A service that gives no answer leaves its part out, and the page says so. */
  const readOrNull = <Part>(name: string, part: Promise<Part>): Promise<Part | null> =>
    part.catch((error: Error) => {
      logger.warn(`the review lacks its ${name}`, error);
      return null;
    });
  const [drills, alarms, models, drift, unused_permissions, cost] = await Promise.all([
    readDrills(store, bucket, quarter),
    readAlarms(store, bucket, quarter),
    database.query<ModelFigures>(readSqlFile('reporting/portfolio/models.sql')),
    database.query<DriftFigures>(readSqlFile('reporting/portfolio/drift.sql')),
    readOrNull('permissions', readUnusedPermissions(iam, environment, quarter.from)),
    readOrNull('cost', readCost(budgets, { accountId, name: `${namePrefix}-monthly` }, quarter)),
  ]);
  return {
    ...{ environment, quarter: quarter.name, gathered_at: now.toISOString() },
    ...{ drills, unused_permissions, cost, drift, alarms, dependencies: dependencies.dependencies },
    models: models.map((model) => ({ ...model, age_days: countDays(model.since, now) })),
  };
}

const countDays = (since: string, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - Date.parse(`${since.slice(0, 10)}T00:00:00Z`)) / DAY_MILLISECONDS));
