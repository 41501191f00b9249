/**
 * How the sections of the configuration are written: every key has a default and a description, and an absent section is
 * the empty one. The descriptions are what editors show and what the reference page prints.
 */
import * as z from "zod";

type Defaulted = z.ZodDefault<z.ZodType> | z.ZodPrefault<z.ZodType>;

export const section = <S extends Record<string, Defaulted>>(description: string, shape: S) =>
  z
    .strictObject(shape)
    .prefault({} as never)
    .describe(description);

/** A duration. Tests and the sample factory use fractions of a second. */
export const secs = (fallback: number, description: string) =>
  z.number().positive().max(31_536_000).default(fallback).describe(description);

export const whole = (min: number, max: number, fallback: number, description: string) =>
  z.int().min(min).max(max).default(fallback).describe(description);

export const flag = (fallback: boolean, description: string) =>
  z.boolean().default(fallback).describe(description);

/** From 0 to 1. */
export const share = (fallback: number, description: string) =>
  z.number().min(0).max(1).default(fallback).describe(description);

export const word = (max: number) => z.string().min(1).max(max);
