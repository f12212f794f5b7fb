//! Handsets that an error could lose: between two bases, two nights, two files.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the failure")]

#[path = "../support/mod.rs"]
mod support;

mod between_bases;
mod doubt;
mod vanishing;
