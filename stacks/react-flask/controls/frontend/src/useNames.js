import { useEffect, useState } from 'react';
import { call, listIn, valueOf } from './api.js';

const most = 500;

async function namesOf({ path, size, id, text }) {
  const rows = listIn(
    await call({ path }, [null], { query: size === null ? null : new URLSearchParams([[size, most]]) }),
  );
  return rows.map((row) => [String(valueOf(row, id)), String(valueOf(row, text) ?? valueOf(row, id))]);
}

/** For each field that refers to other rows their names: key → id → name. What cannot be read has none. */
export function useNames(fields) {
  const [names, setNames] = useState(new Map());
  useEffect(() => {
    let isWanted = true;
    const read = async (field) => [field.key, new Map(await namesOf(field.options).catch(() => []))];
    const referring = fields.filter(({ options }) => options !== null);
    void Promise.all(referring.map(read)).then((found) => isWanted && setNames(new Map(found)));
    return () => {
      isWanted = false;
    };
  }, [fields]);
  return names;
}
