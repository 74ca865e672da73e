/** Says what is wrong with the address of a webhook, before any name is resolved. */
import { isPublicAddress, readLiteralAddress } from './public-address.ts';

export interface AddressRules {
  /** Also http, and hosts that are not public: on the local cloud only, for a receiver on the same machine. */
  allowsPrivate: boolean;
}

/** The fault of a webhook's address in words that say how to correct it; null where it can be used. */
export function findUrlFault(text: string, { allowsPrivate }: AddressRules): string | null {
  if (!URL.canParse(text)) return 'is not an address; send one such as https://lender.example/events';
  const url = new URL(text);
  const protocols = allowsPrivate ? ['https:', 'http:'] : ['https:'];
  if (!protocols.includes(url.protocol)) return 'must begin with https://';
  if (url.username || url.password) return 'must not contain a user or password; the signature shows who sends';
  if (url.hash) return 'must not contain a fragment, which is never sent';
  if (allowsPrivate) return null;
  const address = readLiteralAddress(url);
  if (address !== null && !isPublicAddress(address)) return 'must not be a private or reserved address';
  if (address === null && !/\.[^.]+\.?$/.test(url.hostname)) return 'must have a host of the internet, with a domain';
  return null;
}
