"""OFD: package, resources, pages. `writer.ofd` is all that others call."""
