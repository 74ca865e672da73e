/** The default budget of a search: by the number of outcomes. */
import { chooseSearchBudget } from '../../../cli/journey/search-budget.ts';

test('a lender with few outcomes is searched for longer, within bounds', () => {
  const budgets = [0, 5_000, 12_000, 24_000, 1_000_000].map(chooseSearchBudget);
  expect(budgets).toEqual([60, 60, 54, 45, 45]);
});
