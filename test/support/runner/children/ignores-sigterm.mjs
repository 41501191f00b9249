// Hears every polite signal and goes on talking, also when nobody listens any more.
process.stdout.on("error", () => {});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => console.log(`ignored ${signal}`));
setInterval(() => console.log("still here"), 20);
