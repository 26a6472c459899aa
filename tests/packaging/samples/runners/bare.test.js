// In Jest's jsdom as it comes, where the package cannot work.
import { createAuth } from 'authflight'

test('says what is missing', async () => {
  const error = await createAuth().catch((error) => error)
  process.stdout.write(JSON.stringify([error.code, error.message]))
})
