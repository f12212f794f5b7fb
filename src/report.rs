//! What a run found and did -> bytes, one format a file.
//!
//! Nothing here touches a file: the caller opens and writes. Nothing here reads a cell either,
//! except through [`Roster::shown_value`], which keeps passwords to itself. Findings are turned
//! into text one by one, so a million of them need no more memory than one.
//!
//! [`Roster::shown_value`]: crate::roster::Roster::shown_value

mod line;
mod place;
pub mod terminal;
mod text;
