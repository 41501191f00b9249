/** The arithmetic mean, or null when there is nothing to divide. */
export function mean(values) {
  if (values.length === 0) {
    return null;
  }
  let sum = 0;
  for (const value of values) {
    sum += value;
  }
  return sum / values.length;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values) {
  if (values.length === 0) {
    return null;
  }
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The mean of each value and those before it, at most `width` of them. */
export function movingAverage(values, width) {
  return values.map((_, index) => {
    const from = Math.max(0, index - width + 1);
    return mean(values.slice(from, index + 1));
  });
}

export function extremes(values) {
  let low = null;
  let high = null;
  for (const value of values) {
    if (low === null || value < low) {
      low = value;
    }
    if (high === null || value > high) {
      high = value;
    }
  }
  return { low, high };
}
