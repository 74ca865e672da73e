/** The calls about restrictions of processing: list them, and lift one. */
import { uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { hasAnyRole, PRIVACY_OFFICERS } from '../contract/roles.ts';
import type { liftRestrictionRoute, restrictionsRoute } from '../contract/routes/restrictions.ts';
import type { Restriction, RestrictionList } from '../contract/schemas/restrictions.ts';
import { readPerson } from '../governance/people.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { Caller, OperationInput } from '../http/operation.ts';
import { callPrivacy, createPrivacyRefusal } from './refusals.ts';
import type { PrivacyDependencies } from './requests.ts';

type RestrictionDependencies = Pick<PrivacyDependencies, 'database' | 'readName'>;

/** A row of privacy.restrictions. */
interface StoredRestriction extends Omit<Restriction, 'customer_id' | 'made_by' | 'lifted_by'> {
  customer_id: string;
  made_by: string;
  lifted_by: string | null;
}

interface RestrictionFilters {
  restriction_id?: string | undefined;
  customer_id?: string | undefined;
  held?: 'true' | 'false' | undefined;
  limit: number;
}

/** GET /v1/restrictions. */
export async function listRestrictions(
  dependencies: RestrictionDependencies,
  { query, caller }: OperationInput<typeof restrictionsRoute>,
): Promise<RestrictionList> {
  const rows = await queryRestrictions(dependencies, query);
  return { restrictions: await Promise.all(rows.map((row) => toResponse(dependencies, row, caller))) };
}

/**
 * POST /v1/restrictions/{restriction_id}/lift.
 * @throws {Problem} when there is none with this id (404), or it was lifted before (409)
 */
export async function liftRestriction(
  dependencies: RestrictionDependencies,
  { params: { restriction_id }, body: { why }, caller }: OperationInput<typeof liftRestrictionRoute>,
): Promise<Restriction> {
  const values = { restriction_id: uuid(restriction_id), why, by_person: caller.name };
  const lifted = await callPrivacy(() =>
    dependencies.database().query(readSqlFile('api/privacy/lift_restriction.sql'), values),
  );
  const [row] = await queryRestrictions(dependencies, { restriction_id, limit: 1 });
  if (!row) throw createPrivacyRefusal('unknown-restriction');
  if (lifted.length === 0) throw createPrivacyRefusal('restriction-lifted');
  return toResponse(dependencies, row, caller);
}

const queryRestrictions = (
  { database }: RestrictionDependencies,
  { restriction_id, customer_id, held, limit }: RestrictionFilters,
): Promise<StoredRestriction[]> =>
  database().query<StoredRestriction>(readSqlFile('api/privacy/list_restrictions.sql'), {
    ...{ restriction_id: uuid(restriction_id ?? null), customer_id: customer_id ?? null },
    ...{ held: held === undefined ? null : held === 'true', rows: limit },
  });

async function toResponse(
  { readName }: RestrictionDependencies,
  row: StoredRestriction,
  caller: Caller,
): Promise<Restriction> {
  const isOfficer = hasAnyRole(caller, PRIVACY_OFFICERS);
  const [made_by, lifted_by] = await Promise.all([
    readPerson(readName, row.made_by),
    row.lifted_by === null ? null : readPerson(readName, row.lifted_by),
  ]);
  return {
    ...row,
    ...{ made_by, lifted_by, since: toIsoTime(row.since) },
    lifted_at: row.lifted_at && toIsoTime(row.lifted_at),
    // Reasons may name the person.
    ...(!isOfficer && { customer_id: null, why: '', lifted_why: null }),
  };
}
