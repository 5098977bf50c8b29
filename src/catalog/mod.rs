//! Goods and categories, so that a discount or a points rule can name them.
