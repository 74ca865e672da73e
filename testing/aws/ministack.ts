/** Starts MiniStack behind its guard, on a free port and without state, with a client of its S3. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateKeyCommand, type CreateKeyCommandInput, KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { findFreePort } from '../../cli/local/settings/ports.ts';
import { TEST_CLIENT, TEST_KEY_VARIABLES } from './test-credentials.ts';

const READY_MILLISECONDS = 240_000;

/** A running MiniStack. */
export interface TestMiniStack {
  endpoint: string;
  client: S3Client;
  /** ARN of a key in its KMS. */
  keyArn: string;
  /** ARN of a key that signs bundles. */
  bundleKeyArn: string;
  stop(): Promise<void>;
}

/**
 * Starts MiniStack in about a second. Call it once per test file, in `beforeAll`.
 * @param environment further variables, such as those of the recorder of calls
 * @param port a free one, where it has to be known before the start
 */
export async function startTestMiniStack(
  environment: Record<string, string> = {},
  port?: number,
): Promise<TestMiniStack> {
  const gatewayPort = port ?? (await findFreePort());
  const folder = await mkdtemp(join(tmpdir(), 'risk-test-s3-'));
  const child = spawn('.venv/bin/python', ['-m', 'cli.local.ministack.ministack_server'], {
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      ...TEST_KEY_VARIABLES,
      ...environment,
      TMPDIR: folder,
      GATEWAY_PORT: String(gatewayPort),
      BIND_HOST: '127.0.0.1',
      DOCKER_HOST: 'unix:///nonexistent',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
    },
  });
  const exit = once(child, 'exit');
  const endpoint = buildEndpoint(gatewayPort);
  await waitUntilHealthy(endpoint, () => child.exitCode === null);
  return {
    endpoint,
    client: new S3Client({ ...TEST_CLIENT, endpoint, forcePathStyle: true }),
    keyArn: await createKey(endpoint),
    bundleKeyArn: await createKey(endpoint, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
    async stop() {
      child.kill('SIGTERM');
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const buildEndpoint = (port: number): string => `http://127.0.0.1:${port}`;

async function createKey(endpoint: string, kind: CreateKeyCommandInput = {}) {
  const kms = new KMSClient({ ...TEST_CLIENT, endpoint });
  const { KeyMetadata } = await kms.send(new CreateKeyCommand(kind));
  kms.destroy();
  return KeyMetadata?.Arn ?? '';
}

async function waitUntilHealthy(endpoint: string, alive: () => boolean): Promise<void> {
  const deadline = Date.now() + READY_MILLISECONDS;
  while (alive() && Date.now() < deadline) {
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`MiniStack did not answer on ${endpoint}`);
}
