"""How a page looks: the Jinja environment, layouts, components and form fields of the NHS design system."""
