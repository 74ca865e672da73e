/** Tests the wrapper of Lambda handlers: it parses events and logs ids, but no content. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { createRiskHandler, InvalidEvent } from '../../../lambdas/shared/handler.ts';
import { Run } from '../../../lambdas/shared/runs/run.ts';

const context = { functionName: 'f', awsRequestId: 'r', memoryLimitInMB: '512' } as Context;
const run = { run_id: '0193a1b2-0000-7000-8000-000000000001', as_of: '2005-10-01', fencing_token: 1 };

let lines: string[];
beforeEach(() => {
  lines = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
  }
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('createRiskHandler', () => {
  test('passes the parsed input to the logic and returns its output', async () => {
    const handler = createRiskHandler({ name: 'test/echo', input: z.object({ run: Run }) }, async (input) => ({
      outcome: 'fine',
      as_of: input.run.as_of,
    }));
    await expect(handler({ run }, context)).resolves.toEqual({ outcome: 'fine', as_of: '2005-10-01' });
  });

  test('names the path in an invalid event and repeats no value', async () => {
    const handler = createRiskHandler({ name: 'test/strict', input: z.object({ run: Run }) }, async () => ({}));
    const failure = await handler({ run: { ...run, as_of: 'Jane Doe' } }, context).catch((error) => error);
    expect(failure).toBeInstanceOf(InvalidEvent);
    expect(failure.message).toContain('run.as_of');
    expect(`${failure.message}${lines.join()}`).not.toContain('Jane Doe');
  });

  test('logs the ids and the outcome, never the content', async () => {
    const input = z.object({ run: Run, execution_id: z.string(), full_name: z.string() });
    const handler = createRiskHandler({ name: 'test/quiet', input }, async (_input, { logger }) => {
      logger.info('working');
      return { outcome: 'fine' };
    });
    await handler({ run, execution_id: 'e-1', full_name: 'Jane Doe' }, context);
    const working = JSON.parse(lines.find((line) => line.includes('working')) ?? '{}');
    expect(working).toMatchObject({ ...run, execution: 'e-1', service: 'test/quiet' });
    expect(lines.join()).toContain('"outcome":"fine"');
    expect(lines.join()).not.toContain('Jane Doe');
  });

  test('rethrows an error unchanged', async () => {
    class Broken extends Error {}
    const handler = createRiskHandler({ name: 'test/broken', input: z.object({}) }, async () => {
      throw new Broken('no');
    });
    await expect(handler({}, context)).rejects.toBeInstanceOf(Broken);
  });
});
