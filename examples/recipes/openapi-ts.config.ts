// `npm run generate` asks a server for its description: AUTHFLIGHT_DESCRIPTION is the address.
import { defineConfig } from '@hey-api/openapi-ts'

export default defineConfig({
  input: process.env.AUTHFLIGHT_DESCRIPTION ?? '',
  output: 'src/generated/sdk',
  parser: { filters: { tags: { include: ['bearer'] } } },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
})
