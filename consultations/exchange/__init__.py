"""What comes from other systems and goes to them: comments and codes, as files.

Each format has a module that turns a row into a plain `Record`; `checking` judges one record,
`staging` the tree that they form, `writing` stores it. docs/data.md describes the files.
"""
