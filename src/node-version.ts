/** Imported before anything else: an older Node would fail somewhere inside a library, with words that help nobody. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 18)) {
  process.stderr.write(`error: Node 20.18 or later is needed, this is ${process.versions.node}\n`);
  process.exit(2);
}
