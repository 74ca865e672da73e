/** The lender's public key, which the build of a bundle's programs puts in the place of EDGE_PUBLIC_KEY. */

/** SPKI in DER, base64. */
declare const EDGE_PUBLIC_KEY: string;

/** SPKI in DER. */
export const PUBLIC_KEY: Uint8Array = Uint8Array.from(atob(EDGE_PUBLIC_KEY), (character) => character.charCodeAt(0));
