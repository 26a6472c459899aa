import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { settings } from '../shared/vite.mjs'

export default defineConfig({ ...settings, plugins: [react()] })
