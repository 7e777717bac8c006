"""DOCX (可编辑的文件): the document as Word writes it, its lines flowing, its places those of the layout."""
