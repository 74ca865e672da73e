/** Reads policy versions from the database. A document that does not have its hash decides nothing. */
import type { Sql } from '../aws/database.ts';
import { hashDocument } from '../policy/hash-document.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { readSqlFile } from '../sql-file.ts';
import { PolicyCorrupt } from './errors.ts';
import type { PolicyReference } from './serving-state.ts';

/** A policy version whose document is verified. */
export interface StoredPolicy extends PolicyReference {
  /** The exact JSON text, of which `sha256` is the hash. */
  document: string;
  policy: Policy;
}

/**
 * Verifies and parses a document.
 * @throws {PolicyCorrupt} when it does not have the hash, or is no policy of this version
 */
export function openPolicy({ version, sha256 }: PolicyReference, document: string): StoredPolicy {
  const actual = hashDocument(document);
  if (actual !== sha256) throw new PolicyCorrupt(version, `its document has sha256 ${actual}, expected is ${sha256}`);
  let policy: Policy;
  try {
    policy = parsePolicy(JSON.parse(document));
  } catch (cause) {
    throw new PolicyCorrupt(version, 'its document is no policy', { cause });
  }
  if (policy.version !== version) throw new PolicyCorrupt(version, `its document is of version ${policy.version}`);
  return { version, sha256, document, policy };
}

export type ReadPolicies = (sql: Sql, references: readonly PolicyReference[]) => Promise<StoredPolicy[]>;

/** More versions than decide at a time, so that replays of old decisions do not fill the memory. */
const MAX_CACHED_POLICIES = 64;

/**
 * Creates a reader of policy versions that reads each one once, because a version in use never changes. The reader throws
 * {PolicyCorrupt} as `openPolicy` does, and when a version is not stored.
 */
export function createPolicyReader(): ReadPolicies {
  const cached = new Map<string, StoredPolicy>();
  const toId = ({ version, sha256 }: PolicyReference) => `${version}:${sha256}`;
  return async (sql, references) => {
    const found = new Map(references.map((reference) => [toId(reference), cached.get(toId(reference))]));
    const missing = references.filter((reference) => !found.get(toId(reference)));
    const documents = await readDocuments(sql, missing);
    for (const reference of missing) {
      const document = documents.get(reference.version);
      if (document === undefined) throw new PolicyCorrupt(reference.version, 'it is not stored');
      found.set(toId(reference), openPolicy(reference, document));
    }
    for (const [id, policy] of found) {
      cached.delete(id);
      if (policy) cached.set(id, policy);
    }
    for (const oldest of [...cached.keys()].slice(0, -MAX_CACHED_POLICIES)) cached.delete(oldest);
    return references.map((reference) => found.get(toId(reference)) as StoredPolicy);
  };
}

/** Creates a function that loads one policy, as a replay does. It throws as `readPolicies` does. */
export function createPolicyLoader(
  sql: Sql,
  readPolicies: ReadPolicies,
): (reference: PolicyReference) => Promise<Policy> {
  return async (reference) => {
    const [stored] = await readPolicies(sql, [reference]);
    return (stored as StoredPolicy).policy;
  };
}

/** Reads the document of each version in a statement of its own: the Data API returns 1 MiB at most. */
async function readDocuments(sql: Sql, references: readonly PolicyReference[]): Promise<Map<string, string>> {
  const documents = await Promise.all(
    references.map(async ({ version }): Promise<[string, string][]> => {
      const pieces = await sql.query<{ text: string }>(readSqlFile('serving/read_document.sql'), { version });
      return pieces.length === 0 ? [] : [[version, pieces.map(({ text }) => text).join('')]];
    }),
  );
  return new Map(documents.flat());
}
