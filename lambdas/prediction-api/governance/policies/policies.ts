/** GET /v1/policies, /v1/policies/{version} and /v1/assignments: versions of policies, and which of them decide. */
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { policyRoute } from '../../contract/routes/policies.ts';
import type {
  Assignment,
  AssignmentList,
  Policy,
  PolicyList,
  PolicySegment,
  PolicySummary,
} from '../../contract/schemas/policies.ts';
import { toIsoTime } from '../../http/iso-time.ts';
import type { OperationInput } from '../../http/operation.ts';
import { Problem } from '../../http/problem.ts';
import type { GovernanceDependencies } from '../dependencies.ts';
import { readPerson } from '../people.ts';

/** A row of policies.versions with its state. */
export interface StoredPolicy
  extends Pick<PolicySummary, 'version' | 'state' | 'description' | 'revision' | 'based_on' | 'sha256' | 'request_id'> {
  created_by: string;
  created_at: string;
  changed_by: string;
  changed_at: string;
  why: string | null;
  is_default: boolean;
  segments: PolicySegment[];
  active_from: string | null;
  retired_at: string | null;
}

/** There is no version of this name. */
export class UnknownPolicyVersion extends Problem {
  constructor() {
    super(404, 'unknown-policy', 'There is no policy of this version. GET /v1/policies lists the versions.');
  }
}

export async function listPolicies(dependencies: GovernanceDependencies): Promise<PolicyList> {
  const rows = await queryPolicies(dependencies, null);
  return { policies: await Promise.all(rows.map((row) => toPolicySummary(dependencies, row))) };
}

/** @throws {UnknownPolicyVersion} when there is none */
export async function readPolicy(
  dependencies: GovernanceDependencies,
  { params }: Pick<OperationInput<typeof policyRoute>, 'params'>,
): Promise<Policy> {
  const row = await findPolicy(dependencies, params.version);
  const summary = await toPolicySummary(dependencies, row);
  return { ...summary, document: JSON.parse(row.document), why: row.why };
}

/** @throws {UnknownPolicyVersion} when there is none */
export async function findPolicy(
  dependencies: GovernanceDependencies,
  version: string,
): Promise<StoredPolicy & { document: string }> {
  const [row] = await queryPolicies(dependencies, version);
  if (!row) throw new UnknownPolicyVersion();
  const values = { version, sha256: row.sha256 };
  const pieces = await dependencies
    .database()
    .query<{ text: string }>(readSqlFile('api/policies/read_document.sql'), values);
  // An edit came between the two statements.
  if (pieces.length === 0) return findPolicy(dependencies, version);
  return { ...row, document: pieces.map(({ text }) => text).join('') };
}

export async function listAssignments({ database, readName }: GovernanceDependencies): Promise<AssignmentList> {
  interface StoredAssignment extends Omit<Assignment, 'assigned_by'> {
    assigned_by: string;
  }
  const rows = await database().query<StoredAssignment>(readSqlFile('api/policies/list_assignments.sql'));
  const assignments = rows.map(async (row) => ({
    ...row,
    effective_from: row.effective_from && toIsoTime(row.effective_from),
    assigned_by: await readPerson(readName, row.assigned_by),
    assigned_at: toIsoTime(row.assigned_at),
  }));
  return { assignments: await Promise.all(assignments) };
}

const queryPolicies = ({ database }: GovernanceDependencies, version: string | null) =>
  database().query<StoredPolicy>(readSqlFile('api/policies/list_policies.sql'), { version });

async function toPolicySummary({ readName }: GovernanceDependencies, row: StoredPolicy): Promise<PolicySummary> {
  const { version, state, description, revision, based_on, sha256, request_id } = row;
  const [created_by, changed_by] = await Promise.all([
    readPerson(readName, row.created_by),
    readPerson(readName, row.changed_by),
  ]);
  return {
    ...{ version, state, description: description ?? '', revision, based_on, sha256, request_id },
    ...{ created_by, created_at: toIsoTime(row.created_at), changed_by, changed_at: toIsoTime(row.changed_at) },
    decides: [...(row.is_default ? [null] : []), ...row.segments],
    active_from: row.active_from && toIsoTime(row.active_from),
    retired_at: row.retired_at && toIsoTime(row.retired_at),
  };
}
