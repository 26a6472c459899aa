import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { settings } from '../shared/vite.mjs'

export default defineConfig({ ...settings, plugins: [vue()] })
