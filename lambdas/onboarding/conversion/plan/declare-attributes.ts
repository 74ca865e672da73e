/** Declares the attributes of a mapping as a manifest does. */
import type { Manifest } from '../../../shared/landing/manifest.ts';
import type { Mapping } from '../../contract/mapping.ts';
import { listColumns } from './find-columns.ts';

export function declareAttributes(mapping: Mapping): Manifest['attributes'] {
  const attributes: Manifest['attributes'] = {};
  for (const { mapping: column } of listColumns(mapping)) {
    const { use } = column;
    if (use.as !== 'attribute') continue;
    const { table, name, type, use: purpose, label, actionable } = use;
    attributes[table] ??= {};
    attributes[table][name] = {
      type,
      use: purpose,
      ...(label !== undefined && { label }),
      ...(actionable && { actionable }),
    };
  }
  return attributes;
}
