/**
 * Counts each caller's requests of the running minute and refuses what is over their limit with 429. The counts are in
 * DynamoDB, for all functions and processes together. Without the table every process counts for itself: callers are
 * still held, more loosely, and nobody is refused for a fault of ours.
 *
 * A process takes a hundredth of the limit at once and deals it out by itself, so that a client of many requests costs
 * the table, and its answers, a hundredth of them. What a process has left over when the minute ends is lost: near its
 * limit a caller may be refused early, by a hundredth for each process, and never late.
 */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { MiddlewareObj } from '@middy/core';
import RateLimiterDynamo from 'rate-limiter-flexible/lib/RateLimiterDynamo.js';
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';
import RateLimiterRes from 'rate-limiter-flexible/lib/RateLimiterRes.js';
import { requireEnv } from '../../shared/env.ts';
import type { ApiEvent, Caller, Tools } from './operation.ts';
import { TooManyRequests } from './problem.ts';

const WINDOW_SECONDS = 60;
/** An answer waits no longer than this for its count, twice at most. */
const PATIENCE_MILLISECONDS = 250;
/** Of the requests of a minute. */
const SHARE_AT_ONCE = 0.01;
const MOST_AT_ONCE = 100;
/** A process forgets whose minute runs beyond so many callers. */
const CALLERS_KNOWN = 1000;

type Limits = { requests_per_minute: number; clients: Readonly<Record<string, number>> };

/** Refuses with TooManyRequests. Calls without a token have no caller to count: the stage throttle holds those. */
export function limitRequestRate({ logger, metrics }: Tools): MiddlewareObj<ApiEvent> {
  let limiter: ((caller: Caller) => Promise<void>) | undefined;
  return {
    before: async ({ event }) => {
      const { caller } = event;
      if (!caller || caller.clientId === '') return;
      limiter ??= dynamoLimiter((error) => {
        logger.warn('rate limits are counted by this process alone', error);
        metrics.addMetric('RateLimiterDegraded', MetricUnit.Count, 1);
      });
      await limiter(caller);
    },
  };
}

/** A person is counted by name, whatever client they use; a machine by its client. */
function keyOf({ isPerson, name, clientId }: Caller): string {
  return isPerson ? `user:${name}` : `client:${clientId}`;
}

function dynamoLimiter(onDegraded: (error: Error) => void): (caller: Caller) => Promise<void> {
  const { requests_per_minute, clients } = JSON.parse(requireEnv('RATE_LIMITS')) as Limits;
  const storeClient = tableClient(onDegraded);
  const limiters = new Map<number, RateLimiterDynamo>();
  const dealt = dealer();
  return async (caller) => {
    const points = (caller.isPerson ? undefined : clients[caller.clientId]) ?? requests_per_minute;
    const limiter = limiters.get(points) ?? limiterOf(storeClient, points);
    limiters.set(points, limiter);
    const atOnce = Math.min(MOST_AT_ONCE, Math.ceil(points * SHARE_AT_ONCE));
    try {
      await dealt(keyOf(caller), atOnce, (key) => limiter.consume(key, atOnce));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new TooManyRequests(points, Math.max(1, Math.ceil(refused.msBeforeNext / 1000)));
    }
  };
}

/** Deals out what was taken for a caller until it is used up or its minute is over, and then takes more. */
function dealer() {
  const taken = new Map<string, { left: number; until: number }>();
  return async (key: string, atOnce: number, take: (key: string) => Promise<RateLimiterRes>): Promise<void> => {
    const own = taken.get(key);
    if (own && own.left > 0 && Date.now() < own.until) {
      own.left -= 1;
      return;
    }
    const { msBeforeNext } = await take(key);
    if (taken.size >= CALLERS_KNOWN) taken.clear();
    taken.set(key, { left: atOnce - 1, until: Date.now() + msBeforeNext });
  };
}

function limiterOf(storeClient: object, points: number): RateLimiterDynamo {
  const limit = { points, duration: WINDOW_SECONDS, keyPrefix: 'minute' };
  return new RateLimiterDynamo({
    ...limit,
    storeClient,
    tableName: requireEnv('RATE_LIMITS_TABLE'),
    ...{ tableCreated: true, ttlSet: true }, // the stack does both
    inMemoryBlockOnConsumed: points + 1, // who is refused once costs the table nothing until the minute is over
    insuranceLimiter: new RateLimiterMemory(limit),
  });
}

/**
 * The one call that the limiter makes of the client: this bundles its command only, and not every other one. It first
 * tries to open a caller's minute and then adds to the one that runs; where this process knows that it runs, the first
 * request is left out, because its condition would fail.
 */
function tableClient(onDegraded: (error: Error) => void) {
  const requestHandler = { connectionTimeout: PATIENCE_MILLISECONDS, requestTimeout: PATIENCE_MILLISECONDS };
  const client = new DynamoDBClient({ maxAttempts: 1, requestHandler });
  const endsAtSeconds = new Map<string, number>();
  return {
    updateItem: async (input: UpdateItemCommandInput) => {
      const caller = input.Key?.key?.S ?? '';
      const opens = input.ExpressionAttributeValues?.[':new_expire'] !== undefined;
      if (opens && (endsAtSeconds.get(caller) ?? 0) > Date.now() / 1000) {
        throw new ConditionalCheckFailedException({ message: 'the minute runs', $metadata: {} });
      }
      try {
        const answer = await client.send(new UpdateItemCommand(input));
        if (endsAtSeconds.size >= CALLERS_KNOWN) endsAtSeconds.clear();
        endsAtSeconds.set(caller, Number(answer.Attributes?.expire?.N ?? 0));
        return answer;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) onDegraded(error as Error);
        throw error;
      }
    },
  };
}
