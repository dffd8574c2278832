"""The design system: components with declared props, tokens, base templates, SVG charts."""
