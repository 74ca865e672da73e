/** Every page of the dashboard stands in the table of the API that says which roles open it. */
import { readFileSync } from 'node:fs';
import { PAGE_CALLS } from '../../../lambdas/prediction-api/contract/pages.ts';

const listPaths = (file: string, pattern: RegExp) =>
  Array.from(readFileSync(file, 'utf8').matchAll(pattern), ([, path = '']) => path);

test('the pages of app.tsx are those of the table', () => {
  const pages = listPaths('web/src/app.tsx', /'(\/[^']*)': lazy\(/g);
  const first = new Set(pages.map((path) => `/${path.split('/')[1]}`));
  expect([...first].toSorted()).toEqual(Object.keys(PAGE_CALLS).toSorted());
});

test('the navigation links to every page of the table', () => {
  const links = listPaths('web/src/components/shell/navigation.tsx', /\['(\/[^']*)', links\./g);
  expect(links.toSorted()).toEqual(Object.keys(PAGE_CALLS).toSorted());
});
