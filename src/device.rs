//! What a base's file says, and the file from what it is to say.
//!
//! What only the Gigaset N720 has is in [`n720`]: its items, the reader of its files, what of a file is
//! carried over, the name of its template. The XML, pages, templates and rendering are beside it, for
//! other devices too. Other rooms use `published`, and do not ask which device it is.

pub mod from;
pub mod n720;
pub mod page;
pub mod render;
pub mod template;
mod xml;

pub use n720 as published;
