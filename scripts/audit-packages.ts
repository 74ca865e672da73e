/**
 * `npm run audit:packages`: fails when a lock file names a package with a known vulnerability that no exception of
 * config/audit-exceptions.json covers. Needs the network, and no installed package. Exit codes: 1 findings, 2 no answer.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { listLockedPackages } from './supply-chain/locked-packages.ts';
import {
  type AuditException,
  AuditUnavailable,
  type Finding,
  findVulnerabilities,
  judgeFindings,
} from './supply-chain/vulnerabilities.ts';

const EXCEPTIONS = join(import.meta.dirname, '../config/audit-exceptions.json');

const describe = ({ id, package: name, version, locks, summary }: Finding): string =>
  `${id} ${name} ${version} (${[...new Set(locks)].join(', ')}): ${summary}`;

async function main(api: string): Promise<number> {
  const exceptions: AuditException[] = JSON.parse(readFileSync(EXCEPTIONS, 'utf8'));
  const packages = listLockedPackages();
  const today = new Date().toISOString().slice(0, 10);
  const judgement = judgeFindings(await findVulnerabilities(packages, api), exceptions, today);
  for (const finding of judgement.excepted) console.log(`accepted: ${describe(finding)}`);
  for (const { id, until } of judgement.expired) console.log(`expired on ${until}: ${id}`);
  for (const { id, package: name } of judgement.unused) console.log(`matches nothing, remove it: ${id} of ${name}`);
  for (const finding of judgement.open) console.error(describe(finding));
  console.log(`${packages.length} locked packages, ${judgement.open.length} with a known vulnerability`);
  return judgement.open.length > 0 ? 1 : 0;
}

const { values } = parseArgs({ options: { api: { type: 'string', default: 'https://api.osv.dev' } } });
try {
  process.exitCode = await main(values.api);
} catch (error) {
  if (!(error instanceof AuditUnavailable)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
