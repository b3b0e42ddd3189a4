// Fails where the committed dist/ is not what the sources give, byte for byte.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const fresh = mkdtempSync(join(tmpdir(), 'dist-'));
try {
  execFileSync(process.execPath, ['scripts/build.mjs', fresh], { stdio: 'inherit' });
  const files = (root) =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name).slice(root.length + 1))
      .sort();
  const wrong = [...new Set([...files(fresh), ...files('dist')])].filter(
    (file) => !same(join(fresh, file), join('dist', file)),
  );
  if (wrong.length > 0)
    throw new Error(`dist/ is not built from these sources: ${wrong.join(', ')}. Run "npm run build" and commit it.`);
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

function same(a, b) {
  try {
    return readFileSync(a).equals(readFileSync(b));
  } catch {
    return false;
  }
}
