/** One page of a list, counted from 1, and which page comes next (null behind the last). */
export function paginate(items, { page = 1, size = 20 } = {}) {
  if (!Number.isInteger(page) || page < 1) {
    throw new RangeError(`there is no page ${page}: the first is 1`);
  }
  const pages = Math.floor(items.length / size);
  const start = (page - 1) * size;
  return {
    items: items.slice(start, start + size),
    page,
    pages,
    next: page < pages ? page + 1 : null,
  };
}
