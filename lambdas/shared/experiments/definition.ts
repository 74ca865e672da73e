/** Defines an experiment: its period, its arms, what it shall find out, and what stops an arm by itself. */
import { z } from 'zod';

/** Name of an experiment or an arm, in addresses and in the evidence. */
const slug = (length: number) => z.string().regex(new RegExp(`^[a-z0-9][a-z0-9-]{0,${length - 1}}$`));

export const ExperimentId = slug(60).describe('Name of an experiment: lower case letters, digits and hyphens');

/** What arms are compared by. */
export const MEASURES = ['approval_rate', 'expected_loss_rate', 'default_rate'] as const;
export const GUARDRAILS = ['expected_loss', 'approval_rate', 'error_rate'] as const;
export type Measure = (typeof MEASURES)[number];
export type Guardrail = (typeof GUARDRAILS)[number];

/** Version of a policy or a model. */
const version = z
  .string()
  .regex(/^[\w.-]{1,120}$/)
  .nullable();

export const ArmDefinition = z
  .strictObject({
    arm: slug(40).describe('Name of the arm'),
    share: z.number().min(0.01).max(0.99).describe('Share of the customers; the shares of all arms add up to 1'),
    policy_version: version.describe('Policy that decides in this arm; null: the default policy'),
    model_version: version.describe('Model that scores in this arm, the challenger; null: the champion'),
  })
  .describe('One way to decide. The arm with neither policy nor model is the control arm');

export const GuardrailBounds = z
  .strictObject({
    minimum_customers: z.int().min(30).max(1_000_000).describe('Fewer customers in an arm stop nothing, except errors'),
    expected_loss: z
      .number()
      .gt(1)
      .max(10)
      .describe('Stops at so many times the expected loss of the control arm, each per unit of approved exposure'),
    approval_rate: z
      .number()
      .gt(0)
      .max(1)
      .describe('Stops at such a difference to the approval rate of the control arm'),
    error_rate: z.number().gt(0).max(1).describe('Stops at such a share of requests that could not be decided'),
  })
  .describe('What stops an arm by itself: beyond the bound, and by more than chance (99 %)');

export const ExperimentDefinition = z
  .strictObject({
    question: z
      .string()
      .min(10)
      .max(500)
      .regex(/^[ -~\u00a0-\ud7ff]+$/)
      .describe('What it shall find out, in words'),
    starts_at: z.iso.datetime().nullable().describe('null: when it is approved'),
    ends_at: z.iso.datetime(),
    measure: z.enum(MEASURES).describe('What answers the question'),
    minimum_effect: z.number().gt(0).max(1).describe('The smallest difference of the measure that is worth finding'),
    arms: z.array(ArmDefinition).min(2).max(10),
    guardrails: GuardrailBounds,
  })
  .describe('An experiment as it is proposed');

export type ArmDefinition = z.infer<typeof ArmDefinition>;
export type GuardrailBounds = z.infer<typeof GuardrailBounds>;
export type ExperimentDefinition = z.infer<typeof ExperimentDefinition>;

/** Whether an arm decides as everybody is decided without the experiment. */
export const isControl = ({ policy_version, model_version }: Omit<ArmDefinition, 'arm' | 'share'>): boolean =>
  policy_version === null && model_version === null;
