/**
 * Keeps requests to webhooks on the public internet: decides which addresses are public, and resolves names to those only.
 * Open it when an address is refused.
 */
import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { RiskError } from '../errors.ts';

/** An endpoint resolves to an address that is not public, so nothing was sent. */
export class PrivateAddress extends RiskError {
  constructor() {
    super('the host resolves to an address that is not public; give the webhook a public host');
  }
}

/** Addresses that IANA assigns to hosts of the internet; the rest of IPv6 is local, mapped, or for transitions. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** Whether an IP address belongs to a host of the internet: not private, local, shared, mapped to such, or reserved. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address); // an IPv4 address that is mapped into IPv6 becomes one of IPv4
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST);
}

/** The address that a URL's host is, without brackets; null for a name. */
export function readLiteralAddress({ hostname }: URL): string | null {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) ? host : null;
}

/** Resolves a name to all of its addresses. */
export type ResolveAll = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Creates the lookup of a connection, which connects to what this returns: the checked address is the used one, whatever
 * the name resolves to a moment later. One address that is not public refuses the name.
 */
export function createPublicLookup(resolve: ResolveAll = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error) callback(error, '', 0);
      else if (!first || !addresses.every(({ address }) => isPublicAddress(address)))
        callback(new PrivateAddress(), '', 0);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
