/** Schema of StartJobRun requests of EMR Serverless: the fields that this system uses, with AWS constraints. */
import { z } from 'zod';

export const EmrApplicationId = z.string().regex(/^[0-9a-z]{1,64}$/);
export const JobRunId = z.string().regex(/^[0-9a-z]{1,64}$/);
const RoleArn = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/);

/** Default of EMR Serverless. */
const DEFAULT_TIMEOUT_MINUTES = 720;

export const StartJobRun = z.strictObject({
  clientToken: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  executionRoleArn: RoleArn,
  jobDriver: z.strictObject({
    sparkSubmit: z.strictObject({
      entryPoint: z.string().min(1).max(4096),
      entryPointArguments: z.array(z.string().min(1).max(10_280)).default([]),
      sparkSubmitParameters: z.string().max(102_400).default(''),
    }),
  }),
  /** Log destinations on AWS; here the log is a file of the job's folder. */
  configurationOverrides: z.object({}).loose().optional(),
  executionTimeoutMinutes: z.int().min(0).max(1_000_000).default(DEFAULT_TIMEOUT_MINUTES),
  name: z
    .string()
    .regex(/^[A-Za-z0-9._/#-]{1,256}$/)
    .optional(),
  mode: z.literal('BATCH').optional(),
  tags: z.record(z.string(), z.string()).optional(),
});

export type JobRunRequest = z.output<typeof StartJobRun>;
