import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import '../../shared/app.css'
import { Providers } from './providers'
import { TopBar } from './top-bar'

export const metadata: Metadata = {
  title: 'Orders · authflight in Next',
  icons: 'data:,',
}

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Providers>
          <TopBar />
          <main>{children}</main>
        </Providers>
      </body>
    </html>
  )
}
