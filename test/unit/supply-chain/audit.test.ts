/** Tests the audit of the lock files against a server that answers as the OSV database does. */
import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LockedPackage, listLockedPackages } from '../../../scripts/supply-chain/locked-packages.ts';
import {
  type AuditException,
  type Finding,
  findVulnerabilities,
  judgeFindings,
} from '../../../scripts/supply-chain/vulnerabilities.ts';

interface Query {
  package: { name: string; ecosystem: string };
  version: string;
  page_token?: string;
}

/** Vulnerabilities by package: each on a page of its own, as OSV pages. */
let database: Record<string, string[]> = {};
const VULNERABILITIES: Record<string, object> = {
  'GHSA-1': { aliases: ['CVE-2026-1'], summary: 'Prototype pollution' },
  'GHSA-2': { details: 'Reads any file.\nMore.' },
  'GHSA-3': { summary: 'A mistake', withdrawn: '2026-01-01T00:00:00Z' },
};
let server: Server;
let api = '';
let queries: Query[] = [];

async function answer(request: IncomingMessage): Promise<unknown> {
  if (request.url?.startsWith('/v1/vulns/')) return VULNERABILITIES[request.url.slice('/v1/vulns/'.length)];
  const body = (await json(request)) as { queries: Query[] };
  queries.push(...body.queries);
  const results = body.queries.map(({ package: { name }, page_token }) => {
    const page = Number(page_token ?? 0);
    const id = database[name]?.[page];
    const hasMore = page + 1 < (database[name]?.length ?? 0);
    return { ...(id && { vulns: [{ id, modified: '' }] }), ...(hasMore && { next_page_token: String(page + 1) }) };
  });
  return { results };
}

beforeAll(async () => {
  server = createServer(async (request, response) => response.end(JSON.stringify(await answer(request))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
});

const lockedPackage = (name: string, lock = 'a.txt'): LockedPackage => ({
  ...{ ecosystem: 'PyPI', name, version: '1.0', lock, hashes: [], isDeployed: false },
});

describe('findings', () => {
  test('are read over all pages, described, and withdrawn ones left out', async () => {
    database = { bad: ['GHSA-1', 'GHSA-2', 'GHSA-3'] };
    const packages = [lockedPackage('good'), lockedPackage('bad'), lockedPackage('bad', 'b.txt')];
    const common = { package: 'bad', version: '1.0', locks: ['a.txt', 'b.txt'] };
    expect(await findVulnerabilities(packages, api)).toEqual([
      { ...common, id: 'GHSA-1', aliases: ['CVE-2026-1'], summary: 'Prototype pollution' },
      { ...common, id: 'GHSA-2', aliases: [], summary: 'Reads any file.' },
    ]);
  });

  test('are asked for every package of every lock file', async () => {
    database = {};
    queries = [];
    const packages = listLockedPackages();
    await findVulnerabilities(packages, api);
    const asked = new Set(
      queries.map(({ package: { ecosystem, name }, version }) => `${ecosystem} ${name} ${version}`),
    );
    expect(packages.filter(({ ecosystem, name, version }) => !asked.has(`${ecosystem} ${name} ${version}`))).toEqual(
      [],
    );
    expect(asked.size).toBeGreaterThan(900);
  });

  test('are refused where the database does not answer', async () => {
    await expect(findVulnerabilities([lockedPackage('good')], 'http://127.0.0.1:1')).rejects.toThrow(
      /Nothing was audited/,
    );
  });
});

describe('exceptions', () => {
  const finding: Finding = {
    ...{ id: 'GHSA-1', aliases: ['CVE-2026-1'], summary: '', package: 'bad', version: '1.0', locks: [] },
  };
  const exception = (change: Partial<AuditException> = {}): AuditException => ({
    ...{ id: 'CVE-2026-1', package: 'bad', reason: 'The function is never called', until: '2026-12-31', ...change },
  });

  test('cover a finding by its id or an alias until their last day', () => {
    expect(judgeFindings([finding], [exception()], '2026-12-31').open).toEqual([]);
    expect(judgeFindings([finding], [exception({ id: 'GHSA-1' })], '2026-12-31').open).toEqual([]);
    expect(judgeFindings([finding], [exception()], '2027-01-01')).toMatchObject({
      ...{ open: [finding], excepted: [], expired: [exception()] },
    });
  });

  test('cover no other package and no other finding', () => {
    for (const other of [exception({ package: 'good' }), exception({ id: 'GHSA-9' })]) {
      expect(judgeFindings([finding], [other], '2026-01-01')).toMatchObject({ open: [finding], unused: [other] });
    }
  });
});

describe('npm run audit:packages', () => {
  const runAudit = (address: string): Promise<{ code: number; output: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, ['scripts/audit-packages.ts', '--api', address], (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
      );
    });

  test('fails on a finding, passes without one, and says when nothing was audited', async () => {
    database = { zod: ['GHSA-1'] };
    const found = await runAudit(api);
    expect(found).toMatchObject({
      code: 1,
      output: expect.stringMatching(/GHSA-1 zod .*package-lock.json.*pollution/),
    });
    database = {};
    expect(await runAudit(api)).toMatchObject({ code: 0 });
    expect(await runAudit('http://127.0.0.1:1')).toMatchObject({ code: 2 });
  });
});
