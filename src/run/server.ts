import type { AgentRuntime } from "../runtime/runtime.ts";
import type { Emit } from "./emit.ts";

/** Keeps one server alive for a run: started when first needed, started anew after it died. */
export interface ServerKeeper {
  /** The living server. Several callers at once get the same one. Rejects when it cannot be started. */
  runtime(): Promise<AgentRuntime>;
  /** Ends the server if there is one, and starts no other. */
  close(): Promise<void>;
}

/** @param record is given `server.started` and `server.stopped`; nothing is asked of a server before it is known that it lives. */
export function keepServer(launch: () => Promise<AgentRuntime>, record: Emit): ServerKeeper {
  let current: Promise<AgentRuntime> | null = null;
  /** Settles when nothing is left of the server before. */
  let buried: Promise<void> = Promise.resolve();
  let closing: Promise<void> | null = null;

  const start = async (): Promise<AgentRuntime> => {
    await buried;
    const runtime = await launch();
    void runtime.died.then((why) => {
      current = null;
      // What it leaves: our own connection to it, and the agents' shells, which would write on.
      buried = runtime.close();
      void record({ type: "server.stopped", pid: runtime.process.pid, died: why });
    });
    try {
      await record({ type: "server.started", ...runtime.process });
    } catch (error) {
      await runtime.close();
      throw error;
    }
    return runtime;
  };

  return {
    runtime() {
      if (closing) return Promise.reject(new Error("the run is being stopped"));
      current ??= start().catch((error: unknown) => {
        current = null;
        throw error;
      });
      return current;
    },
    close() {
      closing ??= (async () => {
        const runtime = await current?.catch(() => null);
        await buried;
        if (!runtime) return;
        current = null;
        await runtime.close();
        await record({ type: "server.stopped", pid: runtime.process.pid, died: null });
      })();
      return closing;
    },
  };
}
