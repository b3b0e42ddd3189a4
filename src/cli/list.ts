import { WrongOption } from '../options/wrong-option.js';

type Lists = Record<string, () => readonly object[]>;

/** `list`: what there is, one line each, or everything of it as JSON. */
export function list(lists: Lists): (what: string, flags: { json?: boolean }) => void {
  return (what, { json }) => {
    const items = lists[what]?.();
    if (!items) throw new WrongOption(`list: there is no list "${what}"; there are ${Object.keys(lists).join(', ')}`);
    process.stdout.write(json ? `${JSON.stringify(items, null, 2)}\n` : items.map(line).join(''));
  };
}

function line(item: object): string {
  const { id, name, sentence, about, says } = item as Record<string, string | undefined>;
  return `${(id ?? name ?? '').padEnd(24)} ${sentence ?? about ?? says ?? ''}\n`;
}
