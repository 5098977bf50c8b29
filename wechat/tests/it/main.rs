//! One binary: what arrives is opened, read and answered; what is asked is asked rightly.
mod bodies;
mod callbacks;
mod client;
mod messages;
mod vectors;
