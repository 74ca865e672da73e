/** GET /v1/gates, and requests that change the gates: the promotion gates in force, and what others may be proposed. */
import { z } from 'zod';
import { readGatesInForce } from '../../../shared/governance/gates-in-force.ts';
import { GatesDocument } from '../../../shared/model/gates-document.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { GatesVersion } from '../../contract/schemas/gates.ts';
import { toIsoTime } from '../../http/iso-time.ts';
import { Problem } from '../../http/problem.ts';
import type { GovernanceDependencies } from '../dependencies.ts';
import { readPerson } from '../people.ts';
import type { RequestKindRules } from './request-kind-rules.ts';

/** The only subject of requests that change gates, so that one is open at a time. */
const SUBJECT = 'gates';

/** What a person proposes; stored is the document's text, whose hash the gates in force have. */
const ProposedGates = z.strictObject({ document: GatesDocument, based_on: z.int().min(1) });

export const gatesRules: RequestKindRules = {
  prepare: async (_, { content }) => {
    const { data, error } = ProposedGates.safeParse(content);
    if (data) return { subject: SUBJECT, content: { ...data, document: JSON.stringify(data.document) } };
    const errors = error.issues.map(({ path, message }) => ({ path: ['content', ...path].join('.'), message }));
    throw new Problem(422, 'gates-invalid', 'The proposed gates are not valid. The field errors says why.', errors);
  },
};

interface Change {
  changed_by: string;
  changed_at: string;
  request_id: string | null;
}

/** @throws {GatesUnusable} when the stored gates are not valid, or have another hash */
export async function readGates({ database, readName }: GovernanceDependencies): Promise<GatesVersion> {
  const { gates_version, sha256, document } = await readGatesInForce(database());
  const statement = readSqlFile('api/governance/find_gates_change.sql');
  const [change] = await database().query<Change>(statement, { gates_version });
  return {
    ...{ gates_version, sha256, document },
    changed_by: await readPerson(readName, change?.changed_by ?? ''),
    changed_at: toIsoTime(change?.changed_at ?? ''),
    request_id: change?.request_id ?? null,
  };
}
