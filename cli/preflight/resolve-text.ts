/** Resolves a text of a template that depends on account and region only. */
import type { Account } from './check-account.ts';

/** @returns undefined for a text that is known after deployment only */
export function resolveText(value: unknown, account: Account): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if ('Ref' in value) return resolvePseudoParameter(value.Ref, account);
  if (!('Fn::Join' in value) || !Array.isArray(value['Fn::Join'])) return undefined;
  const [separator, parts] = value['Fn::Join'] as [string, unknown[]];
  const texts = parts.map((part) => resolveText(part, account));
  return texts.includes(undefined) ? undefined : texts.join(separator);
}

function resolvePseudoParameter(name: unknown, { id, region }: Account): string | undefined {
  if (name === 'AWS::AccountId') return id;
  if (name === 'AWS::Region') return region;
  return undefined;
}
