// Answers kept from one question to the next, where what they are drawn from never changes.

export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Names also come from the files that are linted: past this many, answers are worked out anew. */
const mostNames = 5000;

export function perName<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, { readonly value: T }>();
  return (name) => {
    const seen = made.get(name);
    if (seen !== undefined) return seen.value;
    const value = make(name);
    if (made.size >= mostNames) made.clear();
    made.set(name, { value });
    return value;
  };
}

/** Kept as long as the object is. */
export function perObject<K extends object, T>(make: (key: K) => T): (key: K) => T {
  const made = new WeakMap<K, { readonly value: T }>();
  return (key) => {
    const seen = made.get(key);
    if (seen !== undefined) return seen.value;
    const value = make(key);
    made.set(key, { value });
    return value;
  };
}
