/** Reads the calls that the local cloud recorded, as requests that production would receive. */
import { existsSync, readFileSync } from 'node:fs';
import type { RecordedCall } from '../../../cli/local/recorded-calls.ts';
import { getCallRecordPath } from '../../../cli/local/settings/local-settings.ts';
import type { JudgedRequest } from './judge-request.ts';
import type { ProductionNames } from './production-names.ts';
import { ACCOUNT } from './production-resources.ts';

const PERSON = 'person/';

/**
 * Calls whose permission has another name.
 * https://docs.aws.amazon.com/cost-management/latest/userguide/billing-permissions-ref.html
 */
const PERMISSIONS: Readonly<Record<string, Pick<JudgedRequest, 'action' | 'resource'>>> = {
  'budgets:DescribeBudgetPerformanceHistory': {
    action: 'budgets:ViewBudget',
    resource: `arn:aws:budgets::${ACCOUNT}:budget/risk-prod-monthly`,
  },
};

/** The local cloud was started without RISK_RECORD_CALLS. */
export class NoRecord extends Error {
  override name = 'NoRecord';
}

/** A recorded call in production's names. */
export interface RecordedRequest extends JudgedRequest {
  /** The object did not exist. */
  isMissing: boolean;
  /** Part of a multipart upload. */
  isMultipart: boolean;
}

/**
 * Reads the record of a state folder; requests that differ in digits and random names only are one.
 * @throws {NoRecord} when nothing was recorded
 */
export function readRecordedRequests(stateDirectory: string, names: ProductionNames): RecordedRequest[] {
  const requests = new Map<string, RecordedRequest>();
  for (const call of readRecord(stateDirectory).filter(({ caller }) => !caller.startsWith(PERSON))) {
    const request = toRequest(call, names);
    const { caller, action, resource, context, isMissing } = request;
    const key = JSON.stringify([caller, action, generalise(resource), context, isMissing]);
    if (!requests.has(key)) requests.set(key, request);
  }
  return [...requests.values()];
}

/** Returns the actions of each command that a person ran, sorted. */
export function readCommandActions(stateDirectory: string): Record<string, string[]> {
  const calls = readRecord(stateDirectory).filter(({ caller }) => caller.startsWith(PERSON));
  const ofCommands = Object.groupBy(calls, ({ caller }) => caller.slice(PERSON.length));
  return Object.fromEntries(
    Object.entries(ofCommands).map(([command, made = []]) => [
      command,
      [...new Set(made.map(({ action }) => action))].sort(),
    ]),
  );
}

/** Returns the calls of one command that a person ran. */
export const readPersonCalls = (stateDirectory: string, command: string): RecordedCall[] =>
  readRecord(stateDirectory).filter(({ caller }) => caller === `${PERSON}${command}`);

function readRecord(stateDirectory: string): RecordedCall[] {
  const path = getCallRecordPath(stateDirectory);
  if (!existsSync(path)) throw new NoRecord(`${path} is missing: set RISK_RECORD_CALLS before the local cloud starts`);
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

function toRequest(call: RecordedCall, names: ProductionNames): RecordedRequest {
  const { multipart, ...context } = call.context;
  return {
    caller: names.translate(call.caller),
    principal: names.findRole(call.caller),
    action: call.action,
    resource: names.translate(call.resource),
    context: Object.fromEntries(Object.entries(context).map(([key, value]) => [key, names.translate(value)])),
    isThroughEndpoint: call.caller.startsWith('aurora/'),
    isMissing: call.missing,
    isMultipart: multipart !== undefined,
    ...PERMISSIONS[call.action],
  };
}

/** Removes what differs between two runs of the same step; policies name no such part. */
const generalise = (resource: string): string =>
  resource.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '#').replaceAll(/\d+/g, '#');
