/**
 * Limits each caller's requests per minute; responds with 429 beyond the limit. Open it to change how requests are
 * counted. A list counts as one request for each item, because each stores a prediction.
 *
 * DynamoDB counts for all functions and processes together. While the table cannot be reached, every process counts
 * alone: the limit becomes looser, and no caller is refused because of a fault of the service.
 *
 * To save calls of the table, a process reserves a block of a hundredth of the limit and counts requests against it in
 * memory. The unused rest of a block expires with the minute, so a caller near the limit may be refused early, by one
 * block for each process, but never late.
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
import type { Telemetry } from '../../shared/handler.ts';
import type { ApiEvent, Caller, CountRequests } from './operation.ts';
import { TooManyRequests } from './problem.ts';

const WINDOW_SECONDS = 60;
/** A request waits no longer than this for its count, twice at most. */
const TABLE_TIMEOUT_MILLISECONDS = 250;
/** Size of a block as a share of the limit, MAX_BLOCK_REQUESTS at most. */
const BLOCK_SHARE = 0.01;
const MAX_BLOCK_REQUESTS = 100;
/** A process drops its counts beyond this many callers, to bound its memory. */
const MAX_KNOWN_CALLERS = 1000;

interface Limits {
  requests_per_minute: number;
  clients: Readonly<Record<string, number>>;
}

/** Throws TooManyRequests beyond the limit. Calls without a token have no caller; the stage's throttle limits those. */
export function limitRequestRate({ logger, metrics }: Telemetry): MiddlewareObj<ApiEvent> {
  let countRequests: CountRequests | undefined;
  return {
    before: async ({ event }) => {
      const { caller } = event;
      if (!caller || caller.clientId === '') return;
      countRequests ??= createRequestCounter((error) => {
        logger.warn('rate limits are counted by this process alone', error);
        metrics.addMetric('RateLimiterDegraded', MetricUnit.Count, 1);
      });
      event.countRequests = countRequests;
      await countRequests(caller, 1);
    },
  };
}

/** A person is counted by name, whatever client they use; a machine by its client. */
function toKey({ isPerson, name, clientId }: Caller): string {
  return isPerson ? `user:${name}` : `client:${clientId}`;
}

function createRequestCounter(onDegraded: (error: Error) => void): CountRequests {
  const { requests_per_minute, clients } = JSON.parse(requireEnv('RATE_LIMITS')) as Limits;
  const storeClient = createTableClient(onDegraded);
  const limiters = new Map<number, RateLimiterDynamo>();
  const takeRequests = createBlockTaker();
  return async (caller, requests) => {
    const limit = (caller.isPerson ? undefined : clients[caller.clientId]) ?? requests_per_minute;
    const limiter = limiters.get(limit) ?? createLimiter(storeClient, limit);
    limiters.set(limit, limiter);
    const blockSize = Math.min(MAX_BLOCK_REQUESTS, Math.ceil(limit * BLOCK_SHARE));
    try {
      await takeRequests(toKey(caller), requests, blockSize, (key, size) => limiter.consume(key, size));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new TooManyRequests(limit, Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
    }
  };
}

/** Takes requests from a caller's block while it has enough and its minute runs, else takes another block. */
function createBlockTaker() {
  const blocks = new Map<string, { left: number; until: number }>();
  return async (
    key: string,
    requests: number,
    blockSize: number,
    takeBlock: (key: string, size: number) => Promise<RateLimiterRes>,
  ): Promise<void> => {
    const block = blocks.get(key);
    const left = block && Date.now() < block.until ? block.left : 0;
    if (block && left >= requests) {
      block.left -= requests;
      return;
    }
    const size = Math.max(blockSize, requests - left);
    const { msBeforeNext } = await takeBlock(key, size);
    if (blocks.size >= MAX_KNOWN_CALLERS) blocks.clear();
    blocks.set(key, { left: left + size - requests, until: Date.now() + msBeforeNext });
  };
}

function createLimiter(storeClient: object, points: number): RateLimiterDynamo {
  const limit = { points, duration: WINDOW_SECONDS, keyPrefix: 'minute' };
  return new RateLimiterDynamo({
    ...limit,
    storeClient,
    tableName: requireEnv('RATE_LIMITS_TABLE'),
    ...{ tableCreated: true, ttlSet: true }, // the stack does both
    inMemoryBlockOnConsumed: points + 1, // a refused caller causes no more calls of the table until the minute ends
    insuranceLimiter: new RateLimiterMemory(limit),
  });
}

/**
 * Creates a client with the only method that the limiter calls, so that the bundle contains one command. The limiter
 * first tries to start a caller's minute, then adds to the running one. The first call is skipped while this process
 * has a running minute for the caller, because its condition would fail.
 */
function createTableClient(onDegraded: (error: Error) => void) {
  const requestHandler = {
    connectionTimeout: TABLE_TIMEOUT_MILLISECONDS,
    requestTimeout: TABLE_TIMEOUT_MILLISECONDS,
    throwOnRequestTimeout: true, // else the SDK logs a warning and waits on
  };
  const client = new DynamoDBClient({ maxAttempts: 1, requestHandler });
  const minuteEndsAtSeconds = new Map<string, number>();
  return {
    updateItem: async (input: UpdateItemCommandInput) => {
      const key = input.Key?.key?.S ?? '';
      const opensMinute = input.ExpressionAttributeValues?.[':new_expire'] !== undefined;
      if (opensMinute && (minuteEndsAtSeconds.get(key) ?? 0) > Date.now() / 1000) {
        throw new ConditionalCheckFailedException({ message: 'the minute runs', $metadata: {} });
      }
      try {
        const output = await client.send(new UpdateItemCommand(input));
        if (minuteEndsAtSeconds.size >= MAX_KNOWN_CALLERS) minuteEndsAtSeconds.clear();
        minuteEndsAtSeconds.set(key, Number(output.Attributes?.expire?.N ?? 0));
        return output;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) onDegraded(error as Error);
        throw error;
      }
    },
  };
}
