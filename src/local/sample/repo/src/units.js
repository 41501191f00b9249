const FEET_PER_METRE = 3.28084;

export function toFeet(metres) {
  return metres * FEET_PER_METRE;
}

export function toMetres(feet) {
  return feet / FEET_PER_METRE;
}

/** A height for people: two decimals, a sign when it is below the datum, and the unit. */
export function format(metres, unit = "m") {
  const value = unit === "ft" ? toFeet(metres) : metres;
  const sign = value < 0 ? "-" : "";
  return `${sign}${Math.abs(value).toFixed(2)} ${unit}`;
}
