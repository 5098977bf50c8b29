import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

type Bundle = Rolldown.OutputBundle;

/** After a build, prints what each entry and each lazy route costs a visitor, gzipped, with everything it imports. */
export function routeSizes(): Plugin {
  return {
    name: "kabao:route-sizes",
    apply: "build",
    writeBundle(_options, bundle) {
      const roots = Object.values(bundle).filter((file) => file.type === "chunk" && (file.isEntry || file.isDynamicEntry));
      const rows = roots.map((file) => [file.name ?? file.fileName, kilobytes(bundle, reach(bundle, file.fileName))] as const);
      for (const [name, size] of rows.sort()) console.log(`${name.padEnd(24)} ${size.padStart(8)} KB gzip`);
    },
  };
}

/** The chunk, its static imports and their style sheets. */
function reach(bundle: Bundle, fileName: string, seen = new Set<string>()): Set<string> {
  const file = bundle[fileName];
  if (!file || seen.has(fileName)) return seen;
  seen.add(fileName);
  if (file.type !== "chunk") return seen;
  const styles = (file as { viteMetadata?: { importedCss: Set<string> } }).viteMetadata?.importedCss ?? new Set<string>();
  for (const next of [...file.imports, ...styles]) reach(bundle, next, seen);
  return seen;
}

function kilobytes(bundle: Bundle, files: Set<string>): string {
  const bytes = [...files].map((name) => {
    const file = bundle[name];
    return file ? gzipSync(file.type === "chunk" ? file.code : file.source).length : 0;
  });
  return (bytes.reduce((sum, size) => sum + size, 0) / 1024).toFixed(1);
}
