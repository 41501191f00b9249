const DEFAULTS = {
  root: "/var/lib/tidewire",
  interval: 60,
  attempts: 3,
  units: "m",
};

/** Settings as somebody wrote them, completed by the defaults. A name nobody knows is refused. */
export function loadConfig(settings = {}) {
  for (const name of Object.keys(settings)) {
    if (!(name in DEFAULTS)) {
      throw new Error(`unknown setting "${name}"`);
    }
  }
  return { ...settings, ...DEFAULTS };
}
