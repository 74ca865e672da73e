/** Which services roles may call and do not, from a server that answers as IAM does. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readUnusedPermissions } from '../../../lambdas/reporting/review/read-unused-permissions.ts';
import { TEST_CREDENTIALS } from '../../../testing/aws/test-credentials.ts';

const ROLES = ['Risk-Prod-Etl-OpenRunRole1', 'risk-prod-spark-job', 'Risk-Dev-Etl-OpenRunRole1', 'other'];
const SERVICES: Record<string, [service: string, lastUsed?: string][]> = {
  'Risk-Prod-Etl-OpenRunRole1': [
    ['s3', '2026-11-20T10:00:00Z'],
    ['kms', '2026-06-01T10:00:00Z'],
  ],
  'risk-prod-spark-job': [['logs']],
};

let server: Server;
let iam: IAMClient;
let polls = 0;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const action = form.get('Action') ?? '';
    response.end(`<${action}Response><${action}Result>${answer(action, form)}</${action}Result></${action}Response>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  iam = new IAMClient({ region: 'eu-west-1', credentials: TEST_CREDENTIALS, endpoint });
});
afterAll(() => {
  server?.close();
});

function answer(action: string, form: URLSearchParams): string {
  if (action === 'ListRoles') {
    const members = ROLES.map(
      (name) => `<member><RoleName>${name}</RoleName><Arn>arn:aws:iam::1:role/${name}</Arn></member>`,
    );
    return `<Roles>${members.join('')}</Roles><IsTruncated>false</IsTruncated>`;
  }
  if (action === 'GenerateServiceLastAccessedDetails') return `<JobId>${form.get('Arn')?.split('/')[1]}</JobId>`;
  polls += 1;
  if (polls === 1) return '<JobStatus>IN_PROGRESS</JobStatus>';
  const services = (SERVICES[form.get('JobId') ?? ''] ?? []).map(
    ([service, used]) =>
      `<member><ServiceName>${service}</ServiceName><ServiceNamespace>${service}</ServiceNamespace>${used ? `<LastAuthenticated>${used}</LastAuthenticated>` : ''}</member>`,
  );
  return `<JobStatus>COMPLETED</JobStatus><ServicesLastAccessed>${services.join('')}</ServicesLastAccessed>`;
}

test('are those of the environment’s roles that were not called since the quarter began, the never used first', async () => {
  expect(await readUnusedPermissions(iam, 'prod', new Date('2026-10-01'))).toEqual([
    { role: 'risk-prod-spark-job', service: 'logs', last_used: null },
    { role: 'Risk-Prod-Etl-OpenRunRole1', service: 'kms', last_used: '2026-06-01' },
  ]);
});
