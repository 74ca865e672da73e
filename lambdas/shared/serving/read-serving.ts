/** Reads what decides now. Both scoring workflows, the API's scoring and simulations begin with it. */
import { z } from 'zod';
import type { Sql } from '../aws/database.ts';
import type { Policy } from '../policy/policy.ts';
import { readSqlFile } from '../sql-file.ts';
import { openServing, type Serving } from './serving.ts';
import { type PolicyReference, ServingModel, ServingState } from './serving-state.ts';
import { createPolicyReader, type ReadPolicies, type StoredPolicy } from './stored-policy.ts';

/** What decides now, and the models; `champion` is undefined while no model was promoted. */
export interface CurrentServing {
  serving: Serving;
  champion: ServingModel | undefined;
  challenger: ServingModel | undefined;
  /** The models of the experiment's arms. */
  armModels: ServingModel[];
}

const Row = z.discriminatedUnion('use', [
  z.object({ use: z.literal('state'), content: ServingState }),
  z.object({ use: z.enum(['champion', 'challenger', 'arm']), content: ServingModel }),
]);

/**
 * Reads state and models in one statement; then the documents that `readPolicies` has not read before.
 * @throws {PolicyCorrupt} when a policy that decides is missing or does not have its hash
 */
export async function readServing(
  sql: Sql,
  readPolicies: ReadPolicies = createPolicyReader(),
): Promise<CurrentServing> {
  const rows = z.array(Row).parse(await sql.query(readSqlFile('serving/read_serving.sql')));
  const states = rows.flatMap((row) => (row.use === 'state' ? [row.content] : []));
  const state = z.tuple([ServingState]).parse(states)[0];
  const listModels = (use: 'champion' | 'challenger' | 'arm') =>
    rows.flatMap((row) => (row.use === use ? [row.content as ServingModel] : []));
  const [champion, challenger] = [listModels('champion')[0], listModels('challenger')[0]];
  const serving = openServing(state, await readPolicies(sql, state.policies));
  return { serving, champion, challenger, armModels: listModels('arm') };
}

/**
 * Reads the default policy, which decides where neither a segment nor an arm has another, for figures that name one
 * policy.
 * @throws {PolicyCorrupt} when it does not have its hash
 */
export async function readDefaultPolicy(sql: Sql, readPolicies: ReadPolicies = createPolicyReader()): Promise<Policy> {
  const references = await sql.query<PolicyReference>(readSqlFile('serving/find_default_policy.sql'));
  const [stored] = await readPolicies(sql, references);
  return (stored as StoredPolicy).policy;
}

/**
 * Reads every policy that decides, has decided or may decide.
 * @throws {PolicyCorrupt} when one does not have its hash
 */
export async function readApprovedPolicies(sql: Sql): Promise<Policy[]> {
  const references = await sql.query<PolicyReference>(readSqlFile('serving/list_approved_policies.sql'));
  return (await createPolicyReader()(sql, references)).map(({ policy }) => policy);
}
