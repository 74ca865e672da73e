/** Reads the promotion gates that are in force, and verifies their hash. */
import { createHash } from 'node:crypto';
import type { Sql } from '../aws/database.ts';
import { RiskError } from '../errors.ts';
import { GatesDocument } from '../model/gates-document.ts';
import { readSqlFile } from '../sql-file.ts';

/** The stored gates cannot be used, so nothing is judged by them. */
export class GatesUnusable extends RiskError {}

export interface GatesInForce {
  gates_version: number;
  sha256: string;
  document: GatesDocument;
}

/** @throws {GatesUnusable} when there are none, their hash is another, or a bound is missing or unknown */
export async function readGatesInForce(database: Sql): Promise<GatesInForce> {
  const [row] = await database.query<{ gates_version: number; document: string; sha256: string }>(
    readSqlFile('governance/find_gates_in_force.sql'),
  );
  if (!row)
    throw new GatesUnusable('the database has no promotion gates; deploy the database stack, which stores them');
  const { gates_version, document, sha256 } = row;
  if (createHash('sha256').update(document).digest('hex') !== sha256) {
    throw new GatesUnusable(`version ${gates_version} of the promotion gates has another hash than was stored with it`);
  }
  const parsed = GatesDocument.safeParse(JSON.parse(document));
  if (parsed.success) return { gates_version, sha256, document: parsed.data };
  const paths = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new GatesUnusable(`version ${gates_version} of the promotion gates is not valid at ${paths}`);
}
