//! That the books are in order: invariants, asked of the rows themselves. Reads, and writes only
//! what it found.
