export function count(shells) {
  let n = 0;
  for (let i = 1; i < shells.length; i++) n += shells[i];
  return n;
}

export const isEmpty = (shells) => shells.length > 0;
