/** Looks at an opened page in all widths and both themes: overflow, cut texts, accessibility. */
import { findAccessibilityProblems } from './accessibility-problems.ts';
import type { Visitor } from './visitor.ts';

/** Of a phone, a tablet and a desktop. */
const WIDTHS_PIXELS = [390, 820, 1440] as const;
const HEIGHT_PIXELS = 900;

/** Texts that are wider than their element, outside of tables that scroll and say so. */
const FIND_CUT_TEXTS = `[...document.querySelectorAll('main *, header *')].filter((element) =>
  element.children.length === 0 && element.textContent.trim() !== '' && element.scrollWidth > element.clientWidth + 1 &&
  getComputedStyle(element).display !== 'inline' && !element.closest('.unseen, select, textarea, svg, .table.cut')
).map((element) => element.tagName + ' ' + element.textContent.trim().slice(0, 40))`;

/** Texts of charts that leave their picture. */
const FIND_CUT_LABELS = `[...document.querySelectorAll('.picture svg text')].filter((text) => {
  const [inner, outer] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
  return inner.width > 0 && (inner.left < outer.left - 1 || inner.right > outer.right + 1);
}).map((text) => 'label ' + text.textContent)`;

/** A table that is cut without a word that it scrolls. */
const FIND_SILENT_TABLES = `[...document.querySelectorAll('.table')].filter((table) =>
  table.checkVisibility() && table.scrollWidth > table.clientWidth + 1 && !table.parentElement.querySelector('.scroll-hint')?.textContent
).map((table) => 'no hint: ' + table.getAttribute('aria-label'))`;

/** What is wrong with the page that the visitor has opened; nothing for a good page. */
export async function findLayoutProblems(visitor: Visitor): Promise<unknown[]> {
  const { page } = visitor;
  const problems: unknown[] = [];
  for (const width of WIDTHS_PIXELS) {
    await page.setViewportSize({ width, height: HEIGHT_PIXELS });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const overflow = await visitor.measureOverflow();
    if (overflow > 0) problems.push({ width, overflow });
    for (const script of [FIND_CUT_TEXTS, FIND_CUT_LABELS, FIND_SILENT_TABLES]) {
      const found = await page.evaluate<string[]>(script);
      if (found.length > 0) problems.push({ width, found });
    }
    const light = await findAccessibilityProblems(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await findAccessibilityProblems(page, ['color-contrast']);
    problems.push(...[...light, ...dark].map((problem) => ({ width, ...problem })));
  }
  return problems;
}
