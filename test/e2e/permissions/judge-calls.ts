/** Judges every call of a recorded journey, and every configured call of a service, by production's policies. */
import type { Synthesised } from '../../infrastructure/synthesised.ts';
import { listConfiguredRequests } from './configured-requests.ts';
import { implyOfKey, listImpliedRequests } from './implied-requests.ts';
import { type JudgedRequest, judgeRequest } from './judge-request.ts';
import { type Grant, ProductionAccess } from './production-access.ts';
import { ProductionNames } from './production-names.ts';
import { ProductionResources } from './production-resources.ts';
import { readRecordedRequests } from './recorded-requests.ts';

export interface Journey {
  access: ProductionAccess;
  requests: JudgedRequest[];
}

export interface Verdict {
  /** One line for each denied request: caller, action and resource. */
  denials: string[];
  /** Ids of the grants that allow a request, for each request. */
  grantsOfRequests: string[][];
}

/**
 * Reads what the local cloud recorded in its state folder, with what follows from it on AWS.
 * @throws {NoRecord} when the local cloud was started without RISK_RECORD_CALLS
 */
export function readJourney(stateDirectory: string, synthesised: Synthesised): Journey {
  const resources = new ProductionResources(synthesised);
  const recorded = readRecordedRequests(stateDirectory, new ProductionNames(resources, stateDirectory));
  const configured = listConfiguredRequests(resources);
  const encrypted = configured.flatMap((request) => implyOfKey(request, resources));
  const requests = [...recorded, ...listImpliedRequests(recorded, resources), ...configured, ...encrypted];
  const distinct = new Map(requests.map((request) => [JSON.stringify({ ...request, because: '' }), request]));
  return { access: new ProductionAccess(resources), requests: [...distinct.values()] };
}

/** Judges the requests that `isJudged` selects; default all. */
export async function judgeJourney(
  { access, requests }: Journey,
  isJudged: (request: JudgedRequest) => boolean = () => true,
): Promise<Verdict> {
  const denials: string[] = [];
  const grantsOfRequests: string[][] = [];
  for (const request of requests.filter(isJudged)) {
    const judgement = await judgeRequest(request, access);
    if (!judgement.isAllowed) denials.push(describeDenial(request, judgement.reason));
    grantsOfRequests.push(judgement.grantIds);
  }
  return { denials, grantsOfRequests };
}

/** Lists the grants that allow no request of the journey. */
export function listUnusedGrants({ access }: Journey, { grantsOfRequests }: Verdict): Grant[] {
  const used = new Set(grantsOfRequests.flat());
  return access.listGrants().filter(({ id }) => !used.has(id));
}

function describeDenial({ caller, action, resource, because }: JudgedRequest, reason: string): string {
  return `${caller} may not ${action} on ${resource}: ${reason}${because ? `; needed: ${because}` : ''}`;
}
