/** Texts that requests name and describe things by: printable, so that none holds what PostgreSQL or a header cannot. */
import { z } from 'zod';

/** Any printable text up to that length. */
export const printableText = (length: number) =>
  z
    .string()
    .min(1)
    .max(length)
    .regex(/^[ -~\u00a0-\ud7ff]+$/);

export const ApplicationId = printableText(100).describe('Application, as the lender delivered it');
export const CustomerId = printableText(100).describe('Customer, as the lender delivered it');
export const PredictionId = z.uuid().describe('Prediction, UUIDv7: newer ones sort later');
