import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  // Files stay files: a page's policy need not allow data: addresses.
  build: { assetsInlineLimit: 0 },
});
