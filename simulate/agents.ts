import { LaunchError } from "../src/runtime/launch-error.ts";
import type { AgentRuntime, FailureReason, Outcome, PromptRequest, Usage } from "../src/runtime/runtime.ts";
import { ServerDied } from "../src/runtime/runtime.ts";
import { noUsage } from "../src/usage.ts";
import { type Conduct, conductOf } from "./conduct.ts";
import type { Life } from "./life.ts";
import type { Prompt, Role } from "./observation.ts";
import type { Scene } from "./scene.ts";
import { lateness } from "./world.ts";

/** Models that the server has: two of a provider that suits some categories, and its default. */
const catalog = {
  providers: [
    { id: "fake", chosen: true, models: ["claude-haiku-4-5", "claude-sonnet-5", "gpt-6-sol", "kimi-k3"] },
  ],
  defaultChosen: true,
  defaultModel: null,
};

/** Starts a server for the agents of a run. It dies with the process that has started it, or before; its sessions stay. */
export function launchAgents(scene: Scene, life: Life, signal: AbortSignal): Promise<AgentRuntime> {
  return life.ask(scene.lasting(1_000), () => {
    if (signal.aborted) throw new LaunchError("cancelled", "cancelled", "start it again");
    if (scene.weather.strikes("server-dies"))
      throw new LaunchError("start-failed", "it did not start", "look at its log");
    return new Server(scene, life);
  });
}

/** A prompt that is under way. */
interface UnderWay {
  readonly prompt: Prompt;
  /** Ends it now, whatever was to come. */
  readonly end: (outcome: Outcome) => void;
}

class Server implements AgentRuntime {
  readonly process;
  readonly died: Promise<string>;
  readonly #scene: Scene;
  readonly #life: Life;
  readonly #underWay = new Set<UnderWay>();
  readonly #closing = new AbortController();
  #isAlive = true;
  #tellDeath: (why: string) => void = () => {};
  #closed: Promise<void> | null = null;

  constructor(scene: Scene, life: Life) {
    this.#scene = scene;
    this.#life = life;
    this.process = { pid: ++scene.pids, startTime: null, url: "http://127.0.0.1:1" };
    this.died = new Promise((resolve) => {
      this.#tellDeath = resolve;
    });
    scene.observe({ type: "server.started", pid: this.process.pid });
    life.onDeath(() => this.#end());
    if (scene.weather.strikes("server-dies"))
      life.later(scene.weather.random("server-dies").magnitude(3_000_000), () => this.#die());
  }

  catalog() {
    return this.#life.ask(this.#scene.lasting(20), () => this.#answer(() => catalog));
  }

  openSession({ title }: { readonly title: string }): Promise<string> {
    return this.#life.ask(this.#scene.lasting(20), () =>
      this.#answer(() => {
        if (this.#scene.weather.strikes("session-lost")) throw new Error("opencode did not open a session");
        const session = `s${this.#scene.sessions.size + 1}`;
        const { role, task } = readTitle(title);
        this.#scene.sessions.set(session, { role, task, asked: [], prompts: 0 });
        this.#scene.observe({ type: "session.opened", session, role, task });
        return session;
      }),
    );
  }

  prompt(request: PromptRequest): Promise<Outcome> {
    const { role, task } = this.#sessionOf(request.session);
    const prompt: Prompt = {
      session: request.session,
      role,
      task,
      model: request.choice.model,
      signal: AbortSignal.any([request.signal, this.#closing.signal]),
      verdicts: new Map(),
      approved: false,
    };
    this.#life.act(() => this.#scene.observe({ type: "prompt.started", prompt }));
    return new Promise((resolve) => this.#goOn(request, prompt, resolve));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Sees a prompt through: as its agent conducts itself, or as what comes between ends it. */
  #goOn(request: PromptRequest, prompt: Prompt, resolve: (outcome: Outcome) => void): void {
    const { signal } = prompt;
    const end = (outcome: Outcome) => {
      if (!this.#underWay.delete(underWay)) return;
      takeBack();
      signal.removeEventListener("abort", onAbort);
      this.#scene.observe({ type: "prompt.ended", prompt, outcome });
      resolve(outcome);
    };
    const underWay: UnderWay = { prompt, end };
    this.#underWay.add(underWay);
    const later = (delay: number, outcome: () => Outcome) =>
      this.#life.later(delay, () => end(this.#life.act(outcome)));
    const conduct = conductOf(this.#scene, request, prompt);
    let takeBack = later(conduct.duration, () => outcomeOf(conduct));
    const onAbort = () => {
      takeBack();
      const endsWell = this.#scene.weather.strikes("answer-late");
      takeBack = later(lateness(this.#scene), () =>
        endsWell ? outcomeOf(conduct) : failure("cancelled", "cancelled", conduct.usage),
      );
    };
    if (!this.#isAlive) end(failure("server-died", "it is gone"));
    else if (signal.aborted) end(failure("cancelled", "cancelled before it began"));
    else signal.addEventListener("abort", onAbort, { once: true });
  }

  #sessionOf(id: string): { role: Role; task: string } {
    const session = this.#scene.sessions.get(id);
    if (session === undefined) throw new Error(`no session ${id} was ever opened`);
    return session;
  }

  #answer<T>(answer: () => T): T {
    if (!this.#isAlive) throw new ServerDied("it is gone");
    return answer();
  }

  #die(): void {
    if (!this.#isAlive) return;
    this.#end();
    this.#tellDeath("killed by the system");
    for (const { end } of [...this.#underWay]) end(failure("server-died", "killed by the system"));
  }

  #end(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#scene.observe({ type: "server.gone", pid: this.process.pid });
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    // As long as a server is waited for that is told to end.
    for (let waited = 0; this.#underWay.size > 0 && waited < 100; waited++)
      await this.#life.ask(100, () => {});
    await this.#life.ask(this.#scene.lasting(50), () => this.#end());
    for (const { end } of [...this.#underWay]) end(failure("server-died", "it was closed"));
  }
}

function outcomeOf(conduct: Conduct): Outcome {
  conduct.act();
  const { usage, wrote } = conduct;
  return conduct.failure === null
    ? { kind: "finished", text: conduct.text, answer: conduct.answer, todos: conduct.todos, usage, wrote }
    : { kind: "failed", ...conduct.failure, usage, wrote };
}

function failure(reason: FailureReason, message: string, usage: Usage = noUsage): Outcome {
  return { kind: "failed", reason, fault: null, message, usage, wrote: [] };
}

/** What a session is for, by the title that the executor gives it. */
function readTitle(title: string): { role: Role; task: string } {
  const match = /^(?:(Judge|Review|Advise on) )?(\w+)\. /.exec(title);
  if (match === null) throw new Error(`no title of a session: ${title}`);
  const roles = { Judge: "judge", Review: "review", "Advise on": "advise" } as const;
  return { role: roles[match[1] as keyof typeof roles] ?? "work", task: match[2] ?? "" };
}
