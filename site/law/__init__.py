"""WHAT THE LAW SAYS: the register of documents, their provisions, and citations of them."""
