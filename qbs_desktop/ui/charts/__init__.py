"""Charts on screen and on paper (图表). Only `years` imports pyqtgraph, when first shown."""
