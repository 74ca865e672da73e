/**
 * Takes the pictures of docs/policy-changes.md: `node scripts/policy-screenshots.ts` writes docs/images/policy-*.png. The
 * pages are the real ones; the answers are those of the browser tests, with short texts.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium } from '../testing/browser/chromium.ts';
import { type Answer, startDashboardService } from '../testing/browser/dashboard-service.ts';
import { createGovernanceAnswers, LONG_TEXT, LONG_VERSION } from '../testing/browser/governance-answers.ts';
import { SIMULATION_IDS } from '../testing/browser/simulation-answers.ts';
import { addSession, Visitor } from '../testing/browser/visitor.ts';
import { EXAMPLE_POLICY } from '../testing/policies/example-policy.ts';

const [PRESENT, DRAFT] = ['car-loans-2027-01', 'car-loans-2027-02'];
const WHY = 'Car loans of band C were repaid more often than expected.';
const VIEWPORT = { width: 1200, height: 780 };

/** The draft changes one cut-off, and adds a rule. */
const DRAFT_DOCUMENT = {
  ...EXAMPLE_POLICY,
  version: DRAFT,
  description: 'Refers fewer car loans, and more applicants without a known income.',
  cut_offs: EXAMPLE_POLICY.cut_offs.map((pair, index) => (index === 0 ? { ...pair, approve_below_pd: 0.22 } : pair)),
  rules: [
    ...EXAMPLE_POLICY.rules,
    {
      ...{ name: 'no_income', when: { feature: 'annual_income', is: 'unknown' }, decision: 'refer' },
      reason: 'The income is unknown.',
    },
  ],
};

/** Replaces the longest texts of the tests by readable ones. */
function shortenTexts(answer: Answer): Answer {
  return (call) => {
    const result = answer({ ...call, path: call.path.replace(PRESENT, LONG_VERSION) });
    if (!result) return undefined;
    const text = JSON.stringify(result.body)
      .replaceAll(LONG_VERSION, PRESENT)
      .replaceAll(LONG_TEXT.slice(0, 500), WHY)
      .replaceAll(LONG_TEXT.slice(500), '')
      .replace(/car Unbroken\w*/g, 'car')
      .replaceAll(/gone-w+/g, 'a-3')
      .replaceAll(/w{60}/g, 'months_employed');
    return { ...result, body: JSON.parse(text) };
  };
}

/** The present policy is approved, and the draft is proposed. @returns the address of the request */
function prepareAnswers(answer: Answer): string {
  const post = (path: string, token: string, body: Record<string, unknown>) =>
    answer({ method: 'POST', path: `/v1${path}`, query: {}, token, body })?.body as { request_id: string };
  const proposal = { segment: null, effective_from: null, why: WHY };
  const { request_id } = post(`/policies/${LONG_VERSION}/propose`, 'analyst', proposal);
  post(`/requests/${request_id}/approve`, 'approver', { why: WHY });
  post('/policies', 'analyst', { version: DRAFT, document: DRAFT_DOCUMENT });
  return `/requests/${post(`/policies/${DRAFT}/propose`, 'analyst', proposal).request_id}`;
}

interface Shot {
  name: string;
  path: string;
  person: 'analyst' | 'approver';
  /** Brings the page to what the picture shows. */
  prepare?: (page: Page) => Promise<unknown>;
}

const answer = createGovernanceAnswers();
const request = prepareAnswers(answer);
const SHOTS: readonly Shot[] = [
  { name: 'list', path: '/policies', person: 'analyst' },
  {
    ...{ name: 'read', path: `/policies/${PRESENT}`, person: 'approver' },
    prepare: (page) => page.getByRole('heading', { name: 'Cut-offs of the probability' }).scrollIntoViewIfNeeded(),
  },
  { name: 'compare', path: `/policies/${DRAFT}/compare?with=${PRESENT}`, person: 'analyst' },
  { name: 'simulation', path: `/simulations/${SIMULATION_IDS.done}`, person: 'analyst' },
  { name: 'request', path: request, person: 'approver' },
];

const service = await startDashboardService(shortenTexts(answer));
const browser = await launchChromium();
try {
  for (const { name, path, person, prepare } of SHOTS) {
    const context = await browser.newContext({ viewport: VIEWPORT, colorScheme: 'light' });
    const session = { accessToken: person, refreshToken: 'r', name: `${person}@example.com` };
    await addSession(context, JSON.stringify({ ...session, expiresAt: Date.now() + 3_600_000 }));
    const visitor = new Visitor(await context.newPage(), service.url);
    await visitor.open(path);
    await prepare?.(visitor.page);
    const file = `docs/images/policy-${name}-light.png`;
    await visitor.page.screenshot({ path: join(import.meta.dirname, '..', file) });
    console.log(file);
    await context.close();
  }
} finally {
  await browser.close();
  service.stop();
}
