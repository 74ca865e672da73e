/** The texts of problems: plain sentences that say what is wrong and, where the caller can mend it, how. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { PROBLEM_TITLES } from '../../../lambdas/prediction-api/contract/problem-titles.ts';
import { buildGatewayResponses } from '../../../lib/constructs/api/gateway-responses.ts';

const PROBLEM =
  /(?:new Problem|super|buildResponse|unavailable)\(\s*(?:(\d{3}),\s*)?'([\w-]+)',\s*(?:'([^']+)'|`([^`]+)`)/g;
const sources = [...globSync('lambdas/prediction-api/**/*.ts'), 'lib/constructs/api/gateway-responses.ts'];
const details = sources.flatMap((file) =>
  Array.from(readFileSync(file, 'utf8').matchAll(PROBLEM), ([, status, kind = '', plain, template]) => ({
    ...{ status: Number(status), kind, detail: plain ?? template ?? '' },
  })),
);

test('every detail is a sentence, without the phrases that only we understand', () => {
  expect(details.length).toBeGreaterThan(35);
  for (const { kind, detail } of details) {
    expect([kind, detail]).toEqual([kind, expect.stringMatching(/^[A-Z].*\.$/s)]);
    expect(detail).not.toMatch(/by this id|does not hold|by such a|those declared|is not JSON\.$|are busy/);
  }
});

test.each([400, 401, 403, 413, 422, 429, 503])('a detail of status %d says how to mend it', (status) => {
  const mends =
    /field errors|[Tt]ry again|Sign in|Send|Upload|Start|Ask|administrator|Use a new|UTF-8|[Aa]nother underwriter|openapi|Import|Train|firewall|Wait/;
  for (const { kind, detail } of details.filter((found) => found.status === status)) {
    expect([kind, detail]).toEqual([kind, expect.stringMatching(mends)]);
  }
});

test('titles are plain words, the gateway’s too', () => {
  for (const { statusCode, responseTemplates } of Object.values(buildGatewayResponses())) {
    const { title } = JSON.parse(responseTemplates['application/json'] ?? '');
    expect(title).toBe(PROBLEM_TITLES[Number(statusCode) as keyof typeof PROBLEM_TITLES]);
  }
  expect(Object.values(PROBLEM_TITLES).join()).not.toMatch(/Unprocessable|Bad Request|Forbidden|Conflict|Content/);
});
