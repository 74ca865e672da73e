/** POST /v1/policies and the calls below it: drafts, edits, checks and proposes versions of policies. */
import { v7 } from 'uuid';
import { json, timestamp, uuid } from '../../../shared/aws/database.ts';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import { InvalidPolicy } from '../../../shared/policy/policy-problem.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type {
  checkPolicyRoute,
  createPolicyRoute,
  editPolicyRoute,
  proposePolicyRoute,
} from '../../contract/routes/policies.ts';
import type { Policy, PolicyCheck, PolicyDocument } from '../../contract/schemas/policies.ts';
import type { Request } from '../../contract/schemas/requests.ts';
import type { OperationInput } from '../../http/operation.ts';
import { Problem } from '../../http/problem.ts';
import type { GovernanceDependencies } from '../dependencies.ts';
import { checkDocument, requireProposable, requireSegmentFeature } from '../policies/check-document.ts';
import { findPolicy, readPolicy } from '../policies/policies.ts';
import { callGovernance } from '../refusals.ts';
import { readRequestDays } from './change-requests.ts';
import { readRequest } from './requests.ts';

/** A time that is further away than this is a slip of the year. */
const MAX_DAYS_AHEAD = 366;
const DAY_MILLISECONDS = 86_400_000;

/**
 * Creates a draft, whose document may still have problems.
 * @throws {Problem} when the version exists (409), the version to copy does not (404), or the document names another (422)
 */
export async function createPolicy(
  dependencies: GovernanceDependencies,
  { body, caller }: OperationInput<typeof createPolicyRoute>,
): Promise<Policy> {
  const { version } = body;
  const based_on = 'based_on' in body ? body.based_on : null;
  const document = 'document' in body ? body.document : await copyDocument(dependencies, body.based_on, version);
  requireVersion(document, version);
  const values = { version, document: JSON.stringify(document), based_on, by_person: caller.name };
  await callGovernance(() => dependencies.database().query(readSqlFile('api/policies/create_draft.sql'), values));
  return readPolicy(dependencies, { params: { version } });
}

/** @throws {Problem} when there is no such draft, another person was faster, or the document names another version */
export async function editPolicy(
  dependencies: GovernanceDependencies,
  { params: { version }, body: { document, revision }, caller }: OperationInput<typeof editPolicyRoute>,
): Promise<Policy> {
  requireVersion(document, version);
  const values = { version, revision, document: JSON.stringify(document), by_person: caller.name };
  await callGovernance(() => dependencies.database().query(readSqlFile('api/policies/edit_draft.sql'), values));
  return readPolicy(dependencies, { params: { version } });
}

/** @throws {UnknownPolicyVersion} when there is no such version */
export async function checkPolicyVersion(
  dependencies: GovernanceDependencies,
  { params: { version } }: OperationInput<typeof checkPolicyRoute>,
): Promise<PolicyCheck> {
  const { document } = await findPolicy(dependencies, version);
  return checkDocument(dependencies, document);
}

/** @throws {Problem} when the version has problems, its golden cases do not hold, or its state does not allow it */
export async function proposePolicy(
  dependencies: GovernanceDependencies,
  { params: { version }, body: { segment, effective_from, why }, caller }: OperationInput<typeof proposePolicyRoute>,
): Promise<Request> {
  requireFuture(effective_from);
  const policy = await findPolicy(dependencies, version);
  if (segment) await requireSegmentFeature(dependencies, segment.feature);
  await requireProposable(dependencies, policy);
  const request_id = v7();
  const values = {
    ...{ request_id: uuid(request_id), version, segment: json(segment), effective_from: timestamp(effective_from) },
    ...{ why, by_person: caller.name, lifetime_days: readRequestDays() },
  };
  await callGovernance(() => dependencies.database().query(readSqlFile('api/policies/propose.sql'), values));
  return readRequest(dependencies, { params: { request_id }, caller });
}

/** Copies what can be read in the present format, so that a copy of the first policies can say what they could not. */
async function copyDocument(dependencies: GovernanceDependencies, from: string, version: string) {
  const { document } = await findPolicy(dependencies, from);
  const copied: PolicyDocument = JSON.parse(document);
  if ('format' in copied) return { ...copied, version };
  try {
    return { format: 2, ...parsePolicy(copied), version };
  } catch (error) {
    if (error instanceof InvalidPolicy) return { ...copied, version };
    throw error;
  }
}

function requireVersion(document: PolicyDocument, version: string): void {
  if (document.version === version) return;
  throw new Problem(
    422,
    'policy-invalid',
    'The document names another version. Send it with the one that it is stored as.',
    [{ path: 'document.version', message: `Must be ${version}` }],
  );
}

function requireFuture(time: string | null): void {
  if (time === null) return;
  const ahead = Date.parse(time) - Date.now();
  if (ahead > 0 && ahead <= MAX_DAYS_AHEAD * DAY_MILLISECONDS) return;
  throw new Problem(
    422,
    'invalid-body',
    'The time from which the policy shall decide is not valid. The field errors says why.',
    [{ path: 'effective_from', message: `Must be in the future, and at most ${MAX_DAYS_AHEAD} days ahead` }],
  );
}
