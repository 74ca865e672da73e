/** Prepares the request of a promotion or a rollback: the model, and the champion that it replaces. */
import type { Sql } from '../aws/database.ts';
import { RiskError } from '../errors.ts';
import { readSqlFile } from '../sql-file.ts';

/** A rollback names no model, and no champion came before the present one. */
export class NothingToRollBackTo extends RiskError {}

export interface ModelChange {
  kind: 'model_promotion' | 'model_rollback';
  /** A rollback without it goes to the champion before the present one. */
  version: string | null;
  /** Promotes a model also where a gate rejected it, or none has judged it. */
  despite_gates?: boolean;
}

/** Subject and content of the request. The database refuses a change that cannot be made. */
export interface PreparedModelChange {
  subject: string;
  content: {
    version: string;
    /** Champion that the approver sees replaced; with another one the approved change is not made. */
    replaces: string | null;
    despite_gates?: boolean;
  };
}

/** @throws {NothingToRollBackTo} when a rollback names no model and there is no champion, or none before it */
export async function prepareModelChange(
  database: Sql,
  { kind, version, despite_gates = false }: ModelChange,
): Promise<PreparedModelChange> {
  const [champions] = await database.query<{ champion: string | null; previous: string | null }>(
    readSqlFile('governance/find_champions.sql'),
  );
  const { champion = null, previous = null } = champions ?? {};
  if (kind === 'model_promotion' && version !== null) {
    return { subject: version, content: { version, replaces: champion, despite_gates } };
  }
  const target = version ?? previous;
  if (target !== null) return { subject: target, content: { version: target, replaces: champion } };
  throw new NothingToRollBackTo(
    champion === null ? 'there is no champion to roll back from' : `no champion came before ${champion}`,
  );
}
