import { existsSync, readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Lets Node run the sources as they are: an import of `x.js` finds `x.ts`, and `?query` of a module of `src/checks` is
 * handed on to its neighbours, so that a new query loads them all anew.
 */
const stripped = new Map<string, string>();

registerHooks({
  resolve(specifier, context, next) {
    const parent = context.parentURL;
    if (parent === undefined || parent.includes('/node_modules/') || !/^\.\.?\/.*\.[jt]s$/.test(specifier)) {
      return next(specifier, context);
    }
    const url = new URL(specifier, parent);
    const source = new URL(url.href.replace(/\.js$/, '.ts'));
    if (!existsSync(fileURLToPath(source))) return next(specifier, context);
    if (/\/src\/checks\/[^/]*$/.test(source.pathname)) source.search = new URL(parent).search;
    return next(source.href, context);
  },
  load(url, context, next) {
    const [file = '', query] = url.split('?');
    if (query === undefined || !file.endsWith('.ts')) return next(url, context);
    // Taking the types away is most of the work of loading a module; it is done once.
    const path = fileURLToPath(file);
    const source = stripped.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'), { mode: 'transform' });
    stripped.set(path, source);
    return { format: 'module', source, shortCircuit: true };
  },
});
