"""How the program looks: tokens, palette and style sheet, icons. Nothing else names a colour or a font."""
