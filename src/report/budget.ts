/** The bytes that text takes in a file. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** A form of a document, as blocks that can stand without one another. */
export type Rung = () => string[];

/**
 * The first rung of a ladder that fits into a number of bytes. Where none does, the blocks of the last one that fit,
 * and a notice of how many did not.
 */
export function fitInto(bytes: number, ladder: Rung[], notice: (left: number) => string): string {
  let blocks: string[] = [];
  for (const rung of ladder) {
    blocks = rung();
    if (utf8Length(join(blocks)) <= bytes) return join(blocks);
  }
  return cutInto(bytes, blocks, notice);
}

function cutInto(bytes: number, blocks: string[], notice: (left: number) => string): string {
  let room = bytes - utf8Length(join([notice(blocks.length)]));
  const kept = blocks.filter((block) => {
    const size = utf8Length(join([block]));
    if (size > room) return false;
    room -= size;
    return true;
  });
  return join([...kept, notice(blocks.length - kept.length)]);
}

function join(blocks: string[]): string {
  return blocks.map((block) => `${block}\n\n`).join('');
}
