import { bootstrapFacts } from "./bootstrap-facts.ts";
import { embedded } from "./forges.ts";

bootstrapFacts("setup on the embedded forge", embedded);
