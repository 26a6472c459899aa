'use client'

export default function Mismatch() {
  return <p>rendered by {typeof window}</p>
}
