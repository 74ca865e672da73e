/** The table of roles, held against every route: who may call what, and which routes need no role. */
import '../../../testing/silence-logs.ts';
import { PAGE_CALLS } from '../../../lambdas/prediction-api/contract/pages.ts';
import {
  CASE_READERS,
  FORMER_GROUPS,
  GROUPS,
  listRoles,
  PORTFOLIO_READERS,
  REQUEST_KINDS,
  ROLE_NAMES,
} from '../../../lambdas/prediction-api/contract/roles.ts';
import { DASHBOARD_SCOPES, MACHINE_SCOPES, SCOPES } from '../../../lambdas/prediction-api/contract/route.ts';
import { meRoute } from '../../../lambdas/prediction-api/contract/routes/people.ts';
import { routes } from '../../../lambdas/prediction-api/contract/routes.ts';
import { Me } from '../../../lambdas/prediction-api/contract/schemas/people.ts';
import { createApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { bindOperation } from '../../../lambdas/prediction-api/http/operation.ts';
import { readMe } from '../../../lambdas/prediction-api/queries/me.ts';
import { buildPersonClaims, buildServiceClaims, callApi } from '../../../testing/api/gateway-event.ts';
import { buildSampleCall } from '../../../testing/api/sample-calls.ts';

const ALL_SCOPES = Object.keys(SCOPES).join(' ');
let groups: string[] = [];
const handler = createApiHandler(
  'test/roles',
  routes.map((route) => ({ route, run: async () => ({}) })),
  undefined,
  async () => new Set(groups),
);
const me = createApiHandler(
  'test/me',
  [bindOperation(meRoute, (input) => readMe(async () => 'Jo Marsh', input))],
  undefined,
  async () => new Set(groups),
);
const secured = routes.filter(({ scope }) => scope !== null);

test.each(secured.map((route) => [route.operationId, route] as const))(
  '%s is open to people with one of its roles, and to nobody else',
  async (_, route) => {
    const call = { ...buildSampleCall(route), claims: buildPersonClaims('jo', route.scope ?? '') };
    const open: string[] = [];
    for (const name of [...ROLE_NAMES, 'nobody']) {
      groups = [name];
      const { status, body } = await callApi(handler, call);
      if (status === 200) open.push(name);
      else expect([status, body.type]).toEqual([403, 'urn:risk:problem:missing-role']);
    }
    expect(open).toEqual(
      route.roles === null ? [...ROLE_NAMES, 'nobody'] : ROLE_NAMES.filter((role) => route.roles?.includes(role)),
    );
  },
);

test.each([...ROLE_NAMES, 'nobody'])('%s is told exactly the calls and pages that are open', async (name) => {
  groups = [name];
  const open: string[] = [];
  for (const route of routes) {
    const call = { ...buildSampleCall(route), claims: buildPersonClaims('jo', ALL_SCOPES) };
    if ((await callApi(handler, call)).status === 200) open.push(route.operationId);
  }
  const { body } = await callApi(me, { resource: '/v1/me', claims: buildPersonClaims('jo', ALL_SCOPES) });
  expect(Me.parse(body)).toMatchObject({ id: 'jo', name: 'Jo Marsh', is_person: true, calls: open });
  expect(body.pages).toEqual(Object.keys(PAGE_CALLS).filter((page) => open.includes(PAGE_CALLS[page] ?? '')));
  if (name === 'nobody') expect([body.roles, body.pages]).toEqual([[], []]);
});

test('a machine is told the calls of its scopes, and none that is for people', async () => {
  const { body } = await callApi(me, { resource: '/v1/me', claims: buildServiceClaims('risk/read risk/govern') });
  expect(body).toMatchObject({ id: 'client-1', name: 'client-1', is_person: false, roles: [] });
  const needed = new Set(
    routes.filter(({ operationId }) => body.calls.includes(operationId)).map(({ scope }) => scope),
  );
  expect([...needed].toSorted()).toEqual([null, 'risk/read']);
});

test('every page needs a call that exists', () => {
  const known = routes.map(({ operationId }) => operationId);
  expect(known).toEqual(expect.arrayContaining(Object.values(PAGE_CALLS)));
});

test('only calls without a token, and the one that says what is missing, need no role', () => {
  const needNone = routes.filter(({ roles }) => roles === null).map(({ operationId }) => operationId);
  expect(needNone.toSorted()).toEqual([
    ...['attachToContest', 'getDocumentation', 'getDocumentationFile', 'getHealth', 'getMe', 'getOpenApi'],
    ...['openContest', 'submitContest'],
  ]);
});

test('every route with roles has at least one', () => {
  expect(routes.filter(({ roles }) => roles?.length === 0)).toEqual([]);
});

test('an administrator reads no application, and only an underwriter overrides', () => {
  expect(CASE_READERS).not.toContain('administrator');
  expect(PORTFOLIO_READERS).not.toContain('privacy-officer');
  const changes = secured.filter(({ scope, method }) => scope === 'risk/review' && method === 'POST');
  const decisions = changes.filter(({ operationId }) => /[Oo]verride|decide/.test(operationId));
  expect(decisions.map(({ roles }) => roles)).toEqual([['underwriter'], ['underwriter'], ['underwriter']]);
  for (const { roles } of changes)
    expect(['underwriter', 'approver']).toEqual(expect.arrayContaining([...(roles ?? [])]));
});

test('an auditor changes nothing', () => {
  const changes = secured.filter(({ method, roles }) => method === 'POST' && roles?.includes('auditor'));
  expect(changes.map(({ operationId }) => operationId).toSorted()).toEqual([
    'createPortfolioReport',
    'replayPrediction',
    'tryWhatIf',
  ]);
});

test('every kind of request has two people who can propose and approve it', () => {
  for (const { proposers, approvers } of Object.values(REQUEST_KINDS)) {
    expect(ROLE_NAMES).toEqual(expect.arrayContaining([...proposers, ...approvers]));
  }
});

test('the groups of the release before count as the roles that replace them', () => {
  expect(listRoles(new Set(['reviewers']))).toEqual(['underwriter']);
  expect(listRoles(new Set(['importers', 'underwriter', 'reviewers', 'strangers']))).toEqual([
    'analyst',
    'underwriter',
  ]);
  expect(Object.keys(GROUPS)).toEqual([...ROLE_NAMES, ...Object.keys(FORMER_GROUPS)]);
});

test('machines get no scope that is for people', () => {
  expect(MACHINE_SCOPES).toEqual(['risk/score', 'risk/read']);
  expect(Object.keys(SCOPES)).toEqual(expect.arrayContaining([...DASHBOARD_SCOPES]));
});
