//! 储值: money paid in ahead, what is given on top, and how both are spent and given back.
