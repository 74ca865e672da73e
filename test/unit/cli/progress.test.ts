/** The progress lines of commands: what failed, said once, also on AWS, where a live line would keep the process running. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { withEnvironment } from '../../../cli/environment/operator-environment.ts';
import { Progress } from '../../../cli/terminal/progress.ts';

let lines: string[];
beforeEach(() => {
  lines = [];
  jest.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
});

test('a step that ended is not named as failed by what follows', () => {
  const progress = new Progress();
  progress.start('Deploy the stacks');
  progress.finish();
  progress.fail();
  expect(lines).toEqual([expect.stringContaining('✓')]);
});

test('a step fails once', () => {
  const progress = new Progress();
  progress.start('Restore and check');
  progress.fail();
  progress.fail();
  expect(lines).toEqual([expect.stringMatching(/✗.* Restore and check$/)]);
});

test('the step that runs ends when the work on an environment of AWS fails', async () => {
  const parameters = createServer((_, response) => response.end('{"Parameters":[]}')).listen(0);
  const { port } = parameters.address() as AddressInfo;
  const before = { ...process.env };
  Object.assign(process.env, { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_REGION: 'eu-west-1' });
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' });
  try {
    const work = withEnvironment({ env: 'dev', context: undefined, state: undefined }, async ({ progress }) => {
      progress.start('Restore and check');
      throw new Error('refused');
    });
    await expect(work).rejects.toThrow('refused');
    expect(lines).toEqual([expect.stringMatching(/✗.* Restore and check$/)]);
  } finally {
    process.env = before;
    parameters.closeAllConnections();
    parameters.close();
  }
});
