import { parentPort, workerData } from "node:worker_threads";
import { lintShare } from "./lint-share.ts";

/** A thread that takes its share of a `LintJob` and sends back what it found. */
parentPort?.postMessage(lintShare(workerData));
