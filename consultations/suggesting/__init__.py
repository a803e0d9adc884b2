"""Help with grouping comments: plain local methods, optional, and never more than a proposal to a person."""
