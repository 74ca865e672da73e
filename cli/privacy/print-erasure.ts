/** Prints what an erasure did, in numbers, and which models learned from the person. */
import type { ErasureResult } from '../../lambdas/shared/erasure/erase-customer.ts';
import { formatCount, formatPlural } from '../terminal/format.ts';

export function printErasure({ keys, rows, objects, models }: ErasureResult): void {
  const counts = Object.entries({ keys, ...rows }).map(([name, count]) => `${name} ${formatCount(count)}`);
  console.log(`Erased: ${counts.join(', ')}`);
  if (objects) {
    const { rewritten, deleted, searched, opaque } = objects;
    const unread = opaque > 0 ? `; ${formatCount(opaque)} cannot be read and expire` : '';
    console.log(
      `Files: ${formatCount(rewritten)} rewritten, ${formatCount(deleted)} deleted, of ${formatCount(searched)}${unread}`,
    );
  }
  if (models.length > 0) {
    const names = models.map(({ version, stage }) => `${version} (${stage})`).join(', ');
    console.log(`${formatPlural(models.length, 'model')} can have learned from the person: ${names}`);
  }
}
