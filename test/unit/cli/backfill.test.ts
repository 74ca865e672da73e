/** Which days `npm run etl` runs, from its options and the deliveries in the folder. */
import { DeliveriesDeleted, parseDayRange, requireKeptFiles, selectDeliveries } from '../../../cli/journey/backfill.ts';
import { NoDeliveries } from '../../../cli/journey/delivery-folders.ts';
import { InvalidOptions } from '../../../cli/terminal/command.ts';

const deliveries = ['2005-10-01', '2005-11-01', '2005-12-01'].map((asOf) => ({ asOf, folder: asOf, files: [] }));
const daysOf = (options: Parameters<typeof parseDayRange>[0]) =>
  selectDeliveries(parseDayRange(options), deliveries).map(({ asOf }) => asOf);

test('all days are run once, named ones again', () => {
  expect(parseDayRange({})).toEqual({ from: undefined, to: undefined, again: false });
  expect(parseDayRange({ to: '2005-11-01' })).toMatchObject({ again: true });
  expect(parseDayRange({ from: '2005-11-01', 'skip-published': true })).toMatchObject({ again: false });
});

test('both ends are included, and either may be left out', () => {
  expect(daysOf({})).toHaveLength(3);
  expect(daysOf({ from: '2005-11-01' })).toEqual(['2005-11-01', '2005-12-01']);
  expect(daysOf({ to: '2005-11-01' })).toEqual(['2005-10-01', '2005-11-01']);
  expect(daysOf({ from: '2005-10-02', to: '2005-11-30' })).toEqual(['2005-11-01']);
});

test('invalid dates, a reversed range and a range without deliveries are refused', () => {
  expect(() => parseDayRange({ from: '2005-02-30' })).toThrow(InvalidOptions);
  expect(() => parseDayRange({ from: '2005-11-02', to: '2005-11-01' })).toThrow(InvalidOptions);
  expect(() => daysOf({ from: '2006-01-01' })).toThrow(NoDeliveries);
});

describe('days whose files are gone', () => {
  const published = ['2005-08-01', '2005-09-01', '2005-10-01'];
  const kept = ['2005-10-01', '2005-11-01'];
  const check = (options: Parameters<typeof parseDayRange>[0]) => () =>
    requireKeptFiles(parseDayRange(options), published, kept);

  test('stop a backfill with these days, the retention of files, and the first day that it can begin with', () => {
    expect(check({ from: '2005-09-01' })).toThrow(DeliveriesDeleted);
    expect(check({ from: '2005-09-01' })).toThrow(/^the files of 2005-09-01 are gone: .* 90 days .*--from 2005-10-01$/);
    expect(check({ to: '2005-12-01' })).toThrow('2005-08-01, 2005-09-01 are gone');
  });

  test('outside the range, or never published, do not stop it', () => {
    expect(check({ from: '2005-10-01' })).not.toThrow();
    expect(check({ from: '2005-11-01' })).not.toThrow();
  });
});
