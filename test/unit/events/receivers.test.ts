/** The receivers that docs/events.md recommends, run as they stand: they take in what is signed, once, and nothing else. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { signEvent } from '../../../lambdas/events/sending/sign-event.ts';
import { createSecret } from '../../../lambdas/shared/webhooks/webhook-secret.ts';

const SECRET = createSecret();
const RECEIVERS = [
  [
    'receive-events.ts',
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'clients/webhooks/receive-events.ts'],
  ],
  ['receive_events.py', '.venv/bin/python', ['clients/webhooks/receive_events.py']],
] as const;

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

let child: ChildProcess;
afterEach(() => void child?.kill());

test.each(RECEIVERS)('%s', async (_, command, args) => {
  const port = await findPort();
  child = spawn(command, args, { env: { ...process.env, WEBHOOK_SECRET: SECRET, PORT: String(port) } });
  let printed = '';
  child.stdout?.on('data', (chunk) => {
    printed += chunk;
  });
  const post = (headers: Record<string, string>, body: string) =>
    fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body }).then(({ status }) => status);
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await post({}, '').catch(() => 0)) === 401) break;
    await sleep(50);
  }
  const body = JSON.stringify({ id: 'e1', type: 'decision.made', data: { application_id: 'Zoë' } });
  const sign = (secrets: string[], at = new Date()) => signEvent({ id: 'e1', at, body }, secrets);
  const statuses = [
    await post(sign([SECRET]), body),
    await post(sign([SECRET]), body), // again, as after a lost answer
    await post(sign([createSecret(), SECRET]), body), // while a secret is rotated
    await post(sign([SECRET]), body.replace('made', 'mode')),
    await post(sign([createSecret()]), body),
    await post(sign([SECRET], new Date(Date.now() - 10 * 60_000)), body),
    await post({ ...sign([SECRET]), 'webhook-id': 'e2' }, body),
    await post({}, body),
  ];
  expect(statuses).toEqual([204, 204, 204, 401, 401, 401, 401, 401]);
  expect(
    printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([JSON.parse(body)]);
});
