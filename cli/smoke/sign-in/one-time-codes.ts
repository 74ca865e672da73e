/** One-time codes of an authenticator app (TOTP, RFC 6238): SHA-1, six digits, thirty seconds. */
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const PERIOD_MILLISECONDS = 30_000;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Returns a function that waits for the next code which was not used yet: Cognito accepts each once. */
export function createCodeSource(secret: string): () => Promise<string> {
  let usedPeriod = -1;
  return async () => {
    while (Math.floor(Date.now() / PERIOD_MILLISECONDS) === usedPeriod) {
      await sleep(PERIOD_MILLISECONDS - (Date.now() % PERIOD_MILLISECONDS));
    }
    usedPeriod = Math.floor(Date.now() / PERIOD_MILLISECONDS);
    return computeCode(secret, usedPeriod);
  };
}

/** @param period number of half minutes since 1970 */
export function computeCode(secret: string, period: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(period));
  const digest = createHmac('sha1', decodeBase32(secret)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function decodeBase32(text: string): Buffer {
  const bits = Array.from(text.toUpperCase().replace(/=+$/, ''), (letter) =>
    BASE32.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('');
  return Buffer.from((bits.match(/[01]{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
