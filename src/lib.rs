//! Turns a roster of DECT handsets into provisioning files for Gigaset N720 bases.

pub mod assign;
pub mod field;
pub mod finding;
pub mod handset;
pub mod header;
pub mod input;
pub mod outcome;
pub mod page;
pub mod plan;
pub mod published;
pub mod render;
pub mod report;
pub mod roster;
mod suggest;
pub mod template;
pub mod validate;
pub mod value;
