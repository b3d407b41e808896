/** The parts of a JSON Schema that ours have. */
export interface Schema {
  title?: string;
  $ref?: string;
  type?: string | readonly string[];
  const?: unknown;
  description?: string;
  enum?: readonly unknown[];
  format?: string;
  pattern?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  $defs?: Record<string, Schema>;
}
