/** Reads name and e-mail address of an applicant. This worker alone unseals them, for one e-mail, and stores neither. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { z } from 'zod';
import type { Sql } from '../../shared/aws/database.ts';
import { decryptLoadKey } from '../../shared/aws/load-keys.ts';
import { openPersonKeyTable } from '../../shared/aws/person-keys.ts';
import { requireEnv } from '../../shared/env.ts';
import { RiskError } from '../../shared/errors.ts';
import { readPersonalData } from '../../shared/personal-data/person.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

export interface Recipient {
  name: string;
  email: string;
}

/** The applicant cannot be written to; the message says why and has nothing of the person. */
export class NoRecipient extends RiskError {}

/** Unseals the values of a customer; undefined where the person is erased. */
export type Unseal = (customerId: string, sealed: string) => Promise<Record<string, string> | undefined>;

export function createUnseal(): Unseal {
  const keys = openPersonKeyTable(new DynamoDBClient({}), requireEnv('PERSON_KEYS_TABLE'));
  const kms = new KMSClient({});
  const keyId = requireEnv('PERSONAL_DATA_KEY');
  const decrypt = (load: string, encrypted: Buffer) => decryptLoadKey(kms, keyId, load, encrypted);
  return (customerId, sealed) => readPersonalData(keys, decrypt, customerId, sealed);
}

/**
 * Reads the recipient by the newest published delivery of the customer.
 * @throws {NoRecipient} when no personal data was delivered, the person was erased, or there is no usable address
 */
export async function readRecipient(sql: Sql, unseal: Unseal, customerId: string): Promise<Recipient> {
  const statement = readSqlFile('notices/find_personal_data.sql');
  const [row] = await sql.query<{ personal_data: string | null }>(statement, { customer_id: customerId });
  if (!row?.personal_data) throw new NoRecipient('no personal data of the applicant was delivered');
  const person = await unseal(customerId, row.personal_data);
  if (!person) throw new NoRecipient('the personal data of the applicant was erased');
  const email = z.email().safeParse(person.email);
  if (!email.success) throw new NoRecipient('no usable e-mail address of the applicant was delivered');
  return { email: email.data, name: person.full_name ?? '' };
}
