/** One line of a cost table, before its price is known. */
export interface CostItem {
  /** Service or purpose; the lines of a group are added up in docs/deploy.md. */
  group: string;
  /** What is counted. */
  what: string;
  /** Name of a price in config/cost/prices-<region>.json. */
  price: string;
  /** Units in a month. */
  quantity: number;
}
