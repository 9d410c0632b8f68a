"""Use cases, one function each: the only writers. They never commit; whoever began does."""
