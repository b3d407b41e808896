import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { toJSONSchema } from "zod";
import { planJson } from "../src/report/json-schema.ts";
import { eventsSchema } from "./event-docs.ts";

test("grammar/plan.schema.json is the schema of omo plan show --json", () => {
  const file = new URL("../grammar/plan.schema.json", import.meta.url);
  const schema = { title: "A compiled plan, as omo plan show --json prints it", ...toJSONSchema(planJson) };
  if (process.env.UPDATE === "1") writeFileSync(file, JSON.stringify(schema, null, 2));
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(schema);
});

test("grammar/events.schema.json is the schema of the lines of omo plan run --json", () => {
  const file = new URL("../grammar/events.schema.json", import.meta.url);
  const schema = eventsSchema();
  if (process.env.UPDATE === "1") writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(schema);
});
