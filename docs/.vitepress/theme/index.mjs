// VitePress' own theme, with the fonts of the reader's system: nothing to load, and Chinese has its usual face.
import theme from 'vitepress/theme-without-fonts'
import './style.css'

export default theme
