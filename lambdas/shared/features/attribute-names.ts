/**
 * Names the features that come from lenders' attributes. Open it to change how such a feature is named or recognised.
 */

/**
 * The feature of an attribute is named by its table's prefix and the attribute's name. SQL reads these as placeholders.
 */
export const ATTRIBUTE_PREFIXES = { customers: 'customer_', loan_applications: 'application_' } as const;

/** Whether a lender declared the feature: its value is in `attributes` of a row, not in a column. */
export const isAttribute = (name: string): boolean =>
  Object.values(ATTRIBUTE_PREFIXES).some((prefix) => name.startsWith(prefix));
