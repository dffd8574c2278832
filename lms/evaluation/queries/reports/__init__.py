"""Reports as screens and papers read them."""
