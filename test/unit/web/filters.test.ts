/** Which filters an address has, and which go along to another page. */
import { buildAddress, carryFilter, readFilter } from '../../../web/src/components/filters/page-filters.ts';

const SEARCH = new URLSearchParams('from=2005-07&to=&model_version=m&within=purpose:a:b c&days=30&band=C');

test('a filter is read by the fields of the page; empty and other parameters are none', () => {
  expect(readFilter(SEARCH)).toEqual({ from: '2005-07', model_version: 'm', within: 'purpose:a:b c', band: 'C' });
  expect(readFilter(SEARCH, ['model_version'])).toEqual({ model_version: 'm' });
});

test('a link carries what the next page takes', () => {
  expect(carryFilter('/segments', SEARCH)).toBe(
    '/segments?from=2005-07&model_version=m&within=purpose%3Aa%3Ab+c&band=C',
  );
  expect(carryFilter('/performance', SEARCH)).toBe('/performance?model_version=m');
  expect(carryFilter('/runs', SEARCH)).toBe('/runs');
});

test('an address leaves out what is not given', () => {
  expect(buildAddress('/segments', { dimension: 'age', within: undefined })).toBe('/segments?dimension=age');
  expect(buildAddress('/segments', { within: undefined })).toBe('/segments');
});
