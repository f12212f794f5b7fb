//! Turns a roster of DECT handsets into provisioning files for Gigaset N720 bases.

pub mod field;
pub mod finding;
pub mod input;
pub mod published;
mod suggest;
pub mod value;
