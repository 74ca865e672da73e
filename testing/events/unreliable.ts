/** A database and an event bus that fail by a plan: before the call, or after it, so that its result is lost. */
import { EventBridgeClient, type PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type Database, DatabaseUnavailable, type SqlParameters } from '../../lambdas/shared/aws/database.ts';
import type { SeededRandom } from '../random.ts';

export interface Faults {
  random: SeededRandom;
  /** Share of the calls that fail. */
  rate: number;
  /** Faults so far. */
  count: number;
}

/** Decides whether a call fails, and counts it. */
export function fails(faults: Faults): boolean {
  const isFault = faults.random.chance(faults.rate);
  if (isFault) faults.count += 1;
  return isFault;
}

export function createUnreliableDatabase(database: Database, faults: Faults): Database {
  const call = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    if (fails(faults)) throw new DatabaseUnavailable('a fault of the test, before the statement');
    const result = await run();
    if (fails(faults)) throw new DatabaseUnavailable('a fault of the test, after the statement');
    return result;
  };
  return {
    ...database,
    query: <Row>(sql: string, parameters?: SqlParameters) => call(() => database.query<Row>(sql, parameters)),
    execute: (sql, parameters) => call(() => database.execute(sql, parameters)),
  };
}

/** A bus in memory: `received` has the details of the events that it took in. */
export function createUnreliableBus(faults: Faults): { client: EventBridgeClient; received: string[] } {
  const received: string[] = [];
  const client = new EventBridgeClient({});
  client.send = (async ({ input: { Entries = [] } }: PutEventsCommand) => {
    if (fails(faults)) throw new Error('a fault of the test: the bus cannot be reached');
    const results = Entries.map(({ Detail = '' }) => {
      if (fails(faults)) return { ErrorCode: 'ThrottlingException' };
      received.push(Detail);
      return { EventId: crypto.randomUUID() };
    });
    if (fails(faults)) throw new Error('a fault of the test: the response of the bus is lost');
    return { Entries: results, FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode).length };
  }) as never;
  return { client, received };
}
