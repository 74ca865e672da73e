/** Schemas of ids and texts in requests. What landing takes as an id or a category, a request can name. */
import { z } from 'zod';
import { ID, MAX_TEXT_LENGTH } from '../../../shared/landing/text-rules.ts';
import { TEXT_LENGTHS } from '../../../shared/sent-features/sent-features.ts';

/** A printable text of 1 to `length` characters. */
export const printableText = (length: number) =>
  z
    .string()
    .min(1)
    .max(length)
    .regex(/^[ -~\u00a0-\ud7ff]+$/);

/**
 * Texts without control characters. Those of text direction (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069)
 * would let a reason read as another than is stored; U+2028, U+2029 and U+206A to U+206F are as invisible.
 */
export const READABLE_TEXT = /^[\n -~\u00a0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u2070-\ud7ff]+$/;

const ID_MESSAGE = `Must be an id: 1 to ${MAX_TEXT_LENGTH} characters, no control characters, not "." or ".."`;

const createIdSchema = (description: string) =>
  z
    .string()
    .regex(ID, ID_MESSAGE)
    .meta({ ...TEXT_LENGTHS, description });

export const ApplicationId = createIdSchema('Id of an application, as the lender delivers it');
export const CustomerId = createIdSchema('Id of a customer, as the lender delivers it');
export const PredictionId = z.uuid().describe('Id of a prediction, UUIDv7: newer ones sort later');
