//! What cards have, and how they came to have it: the only code that moves a balance.
