//! L13: one column of one row is changed behind the house's back.
