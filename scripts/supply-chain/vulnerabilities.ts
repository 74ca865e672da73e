/**
 * Asks the OSV database (https://google.github.io/osv.dev/api/) for known vulnerabilities of locked packages, and judges
 * the findings by the exceptions of config/audit-exceptions.json.
 */
import type { LockedPackage } from './locked-packages.ts';

/** OSV's limit. */
const MAX_QUERIES_PER_REQUEST = 1000;
const ATTEMPTS = 3;
const TIMEOUT_MS = 30_000;

/** A vulnerability that is accepted for a time. */
export interface AuditException {
  /** Identifier in OSV, or one of its aliases: `GHSA-…`, `CVE-…`, `PYSEC-…`. */
  id: string;
  /** Name of the package. */
  package: string;
  /** Why it does no harm here, or why it must wait. */
  reason: string;
  /** Last day on which the exception counts, `YYYY-MM-DD`. */
  until: string;
}

/** A known vulnerability of a package that a lock file names. */
export interface Finding {
  id: string;
  aliases: string[];
  summary: string;
  package: string;
  version: string;
  locks: string[];
}

export interface Judgement {
  /** Fails the audit. */
  open: Finding[];
  excepted: Finding[];
  /** Exceptions whose last day has passed; their findings are open. */
  expired: AuditException[];
  /** Exceptions that match no finding. */
  unused: AuditException[];
}

/** The database gave no answer, so nothing was audited. */
export class AuditUnavailable extends Error {
  override name = 'AuditUnavailable';
}

interface OsvQuery {
  package: { ecosystem: string; name: string };
  version: string;
  page_token?: string;
}

interface OsvResult {
  vulns?: { id: string }[];
  next_page_token?: string;
}

interface OsvVulnerability {
  aliases?: string[];
  summary?: string;
  details?: string;
  withdrawn?: string;
}

/**
 * Lists the known vulnerabilities of the packages.
 * @param api address of OSV's API, without a slash at the end
 * @throws {AuditUnavailable} when the API cannot be asked
 */
export async function findVulnerabilities(packages: LockedPackage[], api: string): Promise<Finding[]> {
  const grouped = Object.values(
    Object.groupBy(packages, ({ ecosystem, name, version }) => `${ecosystem} ${name} ${version}`),
  ).map((group = []) => group);
  const findings = await Promise.all(
    chunk(grouped, MAX_QUERIES_PER_REQUEST).map((groups) => findForGroups(groups, api)),
  );
  return describeFindings(findings.flat(), api);
}

type UndescribedFinding = Omit<Finding, 'aliases' | 'summary'>;

async function findForGroups(groups: LockedPackage[][], api: string): Promise<UndescribedFinding[]> {
  let open = groups.map((group) => ({ group, page: undefined as string | undefined }));
  const findings: UndescribedFinding[] = [];
  while (open.length > 0) {
    const queries = open.flatMap(({ group: [first], page }) => (first ? [buildQuery(first, page)] : []));
    const { results } = await request<{ results: OsvResult[] }>(`${api}/v1/querybatch`, { queries });
    // OSV answers in the order of the queries.
    if (results.length !== queries.length) {
      throw new AuditUnavailable(`${api} answered ${results.length} of ${queries.length} queries`);
    }
    for (const [index, { vulns = [] }] of results.entries()) {
      findings.push(...vulns.map(({ id }) => createFinding(id, open[index]?.group ?? [])));
    }
    open = open
      .map(({ group }, index) => ({ group, page: results[index]?.next_page_token }))
      .filter(({ page }) => page !== undefined);
  }
  return findings;
}

const buildQuery = ({ ecosystem, name, version }: LockedPackage, page: string | undefined): OsvQuery => ({
  package: { ecosystem, name },
  version,
  ...(page && { page_token: page }),
});

const createFinding = (id: string, group: LockedPackage[]): UndescribedFinding => ({
  id,
  package: group[0]?.name ?? '',
  version: group[0]?.version ?? '',
  locks: group.map(({ lock }) => lock),
});

/** Adds aliases and summary, and leaves out what was withdrawn. */
async function describeFindings(findings: UndescribedFinding[], api: string): Promise<Finding[]> {
  const described = new Map<string, OsvVulnerability>();
  for (const { id } of findings) {
    if (!described.has(id)) {
      described.set(id, await request<OsvVulnerability>(`${api}/v1/vulns/${encodeURIComponent(id)}`));
    }
  }
  return findings.flatMap((finding) => {
    const { aliases = [], summary, details = '', withdrawn } = described.get(finding.id) ?? {};
    return withdrawn ? [] : [{ ...finding, aliases, summary: summary ?? details.split('\n')[0] ?? '' }];
  });
}

async function request<T>(address: string, body?: unknown): Promise<T> {
  let reason = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const response = await fetch(address, {
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body !== undefined && {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
      if (response.ok) return (await response.json()) as T;
      reason = `${response.status} ${response.statusText}`;
      if (response.status < 500) break;
    } catch (error) {
      reason = (error as Error & { cause?: Error }).cause?.message ?? (error as Error).message;
    }
  }
  throw new AuditUnavailable(`${address}: ${reason}. Nothing was audited`);
}

/** Divides findings into open and excepted ones. @param today `YYYY-MM-DD` */
export function judgeFindings(findings: Finding[], exceptions: AuditException[], today: string): Judgement {
  const [expired, valid] = partition(exceptions, ({ until }) => until < today);
  const [excepted, open] = partition(findings, (finding) => valid.some((exception) => isCovered(finding, exception)));
  const unused = exceptions.filter((exception) => !findings.some((finding) => isCovered(finding, exception)));
  return { open, excepted, expired, unused };
}

const isCovered = (finding: Finding, { id, package: name }: AuditException): boolean =>
  finding.package === name && [finding.id, ...finding.aliases].includes(id);

function partition<T>(values: T[], isFirst: (value: T) => boolean): [T[], T[]] {
  return [values.filter(isFirst), values.filter((value) => !isFirst(value))];
}

function chunk<T>(values: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
