import { totalTokens, type Usage } from "../usage.ts";

/** E.g. `12,345 tokens, $0.12`. */
export function usageText(usage: Usage): string {
  const money = usage.cost > 0 ? `, ${moneyText(usage.cost)}` : "";
  return `${countText(totalTokens(usage))} tokens${money}`;
}

/** E.g. `12,345`. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/** US dollars: `$0.0451`, `$0.12`. */
export function moneyText(dollars: number): string {
  return `$${dollars.toFixed(dollars > 0 && dollars < 0.1 ? 4 : 2)}`;
}

/** Milliseconds as people say them: `4.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function timeText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Milliseconds as a clock shows them that runs: `0:07`, `3:20`, `2:05:00`. */
export function clockText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number: number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
