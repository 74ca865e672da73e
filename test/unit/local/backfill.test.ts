/** Which days `npm run etl` runs, from its options and the deliveries there are. */
import { InvalidOptions } from '../../../local/command.ts';
import { deliveriesOf, parseDays } from '../../../local/journey/backfill.ts';
import { NoDeliveries } from '../../../local/journey/deliveries.ts';

const deliveries = ['2005-10-01', '2005-11-01', '2005-12-01'].map((asOf) => ({ asOf, folder: asOf, files: [] }));
const daysOf = (options: Parameters<typeof parseDays>[0]) =>
  deliveriesOf(parseDays(options), deliveries).map(({ asOf }) => asOf);

test('all days are run once, named ones again', () => {
  expect(parseDays({})).toEqual({ from: undefined, to: undefined, again: false });
  expect(parseDays({ to: '2005-11-01' })).toMatchObject({ again: true });
  expect(parseDays({ from: '2005-11-01', 'skip-published': true })).toMatchObject({ again: false });
});

test('both ends are included, and either may be left out', () => {
  expect(daysOf({})).toHaveLength(3);
  expect(daysOf({ from: '2005-11-01' })).toEqual(['2005-11-01', '2005-12-01']);
  expect(daysOf({ to: '2005-11-01' })).toEqual(['2005-10-01', '2005-11-01']);
  expect(daysOf({ from: '2005-10-02', to: '2005-11-30' })).toEqual(['2005-11-01']);
});

test('what makes no sense is one clear line', () => {
  expect(() => parseDays({ from: '2005-02-30' })).toThrow(InvalidOptions);
  expect(() => parseDays({ from: '2005-11-02', to: '2005-11-01' })).toThrow(InvalidOptions);
  expect(() => daysOf({ from: '2006-01-01' })).toThrow(NoDeliveries);
});
