/** Checks the accessibility of an opened page with axe, whose source is loaded into a page once: it is 500 kB. */

import axe from 'axe-core';
import type { Page } from 'playwright-core';

export interface AccessibilityProblem {
  /** Rule of axe that the page breaks. */
  id: string;
  /** Elements that break it, as HTML. */
  nodes: string[];
}

/** Checks all rules, or only the named ones. Returns nothing for a good page. */
export async function findAccessibilityProblems(page: Page, rules?: string[]): Promise<AccessibilityProblem[]> {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe.source);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  return page.evaluate<AccessibilityProblem[]>(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })))`);
}
