import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/build.ts"],
    // Two files at a time: run tests start an opencode server each, of about half a gigabyte.
    maxWorkers: 2,
    testTimeout: process.env.OMO_TEST_FULL === "1" ? 600_000 : 60_000,
    hookTimeout: 60_000,
  },
});
