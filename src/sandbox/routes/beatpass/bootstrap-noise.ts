const menus = 24
const settings = 700

/**
 * What a sign-in answers beside the account: themes, menus, settings and locales of the whole site, some 60 KiB that a
 * client has no use for.
 */
export function bootstrapNoise() {
  return {
    themes: ['light', 'dark'].map((name, id) => ({
      id,
      name,
      is_dark: name === 'dark',
      values: Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => [`--be-color-${at}`, `${at} ${at} ${at}`]),
      ),
    })),
    menus: Array.from({ length: menus }, (_, id) => ({
      id,
      name: `menu ${id}`,
      positions: ['sidebar-primary'],
      items: Array.from({ length: 6 }, (_, item) => ({
        type: 'route',
        label: `Entry ${item}`,
        action: `/${id}/${item}`,
      })),
    })),
    settings: Object.fromEntries(
      Array.from({ length: settings }, (_, at) => [
        `section_${at % 20}.option_${at}`,
        `value of option ${at}`,
      ]),
    ),
    locales: ['en', 'fr', 'de', 'es'].map((language, id) => ({ id, language, name: language })),
  }
}
