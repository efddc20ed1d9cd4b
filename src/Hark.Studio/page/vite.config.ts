import { defineConfig } from "vite";

// Nothing inline: the content security policy allows files of this server only.
export default defineConfig({
  base: "/",
  build: {
    outDir: "../obj/page",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
  },
});
