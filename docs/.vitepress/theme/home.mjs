// VitePress' home page within a `<main>`, which its own lacks. It takes the place of VPHome.vue: see the alias in config.mjs.
import { VPHomeFeatures, VPHomeHero } from 'vitepress/theme'
import { h } from 'vue'

export default { render: () => h('main', { class: 'front' }, [h(VPHomeHero), h(VPHomeFeatures)]) }
