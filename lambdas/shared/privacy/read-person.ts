/** Reads by what a person is recognised: ids of applications, and personal values as long as they can be opened. */
import type { Sql } from '../aws/database.ts';
import { type DecryptLoadKey, type PersonKeyStore, readPersonalData } from '../personal-data/person.ts';
import { UnsealFailed } from '../personal-data/sealing.ts';
import { readSqlFile } from '../sql-file.ts';
import type { PersonMarks } from './person-marks.ts';

export interface PersonReader {
  /** As risk_privacy. */
  database: Sql;
  keys: PersonKeyStore;
  /** Absent where the caller may not open personal data. */
  decryptLoadKey?: DecryptLoadKey | undefined;
}

/** Each needs a call of DynamoDB and one of KMS. */
const CONCURRENT_TEXTS = 8;

/** Personal values by column, of one stored version. */
export type PersonalValues = Record<string, string>;

export async function readPerson(
  reader: PersonReader,
  customerId: string,
): Promise<PersonMarks & { versions: PersonalValues[] }> {
  const rows = await reader.database.query<{ id: string }>(readSqlFile('privacy/find_ids.sql'), {
    customer_id: customerId,
  });
  const versions = await openPersonalData(reader, customerId);
  const values = [...new Set(versions.flatMap((version) => Object.values(version)))];
  return { customer_id: customerId, ids: rows.map(({ id }) => id), values, versions };
}

/** Opens every sealed version; what cannot be opened any more is left out. */
async function openPersonalData(
  { database, keys, decryptLoadKey }: PersonReader,
  customerId: string,
): Promise<PersonalValues[]> {
  if (!decryptLoadKey) return [];
  const rows = await database.query<{ sealed: string }>(readSqlFile('privacy/list_sealed.sql'), {
    customer_id: customerId,
  });
  const sealedTexts = rows.values();
  // Each delivery seals anew, so most versions say the same.
  const opened = new Map<string, PersonalValues>();
  const openNext = async () => {
    for (const { sealed } of sealedTexts) {
      const values = await readPersonalData(keys, decryptLoadKey, customerId, sealed).catch(ignoreDamage);
      if (values) opened.set(JSON.stringify(values), values);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_TEXTS }, openNext));
  return [...opened.values()];
}

function ignoreDamage(error: unknown): undefined {
  if (!(error instanceof UnsealFailed)) throw error;
}
