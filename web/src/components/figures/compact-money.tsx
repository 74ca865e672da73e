/** Money in three digits, with the exact amount as its title. */
import { formatCompactMoney, formatMoney } from '../../format/money.ts';
import type { OptionalNumber } from '../../format/numbers.ts';

export function CompactMoney({ amount, currency }: { amount: OptionalNumber; currency: string | null }) {
  return <span title={formatMoney(amount, currency)}>{formatCompactMoney(amount, currency)}</span>;
}
