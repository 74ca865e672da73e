/** Schemas of ids and texts in requests: printable characters only, which PostgreSQL and headers can store. */
import { z } from 'zod';

/** A printable text of 1 to `length` characters. */
export const printableText = (length: number) =>
  z
    .string()
    .min(1)
    .max(length)
    .regex(/^[ -~\u00a0-\ud7ff]+$/);

export const ApplicationId = printableText(100).describe('Id of an application, as the lender delivers it');
export const CustomerId = printableText(100).describe('Id of a customer, as the lender delivers it');
export const PredictionId = z.uuid().describe('Id of a prediction, UUIDv7: newer ones sort later');
