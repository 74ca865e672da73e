/**
 * A service of requests of data subjects for the dashboard, with the longest texts that the API takes. It keeps what a
 * privacy officer enters and does. Every answer is checked against the contract.
 */
import {
  PrivacyPackage,
  PrivacyRequest,
  PrivacyRequestList,
} from '../../lambdas/prediction-api/contract/schemas/privacy.ts';
import { type Answer, buildProblem } from './dashboard-service.ts';

const LONG_TEXT = `${'Unbroken'.repeat(24)} ${'words with spaces '.repeat(30)}`.slice(0, 1000);
const PAST = '2026-11-23T00:00:00.000Z';
const OFFICER = { name: 'Pat Privacy', id: 'p-1' };
export const PRIVACY_IDS = {
  access: '01900000-0000-7000-8000-0000000000c1',
  erasure: '01900000-0000-7000-8000-0000000000c2',
} as const;
const NEW_ID = '01900000-0000-7000-8000-0000000000c3';

const build = (request: Partial<PrivacyRequest>): PrivacyRequest =>
  PrivacyRequest.parse({
    ...{ request_id: NEW_ID, kind: 'access', state: 'open', customer_id: 'c-1', content: {}, received_at: PAST },
    ...{ due_at: '2026-12-23T00:00:00.000Z', is_overdue: false, extended_why: null, requested_by: OFFICER },
    ...{ requested_at: PAST, why: LONG_TEXT, handled_by: null, handled_why: null, started_at: null, ended_at: null },
    ...{ result: null, failure: null, can: ['start', 'extend', 'refuse', 'complete'] },
    ...request,
  });

export function createPrivacyAnswers(): Answer {
  const requests = new Map<string, PrivacyRequest>();
  const keep = (request: PrivacyRequest) => {
    requests.set(request.request_id, request);
    return { body: request };
  };
  keep(
    build({
      ...{ request_id: PRIVACY_IDS.access, state: 'completed', customer_id: 'w'.repeat(200), can: ['download'] },
      ...{ handled_by: OFFICER, ended_at: PAST, result: { tables: { 'staging.customers': 3 }, files: 12 } },
    }),
  );
  keep(build({ request_id: PRIVACY_IDS.erasure, kind: 'erasure', is_overdue: true, failure: 'DatabaseUnavailable' }));
  return ({ method, path, body, query }) => {
    const [, , list, id = '', step = ''] = path.split('/');
    if (list === 'restrictions') return { body: { restrictions: [], next_before: null } };
    if (list !== 'privacy-requests') return undefined;
    if (!id && method === 'GET') {
      const shown = [...requests.values()].filter(({ kind }) => !query.kind || kind === query.kind);
      return { body: PrivacyRequestList.parse({ requests: shown.reverse(), next_before: null }) };
    }
    if (!id) return keep(build(body as Partial<PrivacyRequest>));
    const found = requests.get(id);
    if (!found) return { status: 404, body: buildProblem(404, 'There is none.') };
    if (step === 'package') return { body: buildPackage() };
    if (step === 'start') return keep({ ...found, state: 'running', failure: null, can: ['extend'] });
    if (step === 'refuse')
      return keep({ ...found, state: 'refused', handled_by: OFFICER, handled_why: String(body.why), can: [] });
    return { body: found };
  };
}

const buildPackage = (): PrivacyPackage =>
  PrivacyPackage.parse({
    files: [{ name: 'package.json', bytes: 12_345, url: 'https://files.example/package.json' }],
    urls_expire_at: PAST,
    deleted_at: PAST,
  });
