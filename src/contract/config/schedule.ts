/** A five-field cron expression; whether it can ever run is checked by the scheduler's own parser when the file is loaded. */
import * as z from "zod";

export const Cron = z.string().min(9).max(100);
