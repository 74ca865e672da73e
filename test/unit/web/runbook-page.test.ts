/** The runbook as the page that alarms link to. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { cloudFrontFunctionSource, RUNBOOK_PATH, resolveFile } from '../../../web/hosting-rules.ts';
import { renderRunbook, toAnchor } from '../../../web/runbook-page.ts';

const markdown = readFileSync('docs/runbook.md', 'utf8');
const page = renderRunbook(markdown);

test('every heading is an anchor, once', () => {
  const headings = Array.from(markdown.matchAll(/^#{2,3} (.+)$/gm), ([, heading = '']) => heading);
  expect(headings.length).toBeGreaterThan(30);
  for (const heading of headings) expect(page.split(`id="${toAnchor(heading)}"`)).toHaveLength(2);
});

test('nothing in it runs, is loaded from elsewhere or leads to a file that the dashboard does not have', () => {
  expect(page).not.toMatch(/<script|<img|<style| style=| on\w+=|href="(?!#|https:|\/favicon\.svg|\/runbook\.css)/);
});

test('it is a file of its own, and no page of the app', () => {
  expect(resolveFile(RUNBOOK_PATH)).toBe('/runbook.html');
  expect(cloudFrontFunctionSource()).toContain('/runbook.html');
});
