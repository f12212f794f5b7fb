//! Handsets that an error could lose: between two bases, two nights, two files.

mod between_bases;
mod doubt;
mod moved;
mod vanishing;
