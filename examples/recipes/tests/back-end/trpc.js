// A tRPC server, as teams write it.
import { initTRPC, TRPCError } from '@trpc/server'

/**
 * What the tokens' server says: the order, or null if it refuses the token.
 * @typedef {{ order: (id: number) => Promise<{ id: number, customer: string } | null>, ran: string[] }} Context
 */

/** In TypeScript: `initTRPC.context<Context>()`. @type {ReturnType<typeof initTRPC.context<Context>>} */
const withContext = initTRPC.context()
const t = withContext.create()

const refused = () => new TRPCError({ code: 'UNAUTHORIZED' })
const text = (/** @type {unknown} */ value) => String(value)

export const appRouter = t.router({
  hello: t.procedure.query(() => 'for everybody'),
  order: t.procedure
    .input((/** @type {unknown} */ value) => Number(value))
    .query(async ({ input, ctx }) => {
      const order = await ctx.order(input)
      if (!order) throw refused()
      return order
    }),
  visit: t.procedure.mutation(({ ctx }) => ctx.ran.push('visit')),
  note: t.procedure.input(text).mutation(async ({ input, ctx }) => {
    if (!(await ctx.order(1001))) throw refused()
    return ctx.ran.push(input)
  }),
})

/** @typedef {typeof appRouter} AppRouter */
