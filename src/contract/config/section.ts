/**
 * How the sections of the configuration are written: every key has a default, and an absent section is the empty one. What
 * a key means stands in `descriptions.ts`.
 */
import * as z from "zod";

type Defaulted = z.ZodDefault<z.ZodType> | z.ZodPrefault<z.ZodType>;

export const section = <S extends Record<string, Defaulted>>(shape: S) =>
  z.strictObject(shape).prefault({} as never);

/** A duration. Tests and the sample factory use fractions of a second. */
export const secs = (fallback: number) => z.number().positive().max(31_536_000).default(fallback);

export const whole = (min: number, max: number, fallback: number) =>
  z.int().min(min).max(max).default(fallback);

export const flag = (fallback: boolean) => z.boolean().default(fallback);

/** From 0 to 1. */
export const share = (fallback: number) => z.number().min(0).max(1).default(fallback);

/** In US dollars. */
export const usd = z.number().min(0).max(1_000_000);

export const word = (max: number) => z.string().min(1).max(max);

export const address = z.url({ protocol: /^https?$/, error: "not an address" }).max(300);
