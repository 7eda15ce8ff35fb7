"""Use cases, one function each: it gathers from the store, decides with the rules, and stores the result."""
