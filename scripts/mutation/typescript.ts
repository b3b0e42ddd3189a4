import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Lets Node run the sources as they are: an import of `x.js` finds `x.ts`, and `?query` of a module of `src/checks` is
 * handed on to its neighbours, so that a new query loads them all anew.
 */
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
});
