/** Checks a picture: the type by its first bytes, a whole file, and no more pixels than a viewer can show. */
import type { AttachmentFault } from '../../shared/attachments/media-types.ts';

/** Four bytes of memory each; a camera of a telephone makes up to 50 million. */
const MAX_PIXELS = 100_000_000;
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const PNG_END = Buffer.from('49454e44ae426082', 'hex');
const JPEG = Buffer.from('ffd8ff', 'hex');

interface Size {
  width: number;
  height: number;
}

/** Returns what is wrong with a picture, or null where nothing is. */
export function checkImage(bytes: Buffer, type: 'image/jpeg' | 'image/png'): AttachmentFault | null {
  if (!bytes.subarray(0, 8).equals(PNG) && !bytes.subarray(0, 3).equals(JPEG)) return 'wrong-type';
  if (bytes.subarray(0, 8).equals(PNG) !== (type === 'image/png')) return 'wrong-type';
  const size = type === 'image/png' ? readPngSize(bytes) : readJpegSize(bytes);
  if (!size || size.width === 0 || size.height === 0) return 'damaged';
  return size.width * size.height > MAX_PIXELS ? 'too-large-inside' : null;
}

/** https://www.w3.org/TR/png-3/#11IHDR: the first chunk, and IEND is the last. */
function readPngSize(bytes: Buffer): Size | undefined {
  if (bytes.length < 45 || bytes.toString('latin1', 12, 16) !== 'IHDR' || !bytes.subarray(-8).equals(PNG_END)) return;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** Walks the segments to the frame header (ITU-T T.81, B.1.1.4); all of them before it have a length. */
function readJpegSize(bytes: Buffer): Size | undefined {
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return;
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at += 1; // fill bytes
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return;
}
